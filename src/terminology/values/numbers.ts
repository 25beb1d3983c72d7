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

const simpleForm = /^(-?)(\d+)(?:\.(\d+))?$/

const numberForm =
  /^(<=|>=|=<|=>|[<>=≤≥]|less than or equal to|greater than or equal to|less than|greater than|more than|below|above|under|over|[lg]t)?\s*([+\-−]?)((?:\d[\d,. ]*)?\d|[.,]\d+)(?:\s?[eE]([+-]?\d{1,3}))?(?![\d:/^-]|\.\d)\.?(\s*.*)$/i

/** ` x 10^3` and nothing behind it: an exponent. With a unit behind it, it is the unit's: `5.4 x10^3/uL`. */
const powerForm = /^\s*[x×*]\s*10\s*(?:\^|\*{1,2}|e)?\(?([+-]?\d{1,2})\)?\s*$/i

/** No result is shifted further than this; what says so is no number. */
const mostShift = 30

/** A number with what belongs to it; null where the text is none. Words behind it may be a unit, never another number. */
export function numberOf(text: string, trimmed: string): NumberValue | null {
  const simple = simpleNumberOf(text, trimmed)
  if (simple) return simple
  const found = numberForm.exec(trimmed)
  if (!found) return null
  const [, sign = '', minus, digits = '', exponent = '', rest = ''] = found
  const power = exponent === '' ? powerForm.exec(rest) : null
  const trailing = power ? '' : rest.trim()
  if (trailing !== '' && !canTrail(trailing, digits, rest)) return null
  const comparator = comparators[sign.toLowerCase()]
  const mark = readDigits(digits)
  const shift = Number(power?.[1] ?? (exponent || 0))
  if (comparator === undefined || !mark || Math.abs(shift) > mostShift) return null
  const value = numberValue(text, comparator, minus === '-' || minus === '−', mark, shift, trailing)
  return { ...value, ambiguousMark: oneComma.test(digits) }
}

/** A number of digits, a sign and a point alone: what most values are. */
export function simpleNumberOf(text: string, trimmed: string): NumberValue | null {
  const [whole, minus, digits = '', fraction = ''] = simpleForm.exec(trimmed) ?? []
  if (whole === undefined) return null
  return numberValue(text, '', minus === '-', { whole: digits, fraction, comma: false }, 0, '')
}

/** What binds a number to another number: `5 to 10`, `3 of 5`, `1 : 80`. */
const binding = /^(?:[-+~*:/]\s*\d|(?:to|of|out|and|or|in|from|vs)\b)/i

/** `5.4 mg/dL` and `98 %` are numbers with a unit; `3 colonies of E. coli, 2 of Proteus` is not, nor is `2ND`. */
function canTrail(trailing: string, digits: string, rest: string): boolean {
  if (trailing.length > 25 || /^\d|[,;]|\s-|^[-+~*:]/.test(trailing) || digits.endsWith(' ')) return false
  if (binding.test(trailing)) return false
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

/**
 * Two numbers of one text, whose commas mean the same: beside `0,500` the comma of `1,000` is a decimal mark, beside
 * `100,000` that of `50,000` divides thousands. Null where one is no number.
 */
export function readDigitsAlike(first: string, second: string): readonly [Mark, Mark] | null {
  const [one, other] = [readDigits(first), readDigits(second)]
  if (!one || !other) return null
  if (one.comma && oneComma.test(second)) return [one, decimalComma(second)]
  return other.comma && oneComma.test(first) ? [decimalComma(first), other] : [one, other]
}

function decimalComma(digits: string): Mark {
  const [whole = '', fraction = ''] = digits.split(',')
  return { whole, fraction, comma: true }
}

/** The number that a mark divides. */
export function numberOfMark({ whole, fraction }: Mark): number {
  return Number(`${whole || '0'}.${fraction || '0'}`)
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
  if (exponent > 0) {
    const padded = fraction.padEnd(exponent, '0')
    return { whole: whole + padded.slice(0, exponent), fraction: padded.slice(exponent) }
  }
  const padded = whole.padStart(-exponent + 1, '0')
  const cut = padded.length + exponent
  return { whole: padded.slice(0, cut), fraction: padded.slice(cut) + fraction }
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

const intervalForm = /^(-?)(\d+(?:[.,]\d+)*)\s*(?:-|–|—|to)\s*(\d+(?:[.,]\d+)*)(?:\s*\/?\s*[hl]pf)?$/i

/** `5-10`, `0 - 2 /hpf`; null where the second is less than the first, which is a code or a date. */
export function intervalOf(text: string, trimmed: string): Value | null {
  const [, minus, first, second] = intervalForm.exec(trimmed) ?? []
  if (first === undefined || second === undefined) return null
  const marks = readDigitsAlike(first, second)
  if (!marks || /^0\d/.test(first) || /^0\d/.test(second)) return null
  const [low, high] = [numberOfMark(marks[0]) * (minus === '-' ? -1 : 1), numberOfMark(marks[1])]
  const decimals = Math.max(marks[0].fraction.length, marks[1].fraction.length)
  return low <= high ? { kind: 'interval', text, low, high, decimals } : null
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
