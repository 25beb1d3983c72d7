// Ranges that differ by a power of ten. The one thing to know: limits that are exactly ten or a thousand times the others are
// no other opinion; they are another unit, or a decimal point that moved.
import type { Rule } from '../../rule.ts'
import { aboutComponents, bothEnds } from '../tools.ts'
import { decades, decadesText, difference, personText, plainBands } from './bands.ts'
import { bandsInReceiversUnit } from './converted.ts'

export const rangeMagnitude: Rule = {
  name: 'range-magnitude',
  family: 'range',
  severity: 'critical',
  isDoubt: true,
  finds: 'A reference range that is ten, a hundred or a thousand times the other side’s, or the catalog’s.',
  explanation:
    'Either the unit of one side is not what it says, or a decimal point is missing; every flag built on it is wrong.',
  example: 'Cortisol is 6.2-19.4 ug/dL in the EHR and 62-194 in the LIS, in the same unit.',
  remedy: 'Find out in which unit the analyser reports, and correct range or unit at the source.',
  pair(pair, tell) {
    for (const link of bothEnds(pair.components)) {
      const { from, to } = link
      const mine = bandsInReceiversUnit(link)
      const found = mine && difference(mine, plainBands(to.rangesRead), (one, other) => decades(one, other) !== 0)
      if (!found) continue
      const says = `For ${personText(found)} ${from.code} has ${found.one?.text} and ${to.code} has ${found.other?.text}: one is ${decadesText(decades(found.one!, found.other!))} the other.`
      tell({ ...aboutComponents(pair, link), says })
    }
  },
  value({ shape, printed, listed }, tell) {
    if (!printed || !listed || shape.component === null) return
    if (shape.unitRead.ucum !== shape.component.unitRead.ucum || decades(printed, listed) === 0) return
    const says = `OBX-7 says ${printed.text}; the catalog has ${listed.text} in the same unit.`
    tell({ subject: shape.subject, places: [shape.component.place], variant: shape.range, says })
  },
}
