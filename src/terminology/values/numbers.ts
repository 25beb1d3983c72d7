// Numbers in a text: with a comparator, a sign, a decimal point or comma, groups of thousands, an exponent, words behind.
// The one thing to know: `1,234` is one thousand and something and `1,23` is a comma as decimal mark; where it could be
// both, groups are read and `ambiguousMark` says so: a lab that writes commas may mean 1.234.
import type { Comparator, NumberValue, Value } from './value.ts'

const comparators: Readonly<Record<string, Comparator>> = {
  '': '',
  '=': '',
  '<': '<',
  '>': '>',
  '<=': '<=',
  '=<': '<=',
  '≤': '<=',
  '>=': '>=',
  '=>': '>=',
  '≥': '>=',
  'less than': '<',
  below: '<',
  lt: '<',
  under: '<',
  'greater than': '>',
  'more than': '>',
  above: '>',
  over: '>',
  gt: '>',
  'less than or equal to': '<=',
  'greater than or equal to': '>=',
}

/** One comma before three digits: 1234 in groups, or 1.234 with a comma. */
const oneComma = /^[1-9]\d{0,2},\d{3}$/

/** What most values are, read without the rest. */
const simpleForm = /^(-?)(\d+)(?:\.(\d+))?$/

const numberForm =
  /^(<=|>=|=<|=>|[<>=≤≥]|less than or equal to|greater than or equal to|less than|greater than|more than|below|above|under|over|[lg]t)?\s*([+-]?)((?:\d[\d,. ]*)?\d|[.,]\d+)(?:\s?[eE]([+-]?\d{1,3}))?(?![\d:/^-]|\.\d)\.?(\s*.*)$/i

/** A number with what belongs to it; null where the text is none. Words behind it may be a unit, never another number. */
export function numberOf(text: string, trimmed: string): NumberValue | null {
  const simple = simpleForm.exec(trimmed)
  if (simple) {
    const [, minus, whole = '', fraction = ''] = simple
    return numberValue(text, '', minus === '-', { whole, fraction, comma: false }, 0, '')
  }
  const found = numberForm.exec(trimmed)
  if (!found) return null
  const [, sign = '', minus, digits = '', exponent = '', rest = ''] = found
  const trailing = rest.trim()
  if (!canTrail(trailing, digits, rest)) return null
  const comparator = comparators[sign.toLowerCase()]
  const mark = readDigits(digits)
  if (comparator === undefined || !mark) return null
  const value = numberValue(text, comparator, minus === '-', mark, Number(exponent || 0), trailing)
  return { ...value, ambiguousMark: oneComma.test(digits) }
}

/** `5.4 mg/dL` and `98 %` are numbers with a unit; `3 colonies of E. coli, 2 of Proteus` is not, nor is `2ND`. */
function canTrail(trailing: string, digits: string, rest: string): boolean {
  if (trailing === '') return true
  if (trailing.length > 25 || /^\d|[,;]|\s-|^[-+~*]/.test(trailing) || digits.endsWith(' ')) return false
  return rest.startsWith(' ') || /^[%‰°µμ]/.test(trailing) || /^[A-Za-zµμ]{1,6}\/[A-Za-z\d]{1,6}$/.test(trailing)
}

export type Mark = { readonly whole: string; readonly fraction: string; readonly comma: boolean }

/** Whole part and fraction of `4.10`, `4,10`, `.5`, `1,234.5`, `1.234,5`; null where commas, points and blanks make no number. */
export function readDigits(digits: string): Mark | null {
  if (/^\d+$/.test(digits)) return { whole: digits, fraction: '', comma: false }
  const plain = /^(\d*)([.,])(\d+)$/.exec(digits)
  const grouped = /^\d{1,3}([, ])\d{3}(?:\1\d{3})*(?:\.(\d+))?$/.exec(digits)
  if (plain && !(grouped && !digits.startsWith('0')))
    return { whole: plain[1] ?? '', fraction: plain[3] ?? '', comma: plain[2] === ',' }
  if (grouped)
    return { whole: digits.replace(/\..*$/, '').replace(/[, ]/g, ''), fraction: grouped[2] ?? '', comma: false }
  const european = /^(\d{1,3}(?:\.\d{3})+),(\d+)$/.exec(digits)
  return european ? { whole: european[1]!.replaceAll('.', ''), fraction: european[2]!, comma: true } : null
}

function numberValue(
  text: string,
  comparator: Comparator,
  negative: boolean,
  { whole, fraction, comma }: Mark,
  exponent: number,
  trailing: string,
): NumberValue {
  const shifted = shift(whole, fraction, exponent)
  const stripped = shifted.whole.replace(/^0+(?=\d)/, '')
  const decimal = `${negative ? '-' : ''}${stripped || '0'}${shifted.fraction === '' ? '' : `.${shifted.fraction}`}`
  const meaning = `${whole}${fraction}`.replace(/^0+/, '')
  return {
    kind: 'number',
    text,
    comparator,
    value: Number(decimal),
    decimal,
    decimals: shifted.fraction.length,
    significant: Math.max(meaning.length, 1),
    comma,
    ambiguousMark: false,
    leadingZeros: whole.length > 1 && whole.startsWith('0'),
    trailing,
  }
}

/** Moves the mark by an exponent: 1.2 and 3 give 1200. */
function shift(whole: string, fraction: string, exponent: number): { whole: string; fraction: string } {
  if (exponent === 0) return { whole, fraction }
  const by = Math.max(Math.min(exponent, 30), -30)
  if (by > 0) {
    const padded = fraction.padEnd(by, '0')
    return { whole: whole + padded.slice(0, by), fraction: padded.slice(by) }
  }
  const padded = whole.padStart(-by + 1, '0')
  return { whole: padded.slice(0, padded.length + by), fraction: padded.slice(padded.length + by) + fraction }
}

const pairForm = /^(<=|>=|[<>=≤≥])?\s*(\d+(?:[.,]\d+)?)\s*([:/])\s*([<>]=?)?\s*(\d+(?:[.,]\d+)?)$/

/** `1:80` is a titre, `2/38` and `3:1` are ratios; a date in a text (`6/3/2021`) is neither. Null where it is no pair. */
export function pairOf(text: string, trimmed: string): Value | null {
  const found = pairForm.exec(trimmed)
  if (!found) return null
  const [, before = '', first = '', separator, between = '', second = ''] = found
  const comparator = comparators[before || between]
  if (comparator === undefined) return null
  return pairValue(text, comparator, toNumber(first), separator as '/' | ':', toNumber(second))
}

/** One to something is a titre. With `<` before the whole or before its second part the same is meant. */
export function pairValue(
  text: string,
  comparator: Comparator,
  left: number,
  separator: '/' | ':',
  right: number,
): Value {
  if (separator === ':' && left === 1 && right >= 1) return { kind: 'titre', text, comparator, reciprocal: right }
  return { kind: 'ratio', text, comparator, left, separator, right }
}

const intervalForm = /^(-?\d+(?:[.,]\d+)?)\s*(?:-|–|to)\s*(\d+(?:[.,]\d+)?)(?:\s*\/?\s*[hl]pf)?$/i

/** `5-10`, `0 - 2 /hpf`; null where the second is less than the first, which is a code or a date. */
export function intervalOf(text: string, trimmed: string): Value | null {
  const [, first, second] = intervalForm.exec(trimmed) ?? []
  if (first === undefined || second === undefined) return null
  const [low, high] = [toNumber(first), toNumber(second)]
  const hasZeros = /^0\d/.test(first) || /^0\d/.test(second)
  return low <= high && !hasZeros
    ? { kind: 'interval', text, low, high, decimals: Math.max(decimalsOf(first), decimalsOf(second)) }
    : null
}

/** `2+`, `+2`, `+++`: how strong a colour or a reaction is. */
export function gradeOf(text: string, trimmed: string): Value | null {
  const [, counted, crosses] = /^(?:([0-5])\s?\+|(\+{1,5}))$/.exec(trimmed) ?? []
  if (counted === undefined && crosses === undefined) return null
  return { kind: 'grade', text, plus: counted === undefined ? (crosses ?? '').length : Number(counted) }
}

/** A number whose mark may be a comma. */
export function toNumber(digits: string): number {
  return Number(digits.replace(',', '.'))
}

export function decimalsOf(digits: string): number {
  return /[.,](\d+)$/.exec(digits)?.[1]?.length ?? 0
}

/** The comparator of a sign, null where it is none. */
export function comparatorOf(sign: string): Comparator | null {
  return comparators[sign.trim().toLowerCase()] ?? null
}
