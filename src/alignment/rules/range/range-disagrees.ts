// Ranges of the two sides that differ for the same people. The one thing to know: they are compared in one unit, and in the
// decimals in which is reported.
import type { Rule } from '../../rule.ts'
import { aboutComponents, bothEnds } from '../tools.ts'
import { decades, difference, personText, plainBands, sameBand } from './bands.ts'
import { bandsInReceiversUnit, comparedDecimals } from './converted.ts'

export const rangeDisagrees: Rule = {
  name: 'range-disagrees',
  family: 'range',
  severity: 'high',
  isDoubt: true,
  finds: 'Reference ranges of the two sides that differ for the same people.',
  explanation:
    'The report prints one range and the chart shows another: the same value is normal to one reader and abnormal to the next.',
  example: 'Potassium ends at 5.1 in the LIS and at 5.5 in the EHR: 5.3 is flagged by one and not by the other.',
  remedy: 'Take the laboratory’s range in the EHR, or show only the range that comes with the result.',
  pair(pair, tell) {
    for (const link of bothEnds(pair.components)) {
      const { from, to } = link
      const mine = bandsInReceiversUnit(link)
      const theirs = plainBands(to.rangesRead)
      if (!mine || mine.length === 0 || theirs.length === 0) continue
      const decimals = comparedDecimals(link)
      const found = difference(
        mine,
        theirs,
        (one, other) => !sameBand(one, other, decimals) && decades(one, other) === 0,
      )
      if (!found) continue
      const says = `For ${personText(found)} ${from.code} has ${found.one?.text} and ${to.code} has ${found.other?.text}.`
      tell({ ...aboutComponents(pair, link), says })
    }
  },
}
