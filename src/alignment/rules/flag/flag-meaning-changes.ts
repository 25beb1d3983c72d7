// A flag that means something else after the map. The one thing to know: H and L crossed, a change taken for a side, resistant
// taken for susceptible.
import type { Rule } from '../../rule.ts'
import { aboutFlag } from './about-flag.ts'
import { flagArrivals } from './arrivals.ts'
import { changedMeaning } from './meaning.ts'

export const flagMeaningChanges: Rule = {
  name: 'flag-meaning-changes',
  family: 'flag',
  severity: 'critical',
  isDoubt: true,
  finds: 'A flag that arrives as one of another meaning: side, change or susceptibility.',
  explanation:
    'The arrow on the screen points the wrong way, or an antibiotic to which the germ is resistant is shown as effective.',
  example: 'maps/flags.csv leads U (significant rise) to DOWN.',
  remedy: 'Correct the row and have it approved again. Look at what passed under the old row.',
  eachResult: 'Tell the ward what the laboratory’s own flag says.',
  pair(pair, tell) {
    for (const arrival of flagArrivals(pair)) {
      const change = arrival.arrives === null ? '' : changedMeaning(arrival.code, arrival.arrives)
      if (change !== '') tell({ ...aboutFlag(pair, arrival), says: `${change}.` })
    }
  },
  crossing({ sent, passed, flow }, tell) {
    for (const [index, flag] of sent.flags.entries()) {
      const arrived = passed.flags[index] ?? ''
      const change = flag === arrived || arrived === '' ? '' : changedMeaning(flag, arrived)
      if (change === '') continue
      tell({
        subject: sent.subject,
        counterpart: passed.subject,
        variant: `${flag} ${arrived}`,
        says: `Flow ${flow.id}: ${change}.`,
      })
    }
  },
}
