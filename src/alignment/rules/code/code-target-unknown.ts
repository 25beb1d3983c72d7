// A code that arrives where the receiver's catalog does not have it. The one thing to know: it is asked of what the steps
// give, so codes that pass without a map are seen too.
import type { Rule } from '../../rule.ts'
import { aboutComponents, aboutOrderables, isReported } from '../tools.ts'

export const codeTargetUnknown: Rule = {
  name: 'code-target-unknown',
  family: 'code',
  severity: 'high',
  finds: 'A code that arrives at the other system, whose catalog does not have it.',
  explanation:
    'The receiver puts what it does not know into an error queue behind its AA, or files it where nobody looks. Both sides believe that the result is in the chart.',
  example: 'A row leads LIPA to 1230001082, which the EHR renumbered at its upgrade.',
  remedy: 'Correct the code in the map, or have the receiver build it and bring its catalog up to date.',
  pair(pair, tell) {
    if (pair.placer.components.size > 0)
      for (const link of pair.components)
        if (link.toCode !== null && !link.to && isReported(pair.performer, link.from))
          tell({
            ...aboutComponents(pair, link),
            says: `${link.from.code} arrives as ${link.toCode}, which the catalog of ${pair.placer.system.id} does not have.`,
          })
    if (pair.performer.orderables.size > 0)
      for (const link of pair.orderables)
        if (link.toCode !== null && !link.to)
          tell({
            ...aboutOrderables(pair, link),
            says: `${link.from.code} arrives as ${link.toCode}, which the catalog of ${pair.performer.system.id} does not have.`,
          })
  },
}
