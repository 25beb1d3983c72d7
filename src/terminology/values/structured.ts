// SN, the structured numeric: comparator, number, separator or suffix, number. The one thing to know: it is read to the
// same kinds as text is, so `^1^:^80` and `1:80` are one value; what makes none of them keeps its parts.
// (HL7 v2.5.1 §2.A.70)
import { comparatorOf, decimalsOf, numberOf, pairValue, toNumber } from './numbers.ts'
import type { Value } from './value.ts'
import { isPending, notPerformedBy } from './words.ts'

const numeric = /^[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)$/

/** A value of type SN from its components. */
export function structuredOf(text: string, parts: readonly string[]): Value {
  const [sign = '', first = '', separator = '', second = ''] = parts.map((part) => part.trim())
  if (first === '' && second === '') return inOnePiece(text, sign, separator)
  const whole =
    second === '' && separator === '' ? numberIn(text, sign, first) : twoNumbers(text, sign, first, separator, second)
  return whole ?? { kind: 'structured', text, comparator: sign, first, separator, second }
}

/** `<5` or `TNP` where components should be: what senders write into an SN that they do not understand. */
function inOnePiece(text: string, sign: string, separator: string): Value {
  const number = separator === '' ? numberOf(text, sign) : null
  if (number) return number
  const reason = notPerformedBy(sign)
  if (reason) return { kind: 'notPerformed', text, reason }
  if (isPending(sign)) return { kind: 'pending', text }
  return { kind: 'structured', text, comparator: sign, first: '', separator, second: '' }
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
