// A text that is longer than the receiver can keep. The one thing to know: receivers cut without a word, and what stands at
// the end of a report is its conclusion.
import type { Rule } from '../../rule.ts'

export const textTooLong: Rule = {
  name: 'text-too-long',
  family: 'text',
  severity: 'high',
  finds: 'A value or note that is longer than the limits of the receiving system allow.',
  explanation: 'The end of the text is cut off: the conclusion of a report, or "not" in a sentence of two lines.',
  example: 'The EHR keeps 255 characters of a note; the laboratory sends 600.',
  remedy: 'Divide the text over several segments by a step, or have the receiver’s field made longer.',
  report({ message, observations, notes, subject }, tell) {
    const limit = message.receiver?.system.limits.text_length
    if (limit === undefined) return
    const isLong = ({ length }: string) => length > limit
    const found =
      notes.some(isLong) || observations.some((one) => isLong(one.seen.value.text) || one.notes.some(isLong))
    if (!found) return
    const says = `A text in a report of ${subject.code} is longer than the ${limit} characters that ${message.receiver!.system.id} keeps.`
    tell({ subject, says })
  },
}
