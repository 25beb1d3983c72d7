// Units of one dimension that are counted by another convention. The one thing to know: they have the same dimension, so a
// check of dimensions alone passes them.
import type { Rule } from '../../rule.ts'
import { aboutComponents, bothEnds } from '../tools.ts'
import { compareUnits } from './compare.ts'
import { chargeOfComponent } from './links.ts'

export const unitConvention: Rule = {
  name: 'unit-convention',
  family: 'unit',
  severity: 'critical',
  finds:
    'Units that look alike and count otherwise: fibrinogen equivalents and D-dimer units, a number and its logarithm.',
  explanation:
    'A D-dimer of 500 ng/mL FEU is about 250 ng/mL DDU: the cut-off that rules out an embolism is twice the other.',
  example: 'The LIS reports D-dimer in ng/mL FEU; the EHR’s row says ng/mL DDU.',
  remedy: 'Let both say the convention that the laboratory uses, and check the reference range with it.',
  pair(pair, tell) {
    for (const link of bothEnds(pair.components)) {
      const { from, to } = link
      if (compareUnits(from.unitRead, to.unitRead, chargeOfComponent(from)).relation !== 'convention') continue
      tell({
        ...aboutComponents(pair, link),
        says: `${from.code} is reported in ${from.unit}; ${to.code} is in ${to.unit}.`,
      })
    }
  },
  shape({ end, subject, unit, unitRead, component }, tell) {
    if (!component || unit === component.unit) return
    if (compareUnits(unitRead, component.unitRead, chargeOfComponent(component)).relation !== 'convention') return
    const says = `OBX-6 ${end === 'sent' ? 'came' : 'goes out'} as ${unit}; the catalog has ${component.unit} for ${component.code}.`
    tell({ subject, places: [component.place], variant: `${end} ${unit}`, says })
  },
}
