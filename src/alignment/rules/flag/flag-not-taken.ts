// A flag that arrives where the receiver's component does not list it. The one thing to know: a receiver without a list of
// flags takes what comes.
import type { Rule } from '../../rule.ts'
import { aboutComponents, bothEnds, some } from '../tools.ts'
import { flagArrivals } from './arrivals.ts'

export const flagNotTaken: Rule = {
  name: 'flag-not-taken',
  family: 'flag',
  severity: 'normal',
  isDoubt: true,
  finds: 'A flag that the laboratory uses for a component, and which the receiver does not list for it.',
  explanation: 'The receiver drops the flag or refuses the result; with a critical flag the alarm is gone.',
  example: 'Lactate comes with HH; the EHR’s row allows NORM, LO and HI only.',
  remedy: 'Add the flag to the receiver’s row.',
  pair(pair, tell) {
    const arrivals = Map.groupBy(flagArrivals(pair), ({ code }) => code)
    for (const link of bothEnds(pair.components)) {
      const { from, to } = link
      if (to.flags.length === 0) continue
      const lost = from.flags.filter((flag) =>
        arrivals.get(flag)?.some(({ arrives }) => arrives !== null && !to.flags.includes(arrives)),
      )
      if (lost.length === 0) continue
      const says = `${from.code} uses ${some(lost, 8)}; ${to.code} takes ${some(to.flags, 12)}.`
      tell({ ...aboutComponents(pair, link), says })
    }
  },
}
