// The grammar of reference ranges as labs write them: two limits, one limit, a titre, words, for everybody or for a sex, an
// age, a phase; several in one text. The one thing to know: what is not understood is said to be unreadable, with its
// place; no limit is ever guessed. (HL7 v2.5.1 §7.4.2.7 OBX-7)
import { bodyAt } from './ranges/body.ts'
import { bothPopulations, populationAt, populationBehind, remarkBehind } from './ranges/population.ts'
import type { Band, Population, Ranges } from './ranges/range.ts'
import { sideOf } from './ranges/side.ts'
import { remembered } from './remembered.ts'
import type { Value } from './values/value.ts'
import { plain } from './values/words.ts'

export { printRanges } from './ranges/print.ts'
export type { Band, Population, Ranges } from './ranges/range.ts'
export { isInverted, type Side, type Stretch, sideOf, stretchOf } from './ranges/side.ts'

/** A population without limits: everybody. */
export const everybody: Population = { sex: '', fromAge_days: 0, toAge_days: Number.POSITIVE_INFINITY }

const longest = 400

const notEstablished = new Set(
  (
    'na n/a ne n/e notestablished notestab notestablishd notdefined notapplicable norange noreferencerange norangeestablished ' +
    'noreferencerangeestablished noreferenceintervalestablished referencerangenotestablished undefined notavailable ' +
    'noreferenceinterval noreferencerangeavailable nonormalrange norangedefined none null unknown notprovided'
  ).split(' '),
)
const notes = /^(?:see|refer to|consult|interpret)\b[^:<>=]*$/i
const blank = /^(?:[[\](){}\s\-–—−_.*]*|"")$/

/**
 * Reads the ranges of a component or the one of a message: `70-99`, `70 - 99`, `<5`, `>=60`, `0.0-5.0 %`, `Neg`,
 * `M: 13-17 F: 12-15`, `M 18y-:13.2-17.1; F 18y-50y:11.7-15.5`, `0-5 years: 3.4-4.7`, `Fasting: 70-99`. Never throws; the
 * work is linear, and the same text is read once.
 */
export const readRanges: (text: string) => Ranges = remembered(readAfresh)

function readAfresh(text: string): Ranges {
  const none = noRange(text)
  if (none !== null) return { readable: true, bands: [], none }
  if (text.length > longest) return { readable: false, why: `longer than ${longest} characters`, at: longest }
  const bands: Band[] = []
  let at = skip(text, 0)
  while (at < text.length) {
    const next = bandAt(text, at)
    if ('why' in next) return { readable: false, why: next.why, at: next.at }
    if (isRemark(bands.at(-1), next.band)) return { readable: false, why: 'words behind limits', at }
    if (bands.some((band) => isForSame(band, next.band)))
      return { readable: false, why: 'two ranges for the same persons', at }
    bands.push(next.band)
    at = skip(text, next.end)
  }
  return { readable: true, bands, none: '' }
}

/** `>=10 IU: Positive`: words that say what the limits before them mean, which may be the opposite of normal. */
function isRemark(before: Band | undefined, band: Band): boolean {
  if (before === undefined || before.words !== null || band.words === null) return false
  return band.when !== '' || isForSame(before, { ...band, when: before.when })
}

function isForSame(one: Band, other: Band): boolean {
  return (
    one.sex === other.sex &&
    one.fromAge_days === other.fromAge_days &&
    one.toAge_days === other.toAge_days &&
    one.when === other.when
  )
}

function noRange(text: string): Extract<Ranges, { readable: true }>['none'] | null {
  const inner = text.trim().replace(/^[[(]\s*|\s*[\])]$/g, '')
  if (blank.test(inner)) return 'blank'
  if (notEstablished.has(plain(inner))) return 'not-established'
  return notes.test(inner) ? 'note' : null
}

const beforeSex = /^\/\s?(?:m|f|males?|females?|men|women)(?![A-Za-z])/i

/** Over what divides bands: blanks, semicolons, commas, bars, lines, and the slash before the next sex. */
function skip(text: string, from: number): number {
  const isSlash = (at: number) => text[at] === '/' && (text[at + 1] === ' ' || beforeSex.test(text.slice(at, at + 10)))
  let at = from
  while (at < text.length && (' \t\r\n;,|~\u00a0'.includes(text[at]!) || isSlash(at))) at++
  return at
}

type Failure = { readonly why: string; readonly at: number }

/** One band with its population, which may stand before it or, in brackets, behind it. */
function bandAt(text: string, from: number): { readonly band: Band; readonly end: number } | Failure {
  const before = populationAt(text, from)
  const body = bodyAt(text, before.end) ?? (before.end > from ? bodyAt(text, from) : null)
  if (!body) return { why: 'neither limits nor words that are known', at: before.end }
  const isBefore = body.start >= before.end
  const { population, when } = isBefore ? before : { population: everybody, when: '' }
  const remarked = body.end + remarkBehind(text, body.end)
  const behind = populationBehind(text, remarked)
  const both = behind && bothPopulations(population, behind.population)
  const band: Band = {
    ...(both ?? population),
    ...body.limits,
    when: [when, both ? behind.when : ''].filter((each) => each !== '').join(' '),
    text: text.slice(body.start, body.end).trim(),
  }
  return { band, end: both ? behind.end : remarked }
}

/**
 * The band that holds for a person: the first whose population has this sex (empty where it is not known: only bands for
 * both then) and age in days (null where it is not known: only bands for every age). Bands for a phase or a fasting
 * person are left out, because a message does not say so; undefined where none holds.
 */
export function forPerson<Entry extends Population & { readonly when?: string }>(
  bands: readonly Entry[],
  sex: string,
  age_days: number | null,
): Entry | undefined {
  return bands.find((band) => {
    if (band.when) return false
    if (band.sex !== '' && band.sex !== sex) return false
    if (age_days === null) return band.fromAge_days === 0 && band.toAge_days === Number.POSITIVE_INFINITY
    return band.fromAge_days <= age_days && age_days < band.toAge_days
  })
}

/** Whether a value lies in a band: true, false, or null where that cannot be said (`<5` in 3-10, text in numbers). */
export function holds(band: Band, value: Value): boolean | null {
  const side = sideOf(value, band)
  return side === 'unsure' ? null : side === 'inside'
}

/** Days of an age as ranges write it; a month is a twelfth of a year of 365.25 days. */
export { age_days } from './ranges/population.ts'
