// OM2 and OM3 of a component. The one thing to know: what the two segments have no place for (a range in words, a critical
// limit for one sex) is not bent to fit; it is named as left out. (HL7 v2.5.1 §8.8.9, §8.8.10)
import type { FieldInput } from '../../../hl7/index.ts'
import type { Band } from '../../../terminology/ranges.ts'
import { readRanges } from '../../../terminology/ranges.ts'
import type { Component } from '../catalog.ts'
import type { CatalogPart } from '../from-rows.ts'
import { coded, type Fields, listOf, numbersPart, plainNumber } from './segment-of.ts'

/** What could not be written, as columns of the tables of the catalog. */
export type LeftOut = (part: CatalogPart, column: string) => void

export function numericFields(component: Component, nth: number, leftOut: LeftOut): Fields | undefined {
  const { unit, precision, cells, deltaLimit } = component
  const ranges = rangeFields(component.ranges, leftOut)
  const critical = limitField(cells.critical_low, cells.critical_high)
  const possible = limitField(cells.possible_low, cells.possible_high)
  const delta = deltaField(deltaLimit, leftOut)
  const hasNumbers = unit !== '' || ranges.length > 0 || critical || possible || delta || precision !== null
  if (!hasNumbers && component.valueType !== 'NM') return undefined
  return {
    1: String(nth),
    ...(unit === '' ? {} : { 2: coded(unit, unit, '') }),
    ...(precision === null ? {} : { 3: String(precision) }),
    ...(ranges.length === 0 ? {} : { 6: { repetitions: ranges } }),
    ...(critical ? { 7: critical } : {}),
    ...(possible ? { 8: possible } : {}),
    ...(delta ? { 9: delta } : {}),
  }
}

function limitField(low = '', high = ''): FieldInput | undefined {
  return low === '' && high === '' ? undefined : [numbersPart(low, high)]
}

/** RFR: numeric range, sex, age range in years. Words and conditions have no place. */
function rangeFields(text: string, leftOut: LeftOut): FieldInput[] {
  if (text.trim() === '') return []
  const read = readRanges(text)
  if (!read.readable || read.bands.some((band) => !isWritable(band))) {
    leftOut('components', 'ranges')
    return []
  }
  return read.bands.map((band) => {
    const part = (limit: number | null) => (limit === null ? '' : limit.toFixed(band.decimals))
    const [from, to] = [years(band.fromAge_days, 0), years(band.toAge_days, Number.POSITIVE_INFINITY)]
    const age = from === '' && to === '' ? '' : numbersPart(from || '0', to)
    return [numbersPart(part(band.low), part(band.high)), band.sex === '' ? '' : [band.sex, '', 'HL70001'], age]
  })
}

/** `<5` and `5` are not the same: RFR has inclusive limits only. */
function isWritable({ words, when, low, high, lowInclusive, highInclusive }: Band): boolean {
  return words === null && when === '' && (low === null || lowInclusive) && (high === null || highInclusive)
}

function years(days: number, open: number): string {
  if (days === open) return ''
  const exact = days / 365.25
  return Number.isInteger(exact) ? String(exact) : plainNumber(exact)
}

/** `8 in 72h`: threshold 8, absolute, within 3 days. */
function deltaField(text: string, leftOut: LeftOut): FieldInput | undefined {
  if (text === '') return undefined
  const [, threshold, hours] = /^([\d.]+)(?: in (\d+)h)?$/.exec(text) ?? []
  if (threshold === undefined) {
    leftOut('components', 'delta_limit')
    return undefined
  }
  return ['', threshold, 'a', hours === undefined ? '' : plainNumber(Number(hours) / 24)]
}

export function categoricalFields(component: Component, nth: number): Fields | undefined {
  const { answers, normalAnswers, abnormalAnswers, criticalAnswers, valueType, codingSystem } = component
  const all = [normalAnswers, abnormalAnswers, criticalAnswers]
  if (answers.length === 0 && all.every((list) => list.length === 0)) return undefined
  const names = new Map(answers.map(({ code, name }) => [code, name]))
  const written = (codes: readonly string[]) =>
    listOf(codes.map((code) => coded(code, names.get(code) ?? code, codingSystem)))
  return {
    1: String(nth),
    ...(answers.length === 0 ? {} : { 3: written(answers.map(({ code }) => code)) }),
    ...(normalAnswers.length === 0 ? {} : { 4: written(normalAnswers) }),
    ...(abnormalAnswers.length === 0 ? {} : { 5: written(abnormalAnswers) }),
    ...(criticalAnswers.length === 0 ? {} : { 6: written(criticalAnswers) }),
    ...(valueType === '' ? {} : { 7: valueType }),
  }
}
