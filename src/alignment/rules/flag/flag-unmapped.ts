// A flag that no row leads on. The one thing to know: a flow that does not translate flags passes them, and what the receiver
// makes of them is for the rule of what it takes.
import type { Rule } from '../../rule.ts'
import { aboutFlag } from './about-flag.ts'
import { flagArrivals } from './arrivals.ts'

export const flagUnmapped: Rule = {
  name: 'flag-unmapped',
  family: 'flag',
  severity: 'high',
  isDoubt: true,
  finds: 'A flag in use that no approved row leads to the other system.',
  explanation:
    'The result goes on with a flag that the receiver does not know, and shows no colour: the reader takes it for normal.',
  example: 'Digoxin uses CH for critically high; the map knows HH only.',
  remedy: 'Add the row with the meaning that the laboratory gives the flag, and have it approved.',
  pair(pair, tell) {
    for (const arrival of flagArrivals(pair)) {
      if (arrival.arrives !== null) continue
      const where = arrival.component ? `, used by ${arrival.component.code},` : ''
      const says = `maps/${arrival.table}.csv has no approved row that leads the flag ${arrival.code}${where} to ${pair.placer.system.id}.`
      tell({ ...aboutFlag(pair, arrival), says })
    }
  },
}
