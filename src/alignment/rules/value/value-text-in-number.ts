// Words where a number is declared. The one thing to know: that a test was not done is said in words too, and needs OBX-11 X
// instead; the words themselves are not told.
import type { Rule } from '../../rule.ts'

export const valueTextInNumber: Rule = {
  name: 'value-text-in-number',
  family: 'value',
  severity: 'high',
  finds: 'A result of type NM whose value is no number.',
  explanation: 'Receivers refuse it, drop it, or file 0. What was to be said ("haemolysed") does not reach anybody.',
  example: 'A potassium of a haemolysed tube comes as NM with a word in OBX-5.',
  remedy: 'Have the laboratory send ST or SN, or OBX-11 X with a note.',
  value({ shape, value }, tell) {
    if (shape.valueType !== 'NM' || value.kind === 'number' || value.kind === 'empty') return
    const what =
      { notPerformed: 'that the test was not done', pending: 'that the value comes later' }[value.kind as string] ??
      'something that is no number'
    tell({ subject: shape.subject, variant: value.kind, says: `OBX-2 is NM and OBX-5 says ${what} (${value.kind}).` })
  },
}
