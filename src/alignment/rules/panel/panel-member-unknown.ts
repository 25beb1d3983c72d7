// An orderable that lists what its own catalog does not have in use. The one thing to know: the other side can only be compared
// with a list that is true.
import { inUse } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutEntry, some } from '../tools.ts'

export const panelMemberUnknown: Rule = {
  name: 'panel-member-unknown',
  family: 'panel',
  severity: 'normal',
  finds:
    'An orderable in use that lists a component, question or reflex test which its own catalog does not have in use.',
  explanation: 'Reports are waited for that cannot come, and a reflex ends at a test that nobody performs.',
  example: 'The panel still lists the component that was retired in spring.',
  remedy: 'Take it out of the list, or bring it back into use.',
  catalog(side, tell) {
    for (const entry of inUse(side.orderables)) {
      const lost = [
        ...entry.components.filter((code) => side.components.size > 0 && !side.components.get(code)?.active),
        ...entry.questions.filter((code) => side.questions.size > 0 && !side.questions.get(code)?.active),
        ...entry.reflexes.map(({ test }) => test).filter((code) => !side.orderables.get(code)?.active),
      ]
      if (lost.length === 0) continue
      const says = `${entry.code} lists ${some(lost)}, which ${side.system.id} does not have in use.`
      tell({ ...aboutEntry(side, 'orderable', entry), says })
    }
  },
}
