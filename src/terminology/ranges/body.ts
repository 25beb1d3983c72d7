// The limits of a band, or its words. The one thing to know: a longer form is tried before a shorter, so that `3.5-5.1` is
// never read as `3.5` and something, and what follows must be the end, a divider, a unit or a population. A word behind a
// number is a unit only where it is known as one: `70-99 fasting` is not for everybody.
import { readUnit } from '../units.ts'
import { numberOfMark, readDigits, readDigitsAlike } from '../values/numbers.ts'
import { qualityOf } from '../values/words.ts'
import type { Band } from './range.ts'

type Limits = Pick<Band, 'low' | 'high' | 'lowInclusive' | 'highInclusive' | 'decimals' | 'titre' | 'words' | 'unit'>

export type Body = { readonly limits: Limits; readonly start: number; readonly end: number }

const number = '\\(?([+\\-−]?(?:\\d{1,3}(?:[ ,]\\d{3})+(?!\\d)(?:\\.\\d+)?|\\d+(?:[.,]\\d+)*|[.,]\\d+))\\)?'
const sign = '(<\\s*=|>\\s*=|=\\s*<|=\\s*>|<\\s*/\\s*=|>\\s*/\\s*=|[<>]\\s*or\\s*(?:=|equal to)|[<>≤≥])'
const between_ = '(?:[-–—−]|\\.\\.|to|and|,? ?and)'
const twoForm = new RegExp(`^[[(]?\\s*${sign}?\\s*${number}\\s*%?\\s*${between_}\\s*${sign}?\\s*${number}`, 'i')
/** The unit behind both numbers: `13.5 g/dL - 17.5 g/dL`. It is read behind the second. */
const twiceForm = new RegExp(
  `^[[(]?\\s*${number}\\s?([A-Za-zµμ][A-Za-z\\d/µμ]{0,11})\\s*${between_}\\s*${number}(?=\\s?\\2(?![A-Za-z\\d/]))`,
  'i',
)
const oneForm = new RegExp(`^[[(]?\\s*${sign}\\s*${number}`, 'i')
const wordForm =
  /^(less than or equal to|greater than or equal to|less than|greater than|more than|up to|under|over|below|above|at least|at most|lte?|gte?)\s+/i
const afterForm = /^\s*(or less|or below|or lower|or greater|or more|or above|or higher|and above|and below)\b/i
const titreForm = new RegExp(`^${sign}?\\s*1\\s*:\\s*(\\d+)(?:\\s*-\\s*1\\s*:\\s*(\\d+))?`)
const aboutNoughtForm = new RegExp(`^(?:±|\\+\\s?\\/\\s?-)\\s*${number}`)
const exactForm = new RegExp(`^${number}`)
const unitForm =
  /^\s*((?:[xX×]\s?10[^\s;,|~]+|10[*^][^\s;,|~]+|(?:[A-Za-z%‰°µμ[{]|\/(?=[A-Za-z[{\d]*[A-Za-z[{]))[^\s;,|~]*)(?:\s(?:Hg|H2O|WBC|RBC|FEU|DDU|Hb|creat\w*|Cr|U|IU|units?|(?<=deg |° )[CF]|hr?s?|sq\.? m|m2|m²|m\^2)(?![A-Za-z]))?)/i
const textForm = /^[^\d;|\n~:<>=]{1,60}/

/** The limits that stand at a position; null where none do. */
export function bodyAt(text: string, from: number): Body | null {
  const rest = text.slice(from, from + 160)
  for (const form of [titre, two, twice, one, spoken, aboutNought, exact]) {
    const found = form(rest)
    if (!found) continue
    const closed = /^\s*[\])]/.exec(rest.slice(found.length))?.[0].length ?? 0
    const unit = unitAfter(text, from + found.length + closed)
    const end = from + found.length + closed + unit.length
    if (form === exact ? !isDivided(text, end) : !isEnd(text, end)) continue
    return { limits: { ...found.limits, unit: unit.name }, start: from, end }
  }
  return worded(text, from, rest)
}

type Found = { readonly limits: Omit<Limits, 'unit'>; readonly length: number }

/** Behind a body comes the end, a divider, or the label of the next band. */
function isEnd(text: string, at: number): boolean {
  return at >= text.length || /^(?:\s*[;,|~\n(]|\s+\S|\s*$|\/(?=[A-Za-z]))/.test(text.slice(at, at + 40))
}

/** Behind a number alone no word may stand: `8 AM: 5-25` does not expect 8. */
function isDivided(text: string, at: number): boolean {
  return /^\s*(?:[;,|~\n(]|$)/.test(text.slice(at, at + 40))
}

function titre(rest: string): Found | null {
  const found = titreForm.exec(rest)
  if (!found) return null
  const [whole, sign = '', first = '', second] = found
  const limit = Number(first)
  const alone = sign === '' ? between(null, limit, true, true, 0) : beyond(sign, limit, 0)
  const limits = second === undefined ? alone : between(limit, Number(second), true, true, 0)
  return { limits: { ...limits, titre: true }, length: whole.length }
}

function two(rest: string): Found | null {
  const [whole, lowSign = '', low = '', highSign = '', high = ''] = twoForm.exec(rest) ?? []
  if (whole === undefined || lowSign.startsWith('<') || highSign.startsWith('>')) return null
  return bothLimits(whole, low, high, isInclusive(lowSign), isInclusive(highSign))
}

function twice(rest: string): Found | null {
  const [whole, low = '', , high = ''] = twiceForm.exec(rest) ?? []
  return whole === undefined ? null : bothLimits(whole, low, high, true, true)
}

function bothLimits(whole: string, low: string, high: string, fromLow: boolean, toHigh: boolean): Found | null {
  const marks = isEither(low, high) ? null : readDigitsAlike(low.replace(signed, ''), high.replace(signed, ''))
  if (!marks) return null
  const [first, second] = [numberOfMark(marks[0]) * signOfNumber(low), numberOfMark(marks[1]) * signOfNumber(high)]
  const decimals = Math.max(marks[0].fraction.length, marks[1].fraction.length)
  return { limits: between(first, second, fromLow, toHigh, decimals), length: whole.length }
}

const signed = /^[+\-−]/

function signOfNumber(text: string): 1 | -1 {
  return /^[-−]/.test(text) ? -1 : 1
}

/** `150.000-450.000` is thousands of one country and decimals of another: nobody can tell. No country writes `0.000` for thousands. */
function isEither(low: string, high: string): boolean {
  return /^[1-9]\d{0,2}\.000$/.test(low) && /^[1-9]\d{0,2}\.000$/.test(high)
}

function one(rest: string): Found | null {
  const found = oneForm.exec(rest)
  const limit = found && limitOf(found[2] ?? '')
  return found && limit
    ? { limits: beyond(found[1] ?? '', limit.value, limit.decimals), length: found[0].length }
    : null
}

/** `up to 5`, `5 or less`, `greater than 60`. */
function spoken(rest: string): Found | null {
  const before = wordForm.exec(rest)
  const start = before?.[0].length ?? 0
  const found = exactForm.exec(rest.slice(start))
  const limit = found && limitOf(found[1] ?? '')
  if (!found || !limit) return null
  if (before)
    return { limits: beyond(signOf(before[1] ?? ''), limit.value, limit.decimals), length: start + found[0].length }
  const after = afterForm.exec(rest.slice(found[0].length))
  if (!after) return null
  const isLess = /less|below|lower/i.test(after[0])
  return {
    limits: beyond(isLess ? '<=' : '>=', limit.value, limit.decimals),
    length: found[0].length + after[0].length,
  }
}

function signOf(words: string): string {
  if (/^(?:up to|at most|less than or equal to|lte)$/i.test(words)) return '<='
  if (/^(?:at least|greater than or equal to|gte)$/i.test(words)) return '>='
  return /^(?:less|under|below|lt)/i.test(words) ? '<' : '>'
}

/** `±2`: as far below nought as above. */
function aboutNought(rest: string): Found | null {
  const found = aboutNoughtForm.exec(rest)
  const limit = found && limitOf(found[1] ?? '')
  return found && limit
    ? { limits: between(-limit.value, limit.value, true, true, limit.decimals), length: found[0].length }
    : null
}

/** `0`: exactly that is expected. */
function exact(rest: string): Found | null {
  const found = exactForm.exec(rest)
  const limit = found && limitOf(found[1] ?? '')
  return found && limit
    ? { limits: between(limit.value, limit.value, true, true, limit.decimals), length: found[0].length }
    : null
}

/** Words without a digit, up to a divider; at most six of them. A remark in brackets behind words of quality is none of them. */
function worded(text: string, from: number, rest: string): Body | null {
  const found = textForm.exec(rest)?.[0].replace(/[\s,]+$/, '') ?? ''
  const end = from + found.length
  const isClean = /[A-Za-zÀ-ÿ]{3}|^(?:O|A|B|AB)$/.test(found) || qualityOf(found) !== null
  const isWhole = end >= text.length || /^\s*[;|~\n,]/.test(text.slice(end))
  if (!isClean || !isWhole || found.split(/\s+/).length > 6) return null
  const limits = {
    low: null,
    high: null,
    lowInclusive: true,
    highInclusive: true,
    decimals: 0,
    titre: false,
    words: withoutRemark(found),
    unit: '',
  }
  return { limits, start: from, end }
}

/** `Negative (qualitative)` expects a negative. */
function withoutRemark(words: string): string {
  const [, before = ''] = /^([^()]+?)\s*\([^()]*\)$/.exec(words) ?? []
  return before !== '' && qualityOf(before) !== null ? before : words
}

function unitAfter(text: string, at: number): { name: string; length: number } {
  const rest = text.slice(at, at + 40)
  const whole = unitForm.exec(rest)
  const alone = /^\s*\S+/.exec(whole?.[0] ?? '')?.[0] ?? ''
  for (const found of [whole?.[0] ?? '', alone]) {
    const name = found.trim()
    if (name !== '' && !isLabel(name) && isUnit(name)) return { name, length: found.length }
  }
  return { name: '', length: 0 }
}

/** Whom or when the next band is for, and flags: no units, though some are spelled like one. */
const label =
  /^(?:M|F|males?|females?|men|women|boys?|girls?|adults?|child(?:ren)?|infants?|newborns?|to|and|or|[ap]m|[HLNA]$)\b[:\s]?|:$/i

function isLabel(name: string): boolean {
  return label.test(name) || qualityOf(name) !== null
}

/** A unit that is known, or one that nobody knows and that is nothing else: something by something, without numbers. */
function isUnit(name: string): boolean {
  return readUnit(name).known || /^[A-Za-zµμ]{0,8}\/(?!M$|F$)[A-Za-zµμ]{1,12}$/.test(name)
}

function limitOf(text: string): { value: number; decimals: number } | null {
  const mark = readDigits(text.trim().replace(signed, ''))
  return mark && { value: numberOfMark(mark) * signOfNumber(text.trim()), decimals: mark.fraction.length }
}

function isInclusive(sign: string): boolean {
  return sign === '' || /[=≤≥]|equal/i.test(sign)
}

function beyond(sign: string, limit: number, decimals: number): Omit<Limits, 'unit'> {
  const isUpper = /</.test(sign) || sign === '≤'
  const inclusive = isInclusive(sign)
  return isUpper ? between(null, limit, true, inclusive, decimals) : between(limit, null, inclusive, true, decimals)
}

function between(
  low: number | null,
  high: number | null,
  lowInclusive: boolean,
  highInclusive: boolean,
  decimals: number,
): Omit<Limits, 'unit'> {
  return { low, high, lowInclusive, highInclusive, decimals, titre: false, words: null }
}
