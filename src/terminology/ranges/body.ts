// The limits of a band, or its words. The one thing to know: a longer form is tried before a shorter, so that `3.5-5.1` is
// never read as `3.5` and something, and what follows must be the end, a divider, a unit or a population.
import { readDigits } from '../values/numbers.ts'
import { qualityOf } from '../values/words.ts'
import type { Band } from './range.ts'

type Limits = Pick<Band, 'low' | 'high' | 'lowInclusive' | 'highInclusive' | 'decimals' | 'titre' | 'words' | 'unit'>

export type Body = { readonly limits: Limits; readonly start: number; readonly end: number }

const number = '\\(?([+-]?(?:\\d{1,3}(?:[ ,]\\d{3})+(?!\\d)(?:\\.\\d+)?|\\d+(?:[.,]\\d+)*|[.,]\\d+))\\)?'
const sign = '(<\\s*=|>\\s*=|=\\s*<|=\\s*>|<\\s*/\\s*=|>\\s*/\\s*=|[<>]\\s*or\\s*(?:=|equal to)|[<>≤≥])'
const twoForm = new RegExp(
  `^[[(]?\\s*${sign}?\\s*${number}\\s*(?:-|–|—|\\.\\.|to|and|,? ?and)\\s*${sign}?\\s*${number}`,
  'i',
)
const oneForm = new RegExp(`^[[(]?\\s*${sign}\\s*${number}`, 'i')
const wordForm =
  /^(less than or equal to|greater than or equal to|less than|greater than|more than|up to|under|over|below|above|at least|at most)\s+/i
const afterForm = /^\s*(or less|or below|or lower|or greater|or more|or above|or higher|and above|and below)\b/i
const titreForm = new RegExp(`^${sign}?\\s*1\\s*:\\s*(\\d+)(?:\\s*-\\s*1\\s*:\\s*(\\d+))?`)
const exactForm = new RegExp(`^${number}`)
const unitForm =
  /^\s*((?:[xX×]\s?10[^\s;,|~]+|10[*^][^\s;,|~]+|(?:[A-Za-z%‰°µμ[{]|\/(?=[A-Za-z[{\d]*[A-Za-z[{]))[^\s;,|~]*)(?:\s(?:Hg|H2O|WBC|RBC|FEU|DDU|Hb|creat\w*|Cr|U|IU|units?|C|F|hr?s?|sq\.? m|m2|m²|m\^2)(?![A-Za-z]))?)/i
const textForm = /^[^\d;|\n~:<>=]{1,60}/

/** The limits that stand at a position; null where none do. */
export function bodyAt(text: string, from: number): Body | null {
  const rest = text.slice(from, from + 160)
  for (const form of [titre, two, one, spoken, exact]) {
    const found = form(rest)
    if (!found) continue
    const closed = /^\s*[\])]/.exec(rest.slice(found.length))?.[0].length ?? 0
    const unit = unitAfter(text, from + found.length + closed)
    const end = from + found.length + closed + unit.length
    if (!isEnd(text, end)) continue
    return { limits: { ...found.limits, unit: unit.name }, start: from, end }
  }
  return worded(text, from, rest)
}

type Found = { readonly limits: Omit<Limits, 'unit'>; readonly length: number }

/** Behind a body comes the end, a divider, or the label of the next band. */
function isEnd(text: string, at: number): boolean {
  return at >= text.length || /^(?:\s*[;,|~\n(]|\s+\S|\s*$)/.test(text.slice(at, at + 40)) === true
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
  const found = twoForm.exec(rest)
  if (!found) return null
  const [whole, lowSign = '', lowText = '', highSign = '', highText = ''] = found
  const [low, high] = [limitOf(lowText), limitOf(highText)]
  if (!low || !high || isEither(lowText, highText) || lowSign.startsWith('<') || highSign.startsWith('>')) return null
  const decimals = Math.max(low.decimals, high.decimals)
  return {
    limits: between(low.value, high.value, isInclusive(lowSign), isInclusive(highSign), decimals),
    length: whole.length,
  }
}

/** `150.000-450.000` is thousands of one country and decimals of another: nobody can tell. */
function isEither(low: string, high: string): boolean {
  return /^\d{1,3}\.000$/.test(low) && /^\d{1,3}\.000$/.test(high)
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
  if (/^(?:up to|at most|less than or equal to)$/i.test(words)) return '<='
  if (/^(?:at least|greater than or equal to)$/i.test(words)) return '>='
  return /^(?:less|under|below)/i.test(words) ? '<' : '>'
}

/** `0`: exactly that is expected. */
function exact(rest: string): Found | null {
  const found = exactForm.exec(rest)
  const limit = found && limitOf(found[1] ?? '')
  return found && limit
    ? { limits: between(limit.value, limit.value, true, true, limit.decimals), length: found[0].length }
    : null
}

/** Words without a digit, up to a divider; at most six of them. */
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
    words: found,
    unit: '',
  }
  return { limits, start: from, end }
}

function unitAfter(text: string, at: number): { name: string; length: number } {
  const found = unitForm.exec(text.slice(at, at + 40))
  const name = found?.[1] ?? ''
  const isLabel =
    /^(?:M|F|males?|females?|men|women|boys?|girls?|adults?|child(?:ren)?|infants?|newborns?|to|and|or)\b[:\s]?/i.test(
      name,
    ) || name.endsWith(':')
  return found && !isLabel && qualityOf(name) === null ? { name, length: found[0].length } : { name: '', length: 0 }
}

function limitOf(text: string): { value: number; decimals: number } | null {
  const [, minus = '', digits = ''] = /^([+-]?)(.*)$/.exec(text.trim()) ?? []
  const mark = readDigits(digits)
  if (!mark) return null
  return {
    value: Number(`${minus === '-' ? '-' : ''}${mark.whole || '0'}.${mark.fraction || '0'}`),
    decimals: mark.fraction.length,
  }
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
