// Coded answers that only one side knows. The one thing to know: words are compared without case and marks, and codes by the
// words that stand beside them.
import type { CodedAnswer } from '../../catalog/catalog.ts'
import type { Rule } from '../../rule.ts'
import { aboutComponents, bothEnds, quoted, some } from '../tools.ts'

export const valueAnswersDiffer: Rule = {
  name: 'value-answers-differ',
  family: 'value',
  severity: 'high',
  finds: 'An answer that the laboratory reports for a component and that the receiver’s row does not have.',
  explanation: 'The receiver refuses the result or files it as free text, which no rule, list or registry sees.',
  example: 'The HIV test can be Indeterminate in the LIS; the EHR’s row has Nonreactive and Reactive.',
  remedy: 'Add the answer to the receiver’s row.',
  pair(pair, tell) {
    for (const link of bothEnds(pair.components)) {
      const { from, to } = link
      if (from.answers.length === 0 || to.answers.length === 0) continue
      const known = new Set(to.answers.flatMap(wordsOf))
      const lost = from.answers.filter((answer) => !wordsOf(answer).some((word) => known.has(word)))
      if (lost.length === 0) continue
      const says = `${from.code} reports ${some(lost.map(({ name }) => quoted(name)))}; ${to.code} does not have ${lost.length === 1 ? 'it' : 'them'}.`
      tell({ ...aboutComponents(pair, link), says })
    }
  },
}

function wordsOf({ code, name }: CodedAnswer): readonly string[] {
  return [plain(name), plain(code)]
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9<>+=.]+/g, ' ')
    .trim()
}
