// A status that no row leads on. The one thing to know: the rare ones (cannot obtain, withdrawn) are the ones forgotten, and
// they are the ones that take a wrong result back.
import type { Rule } from '../../rule.ts'
import { aboutStatus } from './about-status.ts'
import { statusArrivals } from './arrivals.ts'

export const statusUnmapped: Rule = {
  name: 'status-unmapped',
  family: 'status',
  severity: 'high',
  finds: 'A status that every laboratory uses and that no approved row leads to the other system.',
  explanation:
    'The message that withdraws or cancels a result is the one that is held, and the wrong result stays in the chart.',
  example: 'The map of statuses has rows for P, F and C, and none for X.',
  remedy: 'Add the row with what the receiver does with that status, and have it approved.',
  pair(pair, tell) {
    for (const arrival of statusArrivals(pair)) {
      if (arrival.arrives !== null) continue
      const { place, code, map } = arrival
      const says = `maps/${map}.csv has no approved row that leads ${code} of ${place.field} (table ${place.table}) to ${pair.placer.system.id}.`
      tell({ ...aboutStatus(pair, arrival), says })
    }
  },
}
