// The catalogs of a site as the virtual systems read them: what can be ordered, what a result consists of, which ranges
// hold for whom, and which values are typical. The one thing to know: the EHR knows its own catalog and the LIS its own;
// neither sees the other's, as in life.
import { translations } from '../site/map-rows.ts'
import type { Site } from '../site/shapes/site.ts'
import { populationAt } from '../terminology/ranges/population.ts'
import { type Band, everybody, forPerson, type Population, readRanges } from '../terminology/ranges.ts'

export { type Band, forPerson, type Population }

/** A test or panel that can be ordered. */
export type Orderable = {
  readonly code: string
  readonly name: string
  readonly components: readonly string[]
  readonly specimen: string
  readonly priorities: readonly string[]
  readonly department: string
  /** Codes of ask-at-order-entry questions. */
  readonly questions: readonly string[]
  /** Tests that its results call for. Absent: none. */
  readonly reflexes?: readonly Reflex[]
}

/** A test that is added where one of the conditions holds: `DLDL:TRIG>400`, `SUSC:CULT=STAU|CULT=ECOLI`. */
export type Reflex = {
  readonly test: string
  readonly when: readonly { readonly component: string; readonly sign: '<' | '>' | '='; readonly value: string }[]
}

/** Values of a number: normally distributed and cut off. */
export type Spread = { readonly mean: number; readonly sd: number; readonly min: number; readonly max: number }

/** Values of a text or of a number with a comparator, each with its weight. */
export type Choice = { readonly value: string; readonly weight: number }

export type Typical = Population &
  (
    | { readonly kind: 'spread'; readonly spread: Spread }
    | { readonly kind: 'choices'; readonly choices: readonly Choice[] }
  )

export type Component = {
  readonly code: string
  readonly name: string
  readonly loinc: string
  readonly loincName: string
  readonly valueType: string
  readonly unit: string
  /** Decimals of a number. */
  readonly precision: number
  readonly ranges: readonly Band[]
  readonly criticalLow: number | null
  readonly criticalHigh: number | null
  readonly flags: readonly string[]
  /** Names of coded answers by their code. */
  readonly answers: ReadonlyMap<string, string>
  readonly typical: readonly Typical[]
  /** How much a value may differ from the patient's last one of so long ago; absent: as much as it likes. */
  readonly delta?: { readonly limit: number; readonly within_ms: number }
}

/** An ask-at-order-entry question. */
export type Question = {
  readonly code: string
  readonly name: string
  readonly loinc: string
  readonly valueType: string
  readonly unit: string
  readonly answers: ReadonlyMap<string, string>
  readonly required: boolean
}

type Row = Readonly<Record<string, string>>

/** The rows in use of one catalog of a system; none where the site has no such catalog. */
function rowsOf(site: Site, system: string, kind: 'orderables' | 'components' | 'aoe'): readonly Row[] {
  const file = site.catalogs.find(({ id }) => id === `${system}-${kind}`)
  return (file?.rows ?? []).filter((row) => row.active !== 'no')
}

/** What a system can be asked to do, by code. */
export function orderablesOf(site: Site, system: string): ReadonlyMap<string, Orderable> {
  return byCode(
    rowsOf(site, system, 'orderables').map((row) => ({
      code: row.code ?? '',
      name: row.name ?? '',
      components: listed(row.components),
      specimen: listed(row.specimen)[0]?.split('|')[0]?.trim() ?? '',
      priorities: listed(row.priorities),
      department: row.department ?? '',
      questions: listed(row.aoe),
      reflexes: readReflexes(row.reflex ?? ''),
    })),
  )
}

/** The result components of a system, by code. */
export function componentsOf(site: Site, system: string): ReadonlyMap<string, Component> {
  return byCode(
    rowsOf(site, system, 'components').map((row) => ({
      code: row.code ?? '',
      name: row.name ?? '',
      loinc: row.loinc ?? '',
      loincName: row.loinc_name ?? '',
      valueType: row.value_type ?? 'ST',
      unit: row.unit ?? '',
      precision: Number(row.precision || 0),
      ranges: rangesOf(row.ranges ?? ''),
      criticalLow: numberOrNull(row.critical_low),
      criticalHigh: numberOrNull(row.critical_high),
      flags: listed(row.flags),
      answers: pairs(row.coded_answers),
      typical: readTypical(row.typical ?? ''),
      ...readDelta(row.delta_limit ?? ''),
    })),
  )
}

/** The ask-at-order-entry questions of a system, by code. */
export function questionsOf(site: Site, system: string): ReadonlyMap<string, Question> {
  return byCode(
    rowsOf(site, system, 'aoe').map((row) => ({
      code: row.code ?? '',
      name: row.name ?? '',
      loinc: row.loinc ?? '',
      valueType: row.value_type ?? 'ST',
      unit: row.unit ?? '',
      answers: pairs(row.coded_answers),
      required: row.required === 'yes',
    })),
  )
}

/** What a map translates from the one system to the other, without the rows that hold in a context only. */
export function codesThrough(site: Site, map: string, from: string, to: string): ReadonlyMap<string, string> {
  const found = site.maps.find(({ id }) => id === map)
  const rows = found ? translations(found, from, to) : []
  return new Map(rows.filter(({ context }) => Object.keys(context).length === 0).map((row) => [row.from, row.to]))
}

/** The ranges of a component; where they are no limits, they are printed as they are, as a laboratory does. */
export function rangesOf(text: string): readonly Band[] {
  const ranges = readRanges(text)
  if (ranges.readable && ranges.bands.length > 0) return ranges.bands
  const words = {
    low: null,
    high: null,
    lowInclusive: true,
    highInclusive: true,
    decimals: 0,
    titre: false,
    words: text,
  }
  return text.trim() === '' ? [] : [{ ...everybody, ...words, when: '', unit: '', text: text.trim() }]
}

/** `mean 140 sd 2.3 min 105 max 180`, the same for a population, or `Negative*85;Positive*15`. */
export function readTypical(text: string): readonly Typical[] {
  if (text === '') return []
  if (!/\bmean /.test(text)) return [{ ...everybody, kind: 'choices', choices: parts(text).map(choiceOf) }]
  return parts(text).map((part) => {
    const { population, rest } = populationOf(part)
    return { ...population, kind: 'spread', spread: spreadOf(rest) }
  })
}

/** `DLDL:TRIG>400`, `UCULT:UWBC>10|UNIT=Positive`; several divided by semicolons. */
export function readReflexes(text: string): readonly Reflex[] {
  return parts(text).flatMap((part) => {
    const [test = '', conditions = ''] = part.split(':')
    const when = conditions.split('|').flatMap((condition) => {
      const [, component, sign, value] = /^([^<>=]+)([<>=])(.+)$/.exec(condition) ?? []
      return component && sign && value ? [{ component, sign: sign as '<' | '>' | '=', value }] : []
    })
    return when.length > 0 ? [{ test, when }] : []
  })
}

/** `8 in 72h`: a difference of 8 to a value not older than three days. */
function readDelta(text: string): Pick<Component, 'delta'> {
  const [, limit, hours] = /^([\d.]+) in (\d+)h$/.exec(text) ?? []
  return limit && hours ? { delta: { limit: Number(limit), within_ms: Number(hours) * 3_600_000 } } : {}
}

function populationOf(part: string): { population: Population; rest: string } {
  const { population, end } = populationAt(part, 0)
  return { population, rest: part.slice(end) }
}

function spreadOf(text: string): Spread {
  const read = (name: string) => Number(new RegExp(`\\b${name} (-?[\\d.]+)`).exec(text)?.[1] ?? 0)
  return { mean: read('mean'), sd: read('sd'), min: read('min'), max: read('max') }
}

function choiceOf(part: string): Choice {
  const at = part.lastIndexOf('*')
  return at < 0 ? { value: part, weight: 1 } : { value: part.slice(0, at), weight: Number(part.slice(at + 1)) }
}

function parts(text: string): string[] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function listed(text: string | undefined): readonly string[] {
  return parts(text ?? '')
}

function pairs(text: string | undefined): ReadonlyMap<string, string> {
  return new Map(
    parts(text ?? '').map((part) => {
      const at = part.indexOf('=')
      return at < 0 ? [part, part] : [part.slice(0, at), part.slice(at + 1)]
    }),
  )
}

function numberOrNull(text: string | undefined): number | null {
  return text === undefined || text === '' ? null : Number(text)
}

function byCode<Item extends { readonly code: string }>(items: readonly Item[]): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [item.code, item]))
}
