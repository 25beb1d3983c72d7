// Two units of one kind and another size. The one thing to know: names that look alike (K/uL, /uL) are where thousandfold
// errors come from, so what counts is what one of each is worth.
import type { Rule } from '../../rule.ts'
import { aboutComponents, bothEnds } from '../tools.ts'
import { compareUnits, timesText } from './compare.ts'
import { chargeOfComponent, signedConversion } from './links.ts'

export const unitMagnitude: Rule = {
  name: 'unit-magnitude',
  family: 'unit',
  severity: 'critical',
  finds: 'Units of one result that differ in size on the two sides, while the number stays the same.',
  explanation:
    'The chart shows a number ten or a thousand times too large or too small, under a unit that looks right.',
  example: 'Platelets are x10(3)/uL in the LIS and /uL in the EHR: 250 is read as a count of 250.',
  remedy: 'Report in one unit, or have the laboratory director sign a conversion for this test.',
  pair(pair, tell) {
    for (const link of bothEnds(pair.components)) {
      const { from, to } = link
      const { relation, ratio } = compareUnits(from.unitRead, to.unitRead, chargeOfComponent(from))
      if (relation !== 'magnitude' || signedConversion(pair, link)) continue
      const says = `${from.code} is reported in ${from.unit}, ${to.code} is in ${to.unit}: one is ${timesText(ratio)} the other.`
      tell({ ...aboutComponents(pair, link), says })
    }
  },
  shape({ end, subject, unit, unitRead, component }, tell) {
    if (!component || unit === component.unit) return
    const { relation, ratio } = compareUnits(unitRead, component.unitRead, chargeOfComponent(component))
    if (relation !== 'magnitude') return
    const says = `OBX-6 ${end === 'sent' ? 'came' : 'goes out'} as ${unit}; the catalog has ${component.unit} for ${component.code}: one is ${timesText(ratio)} the other.`
    tell({ subject, places: [component.place], variant: `${end} ${unit}`, says })
  },
}
