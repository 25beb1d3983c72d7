// What a row says about converting values, against the two catalogs. The one thing to know: a conversion that fits neither
// the unit that is reported nor the one that is expected makes a wrong number out of a right one.
import { readUnit } from '../../../terminology/units.ts'
import type { Rule } from '../../rule.ts'
import { aboutComponents, bothEnds } from '../tools.ts'
import { compareUnits } from './compare.ts'
import { chargeOfComponent, rowOf, signedConversion } from './links.ts'

export const unitConversion: Rule = {
  name: 'unit-conversion',
  family: 'unit',
  severity: 'critical',
  finds: 'A conversion of values whose units are not those of the two catalogs, or that nobody has signed.',
  explanation:
    'A factor applied to the wrong unit gives a believable wrong number; an unsigned one is not applied at all.',
  example: 'A signed row converts glucose from mg/dL to mmol/L, and the LIS went over to mmol/L last week.',
  remedy: 'Bring units and conversion together, and have the laboratory director sign it for this test.',
  pair(pair, tell) {
    for (const link of bothEnds(pair.components)) {
      const conversion = rowOf(pair, link)?.conversion
      if (!conversion) continue
      const { from, to } = link
      const row = link.row?.line ?? 0
      const backwards = rowOf(pair, link)?.fromSystem !== pair.performer.system.id
      const [unitFrom, unitTo] = backwards
        ? [conversion.unitTo, conversion.unitFrom]
        : [conversion.unitFrom, conversion.unitTo]
      const charge = chargeOfComponent(from)
      const about = aboutComponents(pair, link)
      if (!signedConversion(pair, link))
        tell({
          ...about,
          variant: 'unsigned',
          severity: 'normal',
          says: `The conversion of ${from.code} (line ${row}) is not signed, so nothing is converted.`,
        })
      if (compareUnits(from.unitRead, readUnit(unitFrom), charge).relation !== 'same')
        tell({
          ...about,
          variant: 'from',
          says: `The conversion of ${from.code} begins at ${unitFrom}; it is reported in ${from.unit || 'no unit'}.`,
        })
      if (compareUnits(to.unitRead, readUnit(unitTo), charge).relation !== 'same')
        tell({
          ...about,
          variant: 'to',
          says: `The conversion of ${from.code} ends at ${unitTo}; ${to.code} is in ${to.unit || 'no unit'}.`,
        })
    }
  },
}
