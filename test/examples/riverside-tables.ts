// Reads the tables of Riverside for its tests: rows, the grammar of ranges, and the maps in either direction. The one thing
// to know: nothing here judges; a table that cannot be read comes out so that the test that needs it fails.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'

export type Row = Readonly<Record<string, string>>
export type Limits = { readonly low: number; readonly high: number }
export type Entry = { readonly sex: string; readonly from: number; readonly before: number; readonly limits: string }

export const folder = join(import.meta.dirname, '..', '..', 'examples', 'riverside')
export const systems = ['ehr', 'lis'] as const
const kinds = ['orderables', 'components', 'aoe'] as const
export const mapNames = ['tests', 'components', 'units', 'flags', 'specimens', 'priorities', 'statuses', 'aoe'] as const

function read(path: string): Row[] {
  return rows(readFileSync(join(folder, path)))
}

export function rows(bytes: Uint8Array): Row[] {
  return parse(Buffer.from(bytes), { columns: true }) as Row[]
}

export const catalogs = Object.fromEntries(
  systems.flatMap((system) => kinds.map((kind) => [`${system}-${kind}`, read(`catalogs/${system}-${kind}.csv`)])),
)
const maps = Object.fromEntries(mapNames.map((name) => [name, read(`maps/${name}.csv`)]))
export const of = (name: string): Row[] => catalogs[name] ?? []
export const map = (name: string): Row[] => maps[name] ?? []
export const list = (cell: string | undefined): string[] => (cell ? cell.split(';').map((item) => item.trim()) : [])
export const codes = (name: string): string[] => of(name).map((row) => row.code ?? '')
export const codesOf = (answers: string | undefined): string[] =>
  list(answers).map((answer) => answer.split('=')[0] ?? '')
export const byCode = (name: string): Map<string, Row> => new Map(of(name).map((row) => [row.code ?? '', row]))
export const inCells = (name: string, column: string): Set<string> =>
  new Set(of(name).flatMap((row) => list(row[column])))

/** Rows of a table for which something is wrong, as short texts: an empty list passes and anything else says what. */
export function faults(table: readonly Row[], fault: (row: Row) => string | false | undefined): string[] {
  return table.flatMap((row) => {
    const found = fault(row)
    return found ? [`${row.code ?? row.from_code}: ${found}`] : []
  })
}

/** A code of one system in the words of the other, by a map read in either direction. */
export function translate(name: string, from: string, context = ''): Map<string, string> {
  const pairs = map(name).flatMap((row): [string, string][] => {
    if (row.context !== context) return []
    if (row.from_system === from) return [[row.from_code ?? '', row.to_code ?? '']]
    return row.direction === 'both' ? [[row.to_code ?? '', row.from_code ?? '']] : []
  })
  return new Map(pairs)
}

export function through(table: Map<string, string>, cell: string | undefined): string[] {
  return list(cell).map((code) => table.get(code) ?? `unmapped ${code}`)
}

export const age_days = { d: 1, m: 30.4375, y: 365.25 } as const

export function age(text: string | undefined): number | undefined {
  const [, amount = '', unit = 'd'] = /^(\d+)([dmy])$/.exec(text ?? '') ?? []
  return amount ? Number(amount) * age_days[unit as keyof typeof age_days] : undefined
}

/** `M 18y-:13.2-17.1`; a titer such as `<1:80` has no population. */
function entry(text: string): Entry {
  const found = /^(?:([MF])(?: (\d+[dmy])-(\d+[dmy])?)?|(\d+[dmy])-(\d+[dmy])?):(.+)$/.exec(text)
  if (!found) return { sex: '', from: 0, before: Number.POSITIVE_INFINITY, limits: text }
  const [, sex = '', sexFrom, sexBefore, from, before, limits = ''] = found
  return {
    sex,
    from: age(sexFrom ?? from) ?? 0,
    before: age(sexBefore ?? before) ?? Number.POSITIVE_INFINITY,
    limits,
  }
}

export const entries = (cell: string | undefined): Entry[] => list(cell).map(entry)
export const isNumeric = (row: Row): boolean => row.value_type === 'NM' || row.value_type === 'SN'

/** Limits closed at the precision of the component: `<200` without decimals is 0 to 199. Null where unreadable. */
export function closed(limits: string, precision: string | undefined): Limits | null {
  const step = 10 ** -Number(precision || 0)
  const [, low, high] = /^(-?\d+(?:\.\d+)?)-(-?\d+(?:\.\d+)?)$/.exec(limits) ?? []
  if (low !== undefined && high !== undefined) return { low: Number(low), high: Number(high) }
  const [, sign, bound] = /^([<>]=?)(\d+(?:\.\d+)?)$/.exec(limits) ?? []
  if (sign === undefined) return null
  const inside = Number((Number(bound) + (sign === '<' ? -step : sign === '>' ? step : 0)).toFixed(6))
  return sign.startsWith('<') ? { low: 0, high: inside } : { low: inside, high: Number.POSITIVE_INFINITY }
}

export function overlap(one: Entry, other: Entry): boolean {
  const sexes = one.sex === '' || other.sex === '' || one.sex === other.sex
  return sexes && one.from < other.before && other.from < one.before
}

/** Mod 10 over the digits before the hyphen, as LOINC makes its check digit (LOINC Users' Guide, "Check digit"). */
export function checkDigitHolds(loinc: string): boolean {
  const [digits = '', check = ''] = loinc.split('-')
  if (!/^\d{1,7}-\d$/.test(loinc)) return false
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const weighted = Number(digit) * (index % 2 === 0 ? 2 : 1)
    return total + (weighted > 9 ? weighted - 9 : weighted)
  }, 0)
  return (10 - (sum % 10)) % 10 === Number(check)
}
