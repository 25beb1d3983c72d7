// Two specimens that arrive as one. The one thing to know: what the placer tells apart cannot be told apart in the laboratory
// any more.
import type { Rule } from '../../rule.ts'
import { aboutSpecimen, specimenArrivals } from './arrivals.ts'

export const specimenMerged: Rule = {
  name: 'specimen-merged',
  family: 'specimen',
  severity: 'high',
  finds: 'Two specimens of the placer that arrive as one specimen of the performer.',
  explanation: 'Venous blood ordered as arterial gives a gas report with ranges that do not hold for it.',
  example: 'Arterial and venous blood both arrive as BLDA.',
  remedy: 'Give each specimen its own code in the laboratory and a row of its own.',
  pair(pair, tell) {
    const first = new Map<string, string>()
    for (const arrival of specimenArrivals(pair)) {
      if (arrival.arrives === null) continue
      const before = first.get(arrival.arrives)
      if (before === undefined) first.set(arrival.arrives, arrival.code)
      else if (before !== arrival.code)
        tell({
          ...aboutSpecimen(pair, arrival),
          variant: before,
          says: `${before} and ${arrival.code} both arrive as ${arrival.arrives}.`,
        })
    }
  },
}
