// SN, the structured numeric: comparator, number, separator or suffix, number. The one thing to know: it is read to the
// same kinds as text is, so `^1^:^80` and `1:80` are one value; what makes none of them keeps its parts.
// (HL7 v2.5.1 §2.A.70)
import { comparatorOf, decimalsOf, gradeOf, intervalOf, numberOf, pairOf, pairValue, toNumber } from './numbers.ts'
import type { Value } from './value.ts'
import { isPending, notPerformedBy } from './words.ts'

const numeric = /^[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)$/

/** A value of type SN from its components. */
export function structuredOf(text: string, parts: readonly string[]): Value {
  const [sign = '', first = '', separator = '', second = ''] = parts.map((part) => part.trim())
  if (first === '' && second === '') return inOnePiece(text, sign, separator)
  const isOne = second === '' && separator === ''
  const whole = isOne ? numberIn(text, sign, first) : twoNumbers(text, sign, first, separator, second)
  const said = whole ?? (isOne && sign === '' ? wordsIn(text, first) : null)
  return said ?? { kind: 'structured', text, comparator: sign, first, separator, second }
}

/** `<5`, `1:80` or `TNP` where components should be: what senders write into an SN that they do not understand. */
function inOnePiece(text: string, sign: string, separator: string): Value {
  const whole =
    separator === ''
      ? (pairOf(text, sign) ?? intervalOf(text, sign) ?? numberOf(text, sign) ?? gradeOf(text, sign))
      : null
  return (
    whole ?? wordsIn(text, sign) ?? { kind: 'structured', text, comparator: sign, first: '', separator, second: '' }
  )
}

/** `TNP`, `PENDING`: why there is no number. */
function wordsIn(text: string, words: string): Value | null {
  const reason = notPerformedBy(words)
  if (reason) return { kind: 'notPerformed', text, reason }
  return isPending(words) ? { kind: 'pending', text } : null
}

function numberIn(text: string, sign: string, first: string): Value | null {
  const comparator = comparatorOf(sign)
  if (comparator === null || !numeric.test(first)) return null
  const number = numberOf(text, first)
  return number && { ...number, comparator: comparator || number.comparator }
}

function twoNumbers(text: string, sign: string, first: string, separator: string, second: string): Value | null {
  const comparator = comparatorOf(sign)
  if (comparator === null || !numeric.test(first)) return null
  if (separator === '+' && second === '' && comparator === '' && /^[0-5]$/.test(first))
    return { kind: 'grade', text, plus: Number(first) }
  if (!numeric.test(second)) return null
  const [left, right] = [toNumber(first), toNumber(second)]
  if (separator === ':' || separator === '/') return pairValue(text, comparator, left, separator, right)
  const isInterval = separator === '-' && comparator === '' && left <= right
  return isInterval
    ? { kind: 'interval', text, low: left, high: right, decimals: Math.max(decimalsOf(first), decimalsOf(second)) }
    : null
}
