// A value outside its range without any flag. The one thing to know: a laboratory that flags nothing anywhere is told once for
// each component, with counts.
import { flagFor } from '../../../terminology/flags.ts'
import type { Rule } from '../../rule.ts'

export const flagAbsent: Rule = {
  name: 'flag-absent',
  family: 'flag',
  severity: 'normal',
  isDoubt: true,
  finds: 'A result outside the range printed beside it that carries no flag.',
  explanation: 'Lists and inboxes filter by flags: an abnormal result without one is not on the list.',
  example: 'A creatinine above its limit comes with OBX-8 empty.',
  remedy: 'Have the laboratory set the flag.',
  value({ shape, value, printed }, tell) {
    if (!printed || shape.flags.some((flag) => flag !== '' && flag !== '""')) return
    const earned = flagFor(value, printed)
    if (earned === null || earned === 'N') return
    tell({ subject: shape.subject, variant: earned, says: `OBX-8 is empty; by OBX-5 and OBX-7 it is ${earned}.` })
  },
}
