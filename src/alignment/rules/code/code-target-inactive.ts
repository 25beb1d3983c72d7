// A code that arrives where it was taken out of use. The one thing to know: an order for a retired test is refused, a result
// under a retired row is filed where nobody looks any more.
import type { Rule } from '../../rule.ts'
import { aboutComponents, aboutOrderables, isReported } from '../tools.ts'

export const codeTargetInactive: Rule = {
  name: 'code-target-inactive',
  family: 'code',
  severity: 'high',
  finds: 'A code in use that leads to one which the other system has taken out of use.',
  explanation:
    'An order for it is refused or lies in the laboratory unseen; a result under it is filed in a row that no display shows any more.',
  example:
    'The laboratory stopped the thrombin time in May; the EHR still offers it, and orders are refused one by one.',
  remedy: 'Take it out of use on both sides on the same day, or lead it to the code that replaced it.',
  pair(pair, tell) {
    for (const link of pair.components)
      if (link.to && !link.to.active && isReported(pair.performer, link.from))
        tell({
          ...aboutComponents(pair, link),
          says: `${link.from.code} is reported and arrives as ${link.to.code}, which is not in use in ${pair.placer.system.id}.`,
        })
    for (const link of pair.orderables)
      if (link.to && !link.to.active)
        tell({
          ...aboutOrderables(pair, link),
          says: `${link.from.code} can be ordered and arrives as ${link.to.code}, which is not in use in ${pair.performer.system.id}.`,
        })
  },
}
