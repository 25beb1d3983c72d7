// Two sets of ranges against each other. The one thing to know: they are compared person by person, at ages and sexes where
// either of them changes, so that one band for all and two bands that say the same agree.
import { type Band, forPerson, type Ranges } from '../../../terminology/ranges.ts'

export type PersonAt = { readonly sex: string; readonly age_days: number }

/** A person for whom two ranges differ, with both bands; null where they have none. */
export type Difference = { readonly person: PersonAt; readonly one: Band | null; readonly other: Band | null }

/** Bands that hold for people without a further condition. */
export function plainBands(ranges: Ranges): readonly Band[] {
  return ranges.readable ? ranges.bands.filter(({ when }) => when === '') : []
}

/** One person for each sex and stretch of ages in which neither side changes. */
export function peopleOf(...sets: readonly (readonly Band[])[]): readonly PersonAt[] {
  const bands = sets.flat()
  const ages = [...new Set([0, ...bands.flatMap(({ fromAge_days, toAge_days }) => [fromAge_days, toAge_days])])]
    .filter((age) => Number.isFinite(age))
    .sort((a, b) => a - b)
  const sexes = bands.some(({ sex }) => sex !== '') ? ['M', 'F'] : ['']
  return sexes.flatMap((sex) => ages.map((age_days) => ({ sex, age_days })))
}

/**
 * Whether two limits are one, as far as rounding to the coarser of both goes; a limit that is not there is none.
 * @param step what one of the last digit is worth
 */
export function nearly(one: number | null, other: number | null, step: number): boolean {
  if (one === null || other === null) return one === other
  return Math.abs(one - other) <= step * 0.5000001
}

/**
 * Whether two bands let the same values pass. `<200` and `0-199` are the same of whole numbers: an open limit is the next
 * value inside, by the decimals in which is reported.
 * @param decimals in which values are reported; a limit is compared in them
 */
export function sameBand(one: Band, other: Band, decimals: number): boolean {
  if (one.words !== null || other.words !== null)
    return (
      one.words !== null && other.words !== null && one.words.trim().toLowerCase() === other.words.trim().toLowerCase()
    )
  const step = 10 ** -decimals
  const [a, b] = [closed(one, step), closed(other, step)]
  return nearly(a.low, b.low, step) && nearly(a.high, b.high, step)
}

/** A band with closed ends; a lower end of zero or less that only says "from nothing" is no limit. */
function closed(band: Band, step: number): { low: number | null; high: number | null } {
  const low = band.low === null ? null : band.lowInclusive ? band.low : band.low + step
  const high = band.high === null ? null : band.highInclusive ? band.high : band.high - step
  return { low: low !== null && low <= 0 && high !== null && high > 0 ? null : low, high }
}

/** The first person for whom both have a band and the two differ. */
export function difference(
  one: readonly Band[],
  other: readonly Band[],
  differs: (one: Band, other: Band) => boolean,
): Difference | null {
  for (const person of peopleOf(one, other)) {
    const [a, b] = [bandFor(one, person), bandFor(other, person)]
    if (a && b && differs(a, b)) return { person, one: a, other: b }
  }
  return null
}

/**
 * The first person of a sex for which only one of the two has a line, where the other has one for the other sex at that age:
 * a line that got lost. Ages that one side leaves out altogether are its decision.
 */
export function lostSex(one: readonly Band[], other: readonly Band[]): Difference | null {
  for (const person of peopleOf(one, other)) {
    const [a, b] = [bandFor(one, person), bandFor(other, person)]
    if ((a === null) === (b === null) || (a ?? b)!.sex === '') continue
    const across = bandFor(a === null ? one : other, { ...person, sex: person.sex === 'M' ? 'F' : 'M' })
    if (across !== null) return { person, one: a, other: b }
  }
  return null
}

function bandFor(bands: readonly Band[], { sex, age_days }: PersonAt): Band | null {
  return forPerson(bands, sex, age_days) ?? null
}

/** The power of ten that lies between two bands, where all limits that both have differ by it; 0 where none does. */
export function decades(one: Band, other: Band): number {
  const pairs = [
    [one.low, other.low],
    [one.high, other.high],
  ].filter((pair): pair is [number, number] =>
    pair.every((limit) => limit !== null && limit !== undefined && limit > 0),
  )
  if (pairs.length === 0) return 0
  const logs = pairs.map(([a, b]) => Math.log10(a / b))
  const power = Math.round(logs[0]!)
  return power !== 0 && logs.every((log) => Math.abs(log - power) < 0.1) ? power : 0
}

/** For whom two ranges differ: `men of 18 years`; without an age where none of their bands has one. */
export function personText({ person: { sex, age_days }, one, other }: Difference): string {
  const who = { M: 'men', F: 'women' }[sex]
  const isOfAll = [one, other].every(
    (band) => band === null || (band.fromAge_days === 0 && band.toAge_days === Number.POSITIVE_INFINITY),
  )
  return isOfAll ? (who ?? 'everybody') : `${who ?? 'people'} of ${ageText(age_days)}`
}

/** `10 times`, for a power of ten that is not zero. */
export function decadesText(power: number): string {
  return `${10 ** Math.abs(power)} times`
}

/** Days as people write an age. */
export function ageText(age_days: number): string {
  if (age_days >= 730) return `${Math.round(age_days / 365.25)} years`
  return age_days >= 61 ? `${Math.round(age_days / 30.4375)} months` : `${Math.round(age_days)} days`
}
