// A specimen that arrives as another one. The one thing to know: only specimens whose code or words make plain what they are
// can be judged.
import type { Rule } from '../../rule.ts'
import { aboutSpecimen, specimenArrivals } from './arrivals.ts'
import { systemsOfSpecimen } from './specimen-words.ts'

export const specimenMeaningChanges: Rule = {
  name: 'specimen-meaning-changes',
  family: 'specimen',
  severity: 'high',
  finds: 'A specimen that arrives as one of another kind.',
  explanation: 'The laboratory works with, or waits for, a specimen that nobody collected.',
  example: 'Venous blood of the EHR arrives as BLDA, arterial blood.',
  remedy: 'Correct the row and have it approved again.',
  pair(pair, tell) {
    for (const arrival of specimenArrivals(pair)) {
      if (arrival.arrives === null) continue
      const [one, other] = [systemsOfSpecimen(arrival.code, arrival.name)?.[0], systemsOfSpecimen(arrival.arrives)?.[0]]
      if (!one || !other || one === other) continue
      tell({
        ...aboutSpecimen(pair, arrival),
        says: `${arrival.code} is ${one} and arrives as ${arrival.arrives}, which is ${other}.`,
      })
    }
  },
}
