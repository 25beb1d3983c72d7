// Decimals that are lost or invented. The one thing to know: digits say how well something was measured; a receiver that keeps
// fewer rounds a result that is the laboratory's.
import type { Rule } from '../../rule.ts'
import { aboutComponents, bothEnds } from '../tools.ts'
import { signedConversion } from '../unit/links.ts'

export const valuePrecision: Rule = {
  name: 'value-precision',
  family: 'value',
  severity: 'normal',
  finds: 'A component that is reported with more decimals than the receiver keeps, or than the catalog says.',
  explanation: 'Creatinine of 1.4 and 0.6 both become 1: a doubling is not seen, and dose rules that use it err.',
  example: 'Creatinine has two decimals in the LIS and none in the EHR.',
  remedy: 'Give the receiver’s row the decimals of the laboratory.',
  pair(pair, tell) {
    for (const link of bothEnds(pair.components)) {
      const { from, to } = link
      if (from.precision === null || to.precision === null || from.precision <= to.precision) continue
      if (signedConversion(pair, link)) continue
      tell({
        ...aboutComponents(pair, link),
        says: `${from.code} is reported with ${from.precision} decimals; ${to.code} keeps ${to.precision}.`,
      })
    }
  },
  value({ shape, value }, tell) {
    const { component, subject } = shape
    if (!component || component.precision === null || value.kind !== 'number' || value.decimals <= component.precision)
      return
    if (shape.unitRead.ucum !== component.unitRead.ucum) return
    const says = `OBX-5 has ${value.decimals} decimals; the catalog has ${component.precision} for ${component.code}.`
    tell({ subject, places: [component.place], variant: String(value.decimals), severity: 'low', says })
  },
}
