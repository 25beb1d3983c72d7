// A comparator in a number. The one thing to know: NM cannot say "less than" (HL7 v2.5.1 §2.A.47), so each receiver does
// something of its own with it.
import type { Rule } from '../../rule.ts'

export const valueComparator: Rule = {
  name: 'value-comparator',
  family: 'value',
  severity: 'normal',
  finds: 'A result of type NM that carries a comparator or a unit inside its value.',
  explanation: 'Some receivers cut the sign off and file 0.04 for "<0.04", others refuse the message.',
  example: 'Troponin comes as NM with "<" before the number.',
  remedy: 'Have the laboratory send SN, which has a place for the comparator, or ST.',
  value({ shape, value }, tell) {
    if (shape.valueType !== 'NM' || value.kind !== 'number') return
    const what =
      value.comparator !== ''
        ? `the comparator ${value.comparator}`
        : value.trailing !== ''
          ? 'words behind the number'
          : ''
    if (what !== '') tell({ subject: shape.subject, variant: what, says: `OBX-2 is NM and OBX-5 has ${what}.` })
  },
}
