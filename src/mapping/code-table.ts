// A map compiled for one flow: a code of the sender to the receiver's code, its name, and the row that says so. The one
// thing to know: of the rows that count on the day of the message, the one whose context says most wins; two that say
// equally much and differ are no answer.

import { type AgeBand, ageBandOf, ageOn } from '../site/age-band.ts'
import { includes, type Period } from '../site/day.ts'
import { type Translation, translations } from '../site/map-rows.ts'
import type { Site } from '../site/shapes/site.ts'
import { type SignedConversion, signedOf } from './conversion/signed.ts'

/** What a code becomes, and by which row. Made once; applied messages refer to it. */
export type Entry = {
  readonly table: string
  readonly from: string
  readonly to: string
  /** Name of the new code in the receiver's catalog; empty where it has none. */
  readonly name: string
  readonly context: Readonly<Record<string, string>>
  /** Days on which it counts; absent: always. */
  readonly period?: Period
  /** The context key age, read. */
  readonly age?: AgeBand
  /** `to` and `name` are ASCII without a usual delimiter, so that they stand in a message as they are. */
  readonly isPlain: boolean
  /** Line of the map's file; 0 where both catalogs use the same code. */
  readonly line: number
  /** How values are converted that come under the code; absent: as they are. */
  readonly conversion?: SignedConversion
}

export type CodeTable = {
  readonly id: string
  /** Codes whose rows have no context and no dates. */
  readonly plain: ReadonlyMap<string, Entry>
  /** Codes with rows that have a context or dates, those first whose context says most. */
  readonly contextual: ReadonlyMap<string, readonly Entry[]>
}

/** Which catalog names the codes of a map, by the map's id; any other map looks through all of them. */
const catalogOfMap: Readonly<Record<string, string>> = { tests: 'orderables', components: 'components', aoe: 'aoe' }

/** Whether any of its codes has a signed conversion. */
export function hasConversions({ plain, contextual }: CodeTable): boolean {
  const isConverted = ({ conversion }: Entry) => conversion !== undefined
  return [...plain.values()].some(isConverted) || [...contextual.values()].some((entries) => entries.some(isConverted))
}

/**
 * Compiles a map for a pair of systems.
 * @param sameIn a column of the catalogs: a code that stands there on both sides needs no row
 */
export function codeTable(site: Site, id: string, from: string, to: string, sameIn = ''): CodeTable {
  const map = site.maps.find((candidate) => candidate.id === id)
  const named = names(site, id, to)
  const entries = (map ? translations(map, from, to) : []).map((row) => entryOf(site, id, row, named))
  const plain = new Map<string, Entry>()
  const contextual = new Map<string, Entry[]>()
  for (const entry of entries) {
    if (Object.keys(entry.context).length === 0 && !entry.period) plain.set(entry.from, entry)
    else contextual.set(entry.from, [...(contextual.get(entry.from) ?? []), entry])
  }
  for (const list of contextual.values()) list.sort((a, b) => keys(b) - keys(a))
  for (const code of sameIn ? shared(site, from, to, sameIn) : [])
    if (!plain.has(code))
      plain.set(code, { table: id, from: code, to: code, name: '', context: {}, isPlain: isPlain(code), line: 0 })
  return { id, plain, contextual }
}

function entryOf(site: Site, table: string, translation: Translation, named: ReadonlyMap<string, string>): Entry {
  const { from, to, context, row } = translation
  const conversion = signedOf(site, table, translation)
  const name = named.get(to) ?? ''
  const { effectiveFrom, effectiveTo } = row
  const age = context.age === undefined ? undefined : ageBandOf(context.age)
  return {
    ...{ table, from, to, name, context, isPlain: isPlain(to + name), line: row.line },
    ...(effectiveFrom || effectiveTo ? { period: { effectiveFrom, effectiveTo } as Period } : {}),
    ...(age ? { age } : {}),
    ...(conversion ? { conversion } : {}),
  }
}

function isPlain(code: string): boolean {
  return /^[ -~]*$/.test(code) && !/[|^~\\&#]/.test(code)
}

function keys(entry: Entry): number {
  return Object.keys(entry.context).length
}

function names(site: Site, map: string, system: string): ReadonlyMap<string, string> {
  const kind = catalogOfMap[map]
  const catalogs = site.catalogs.filter(({ id }) => (kind ? id === `${system}-${kind}` : id.startsWith(`${system}-`)))
  return new Map(catalogs.flatMap(({ rows }) => rows.map((row) => [row.code ?? '', row.name ?? ''] as const)))
}

/** Values that a column holds in a catalog of both systems. A cell may hold several, with semicolons between. */
function shared(site: Site, from: string, to: string, column: string): string[] {
  const other = valuesIn(site, to, column)
  return [...valuesIn(site, from, column)].filter((code) => other.has(code))
}

function valuesIn(site: Site, system: string, column: string): Set<string> {
  const rows = site.catalogs.filter(({ id }) => id.startsWith(`${system}-`)).flatMap((catalog) => catalog.rows)
  return new Set(rows.flatMap((row) => (row[column] ?? '').split(';').map((value) => value.trim())).filter(Boolean))
}

/**
 * The entry for a code; undefined where no approved row answers, or rows contradict each other in this context.
 * @param contextOf the value of a context key in the message, of age the date of birth; asked only where a row needs it
 * @param dayOf the day of the message, 2026-08-31; empty where it is not known: then rows count that have no end
 */
export function lookUp(
  table: CodeTable,
  code: string,
  contextOf: (key: string) => string,
  dayOf: () => string = () => '',
): Entry | undefined {
  const candidates = table.contextual.get(code)
  if (candidates === undefined) return table.plain.get(code)
  const holding = candidates.filter((entry) => holds(entry, contextOf, dayOf))
  const [best, next] = holding
  if (!best) return table.plain.get(code)
  return next && keys(next) === keys(best) && next.to !== best.to ? undefined : best
}

function holds({ context, period, age }: Entry, contextOf: (key: string) => string, dayOf: () => string): boolean {
  if (period && !includes(period, dayOf())) return false
  return Object.entries(context).every(([key, value]) => {
    const given = contextOf(key)
    if (key !== 'age' || !age) return given === value
    const days = ageOn(given, dayOf())
    return days !== undefined && age.from_days <= days && days < age.to_days
  })
}
