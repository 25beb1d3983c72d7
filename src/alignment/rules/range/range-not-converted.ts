// A value in one unit beside a range in another. The one thing to know: the unit changed and the range stayed, so everything
// looks complete and every flag is wrong.
import type { Rule } from '../../rule.ts'
import { aboutComponents, bothEnds } from '../tools.ts'
import { compareUnits } from '../unit/compare.ts'
import { chargeOfComponent, signedConversion } from '../unit/links.ts'
import { plainBands, sameBand } from './bands.ts'

export const rangeNotConverted: Rule = {
  name: 'range-not-converted',
  family: 'range',
  severity: 'critical',
  isDoubt: true,
  finds: 'A unit that changed while the reference range stayed as it was in the other unit.',
  explanation:
    'Glucose of 5.4 mmol/L beside 70-99 looks like a child in coma; 105 beside 3.9-5.5 looks like a catastrophe.',
  example: 'The meter was switched to mmol/L and still prints 70-99.',
  remedy: 'Change range, critical limits and unit together, at the source.',
  pair(pair, tell) {
    for (const link of bothEnds(pair.components)) {
      const { from, to } = link
      const { relation } = compareUnits(from.unitRead, to.unitRead, chargeOfComponent(from))
      const differs = relation === 'magnitude' || relation === 'apart'
      if (!differs && !signedConversion(pair, link)) continue
      const [mine, theirs] = [plainBands(from.rangesRead), plainBands(to.rangesRead)]
      const [one, other] = [mine[0], theirs[0]]
      if (!one || !other || one.words !== null || mine.length !== theirs.length) continue
      if (!mine.every((band, index) => sameBand(band, theirs[index]!, 12))) continue
      tell({
        ...aboutComponents(pair, link),
        says: `${from.code} in ${from.unit} and ${to.code} in ${to.unit} both have ${one.text}.`,
      })
    }
  },
  value({ shape, printed, listed }, tell) {
    const { component, subject, unit, unitRead } = shape
    if (!printed || !listed || !component || printed.words !== null || unit === component.unit) return
    const { relation } = compareUnits(unitRead, component.unitRead, chargeOfComponent(component))
    if (relation !== 'magnitude' && relation !== 'apart') return
    if (!sameBand(printed, listed, 12)) return
    const says = `OBX-6 is ${unit} and OBX-7 is ${printed.text}, which the catalog has for ${component.unit}.`
    tell({ subject, places: [component.place], variant: unit, says })
  },
}
