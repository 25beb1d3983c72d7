// A unit of the catalog that no row leads on. The one thing to know: it is asked of the flow's steps, so a unit with a row for
// another component only is found.
import type { Rule } from '../../rule.ts'
import { aboutComponents, isReported } from '../tools.ts'

export const unitUnmapped: Rule = {
  name: 'unit-unmapped',
  family: 'unit',
  severity: 'high',
  finds: 'A unit in which a component is reported, and which no approved row leads to the other system.',
  explanation: 'Every result of the component is held, or goes on with a unit that the receiver does not know.',
  example: 'The rheumatoid factor is reported in "IU/ml"; the map knows "IU/mL".',
  remedy: 'Add the row for this component and have it approved.',
  pair(pair, tell) {
    for (const link of pair.components) {
      const stuck = link.crossed.stuck.find(({ field }) => field === 'OBX-6')
      if (!stuck || !isReported(pair.performer, link.from)) continue
      const says = `maps/${stuck.table}.csv has no approved row that leads ${stuck.code} of ${link.from.code} to ${stuck.flow.to}.`
      tell({ ...aboutComponents(pair, link), variant: stuck.code, says })
    }
  },
}
