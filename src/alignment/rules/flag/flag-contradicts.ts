// A flag that the value and its range contradict. The one thing to know: judged by the range that is printed beside it, so
// reader and rule see the same; it never holds the result.
import { flagAgrees, flagFor } from '../../../terminology/flags.ts'
import { meaningOf } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { quoted } from '../tools.ts'

export const flagContradicts: Rule = {
  name: 'flag-contradicts',
  family: 'flag',
  severity: 'high',
  isDoubt: true,
  finds: 'A result whose flag says another side than its value and the range printed beside it.',
  explanation:
    'Readers look at the flag first. A high value flagged normal is not seen; a wrong flag also shows that value, unit or range is wrong.',
  example: 'Chloride beyond the upper limit comes flagged N.',
  remedy: 'Ask the laboratory which of the three is wrong: value, range or flag.',
  value({ shape, value, printed }, tell) {
    if (!printed || shape.flags.length === 0) return
    const earned = flagFor(value, printed)
    for (const flag of shape.flags) {
      if (flag === '' || flag === '""') continue
      if (flagAgrees(meaningOf(flag), earned)) continue
      tell({
        subject: shape.subject,
        variant: `${flag} ${earned}`,
        says: `OBX-8 is ${quoted(flag)}; by OBX-5 and OBX-7 it is ${earned}.`,
      })
    }
  },
}
