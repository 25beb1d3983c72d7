// A value outside what the catalog says is possible. The one thing to know: the laboratory itself gave these limits (HL7
// OM2-8), so nothing is guessed here.
import { stretchOf } from '../../../terminology/ranges.ts'
import type { Rule } from '../../rule.ts'

export const valueImpossible: Rule = {
  name: 'value-impossible',
  family: 'value',
  severity: 'high',
  isDoubt: true,
  finds: 'A value outside the limits of what the catalog says is possible.',
  explanation: 'A typing error at the bench, a wrong unit or a shifted decimal point reached the chart.',
  example: 'A pH of 74 arrives for 7.4.',
  remedy: 'Ask the laboratory to look at the result now.',
  value({ shape, value }, tell) {
    const { component, subject } = shape
    const stretch =
      component && (component.possibleLow !== null || component.possibleHigh !== null) ? stretchOf(value) : null
    if (!component || !stretch || shape.unitRead.ucum !== component.unitRead.ucum) return
    const { possibleLow, possibleHigh } = component
    const below = possibleLow !== null && stretch.high !== null && stretch.high < possibleLow
    const above = possibleHigh !== null && stretch.low !== null && stretch.low > possibleHigh
    if (!below && !above) return
    const says = below
      ? `OBX-5 is below ${possibleLow}, which cannot be.`
      : `OBX-5 is above ${possibleHigh}, which cannot be.`
    tell({ subject, places: [component.place], variant: below ? 'low' : 'high', says })
  },
}
