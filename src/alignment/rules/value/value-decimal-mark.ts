// A decimal comma. The one thing to know: HL7 numbers have a point (HL7 v2.5.1 §2.A.47); with a comma 4,1 becomes 41 or 4.
import type { Rule } from '../../rule.ts'

export const valueDecimalMark: Rule = {
  name: 'value-decimal-mark',
  family: 'value',
  severity: 'critical',
  finds: 'A number written with a decimal comma.',
  explanation:
    'A receiver that drops the comma files ten times the value; one that stops there files the whole number.',
  example: 'An analyser set to another language sends potassium with a comma.',
  remedy: 'Set the sender to decimal points.',
  eachResult: 'Phone the value, and see what the chart shows of it.',
  value({ shape, value }, tell) {
    if (value.kind !== 'number' || !value.comma) return
    tell({ subject: shape.subject, says: 'OBX-5 is a number with a decimal comma.' })
  },
}
