// Riverside whose EHR wants SI units: its tests in mg/dL go out in mmol/L or umol/L by signed conversions. The one thing to
// know: it is a copy of the example in a folder of its own, checked and opened like any site.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { axesOfName } from '../../src/terminology/loinc/axes-of-name.ts'
import { printRanges, readRanges } from '../../src/terminology/ranges.ts'
import { convertBy, convertUnit, factorOf, molarOf, readUnit } from '../../src/terminology/units.ts'

const riverside = join(import.meta.dirname, '../../examples/riverside')

/** Components of the laboratory with the unit and the decimals that the EHR wants. */
export const wanted: Readonly<Record<string, readonly [unit: string, decimals: number]>> = {
  GLU: ['mmol/L', 1],
  CREA: ['umol/L', 0],
  BUN: ['mmol/L', 1],
  CA: ['mmol/L', 2],
  BILT: ['umol/L', 0],
  URIC: ['umol/L', 0],
  CHOL: ['mmol/L', 2],
  TRIG: ['mmol/L', 2],
  ETOH: ['mmol/L', 1],
}

type Row = Record<string, string>

/** The folder; `drop` removes it. */
export function convertingSite(): { readonly folder: string; readonly drop: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'riverside-si-'))
  cpSync(riverside, folder, { recursive: true })
  const lis = new Map(read(folder, 'catalogs/lis-components.csv').map((row) => [row.code!, row]))
  const map = read(folder, 'maps/components.csv')
  const codes = new Map(map.filter((row) => row.from_system === 'lis').map((row) => [row.to_code!, row.from_code!]))
  write(
    folder,
    'maps/components.csv',
    map.map((row) => signed(row, lis)),
  )
  write(
    folder,
    'catalogs/ehr-components.csv',
    read(folder, 'catalogs/ehr-components.csv').map((row) => converted(row, lis.get(codes.get(row.code!) ?? ''))),
  )
  return { folder, drop: () => rmSync(folder, { recursive: true, force: true }) }
}

function read(folder: string, file: string): Row[] {
  return parse(readFileSync(join(folder, file)), { columns: true })
}

function write(folder: string, file: string, rows: readonly Row[]): void {
  const columns = Object.keys(rows[0]!)
  const cell = (text = '') => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const lines = rows.map((row) => columns.map((name) => cell(row[name])).join(','))
  writeFileSync(join(folder, file), `${[columns.join(','), ...lines].join('\n')}\n`)
}

/** The row with its conversion; the molecular weight decides. */
function signed(row: Row, lis: ReadonlyMap<string, Row>): Row {
  const [unit] = (row.from_system === 'lis' && wanted[row.from_code!]) || []
  const conversion = unit
    ? {
        unit_from: lis.get(row.from_code!)!.unit!,
        unit_to: unit,
        signed_by: 'Laboratory director',
        signed_on: '2026-08-24',
      }
    : { unit_from: '', unit_to: '', signed_by: '', signed_on: '' }
  return { ...row, ...conversion }
}

/** The EHR's component in its own unit. */
function converted(row: Row, lis: Row | undefined): Row {
  const [unit, decimals] = (lis && wanted[lis.code!]) ?? []
  if (!lis || unit === undefined || decimals === undefined) return row
  const { molecularWeight } = molarOf(axesOfName(lis.loinc_name!).component ?? '')
  const options = { molecularWeight: molecularWeight! }
  const [from, to] = [readUnit(lis.unit!), readUnit(unit)]
  const way = factorOf(from, to, options)
  const ranges = readRanges(row.ranges ?? '')
  if ('refused' in way || !ranges.readable) throw new Error(`${lis.code} cannot be converted`)
  const bands = convertBy(way, { values: [], bands: ranges.bands }, to, decimals)
  if ('refused' in bands) throw new Error(`${lis.code}: ${bands.refused}`)
  const limit = (text = '') => {
    const number = text === '' ? null : convertUnit(Number(text), from, to, options)
    return number && 'value' in number ? number.value.toFixed(decimals) : ''
  }
  return {
    ...row,
    ...{ unit, precision: String(decimals), ranges: printRanges(bands.bands) },
    ...{ critical_low: limit(row.critical_low), critical_high: limit(row.critical_high) },
  }
}
