// A component of the chart at which nothing arrives any more. The one thing to know: it harms by silence, since a clinician
// who looks at the row sees old results only.
import { inUse } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutEntry } from '../tools.ts'

export const codeNeverArrives: Rule = {
  name: 'code-never-arrives',
  family: 'code',
  severity: 'normal',
  finds: 'A component in use in the ordering system that no component of the laboratory leads to.',
  explanation:
    'Its row in the chart stays empty while its results, if there are any, stand in another row; trends break off and alerts built on it never fire.',
  example: 'Whole-blood potassium was led to the row of serum potassium; its own row has been empty since.',
  remedy: 'Lead the laboratory’s component to it, or take it out of use.',
  pair(pair, tell) {
    if (pair.components.length === 0) return
    for (const component of inUse(pair.placer.components))
      if (!pair.arrivals.has(component.code) && component.reportedBy.length > 0)
        tell({
          ...aboutEntry(pair.placer, 'component', component),
          counterpart: { system: pair.performer.system.id, kind: 'flow', code: '', name: '' },
          says: `Nothing of ${pair.performer.system.id} arrives at ${component.code} (${component.name}).`,
        })
  },
}
