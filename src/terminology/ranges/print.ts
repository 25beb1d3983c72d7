// Ranges in the form that the catalogs of a site use: `M 18y-:13.2-17.1; F 18y-50y:11.7-15.5`. The one thing to know: what
// is printed here is read again to the same bands. (docs/site-reference.md)
import type { Band, Population } from './range.ts'

/** Bands as one text, divided by semicolons. */
export function printRanges(bands: readonly Band[]): string {
  return bands.map((band) => `${whom(band)}${printBand(band)}`).join('; ')
}

/** A band without its population: `3.5-5.1`, `<5`, `>=60`, `Negative`. */
export function printBand(band: Band): string {
  const unit = band.unit === '' ? '' : ` ${band.unit}`
  if (band.words !== null) return band.words
  const [low, high] = [band.low, band.high].map((limit) => limitText(limit, band))
  if (low === null) return `${band.highInclusive ? '<=' : '<'}${high}${unit}`
  if (high === null) return `${band.lowInclusive ? '>=' : '>'}${low}${unit}`
  if (low === high && band.lowInclusive && band.highInclusive) return `${low}${unit}`
  return `${band.lowInclusive ? '' : '>'}${low}-${band.highInclusive ? '' : '<'}${high}${unit}`
}

function limitText(limit: number | null, { titre, decimals }: Band): string | null {
  if (limit === null) return null
  return titre ? `1:${limit}` : limit.toFixed(decimals)
}

function whom({ sex, fromAge_days, toAge_days, when }: Population & { readonly when: string }): string {
  const isAnyAge = fromAge_days === 0 && toAge_days === Number.POSITIVE_INFINITY
  const ages = isAnyAge ? '' : `${ageText(fromAge_days)}-${Number.isFinite(toAge_days) ? ageText(toAge_days) : ''}`
  const words = [sex, ages, when].filter((word) => word !== '')
  return words.length === 0 ? '' : `${words.join(' ')}:`
}

/** An age in the largest unit that says it in whole numbers. */
function ageText(age_days: number): string {
  for (const [name, length] of [
    ['y', 365.25],
    ['m', 30.4375],
    ['d', 1],
  ] as const) {
    if (age_days > 0 && Number.isInteger(age_days / length)) return `${age_days / length}${name}`
  }
  return `${age_days}d`
}
