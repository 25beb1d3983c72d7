// Two units that cannot be converted into each other. The one thing to know: mass and moles of one analyte are apart as well,
// until a signed conversion with a molecular weight lies between.
import type { Rule } from '../../rule.ts'
import { aboutComponents, bothEnds } from '../tools.ts'
import { compareUnits } from './compare.ts'
import { chargeOfComponent, signedConversion } from './links.ts'

export const unitNotCommensurable: Rule = {
  name: 'unit-not-commensurable',
  family: 'unit',
  severity: 'critical',
  finds: 'Units of one result that measure different kinds of quantity on the two sides.',
  explanation:
    'The number is filed under a unit that it is not in. Calcium of 9.2 mg/dL read as mmol/L is four times a lethal value.',
  example: 'Calcium is mg/dL in the LIS and mmol/L in the EHR, and a row of the map renames the unit.',
  remedy:
    'Report in one unit, or have the laboratory director sign a conversion for this test. Never rename a unit by a map.',
  pair(pair, tell) {
    for (const link of bothEnds(pair.components)) {
      const { from, to } = link
      if (signedConversion(pair, link)) continue
      if (compareUnits(from.unitRead, to.unitRead, chargeOfComponent(from)).relation !== 'apart') continue
      tell({
        ...aboutComponents(pair, link),
        says: `${from.code} is reported in ${from.unit}, ${to.code} is in ${to.unit}.`,
      })
    }
  },
  shape({ end, subject, unit, unitRead, component }, tell) {
    if (!component || unit === component.unit) return
    if (compareUnits(unitRead, component.unitRead, chargeOfComponent(component)).relation !== 'apart') return
    const says = `OBX-6 ${end === 'sent' ? 'came' : 'goes out'} as ${unit}; the catalog has ${component.unit} for ${component.code}.`
    tell({ subject, places: [component.place], variant: `${end} ${unit}`, says })
  },
}
