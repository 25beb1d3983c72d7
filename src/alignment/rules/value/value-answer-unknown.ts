// A live answer that the catalog does not list. The one thing to know: the value itself is not told, only that there is one.
import type { Rule } from '../../rule.ts'

export const valueAnswerUnknown: Rule = {
  name: 'value-answer-unknown',
  family: 'value',
  severity: 'normal',
  finds: 'A coded result whose answer is not among those that the catalog lists.',
  explanation: 'What was aligned were the listed answers; what the receiver makes of another one nobody has tried.',
  example: 'A blood group comes as a code that the list does not have.',
  remedy: 'Ask the laboratory, and add the answer on both sides.',
  value({ shape, value }, tell) {
    const { component, subject } = shape
    if (!component || component.answers.length === 0 || value.kind !== 'coded') return
    const said = [value.code, value.name, value.alternate?.code ?? '', value.alternate?.name ?? ''].filter(
      (text) => text !== '',
    )
    if (component.answers.some(({ code, name }) => said.includes(code) || said.includes(name))) return
    tell({
      subject,
      places: [component.place],
      says: `OBX-5 holds an answer that the catalog does not list for ${component.code}.`,
    })
  },
}
