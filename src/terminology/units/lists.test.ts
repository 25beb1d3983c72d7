// The unit spellings that others have collected: what share is read to the same UCUM. They are for measuring only; no rule
// was written for a single row, and where a list has no valid UCUM, there is nothing to be the same as.
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { caseBytes, casesFolder, casesNote } from '../../../test/cases.ts'
import { readDocument } from '../../../test/docs/markdown.ts'
import { convertUnit, molarOf, readUnit } from '../units.ts'
import type { Unit } from './unit.ts'

type Row = readonly [spelling: string, ucum: string]

function text(path: string): string {
  return Buffer.from(caseBytes(`terminology/${path}`)).toString('utf8')
}

/** One meaning: the same measure, and the same words but for plural, case and `#`. */
function isSame(one: Unit, other: Unit): boolean {
  if (!one.measure || !other.measure) return false
  const words = ({ words }: Unit) =>
    words
      .map((word) =>
        word
          .toLowerCase()
          .replace(/[^a-z0-9]/g, '')
          .replace(/s$/, ''),
      )
      .filter((word) => word !== '')
      .sort()
      .join(' ')
  const { magnitude, ...rest } = one.measure
  const { magnitude: otherMagnitude, ...otherRest } = other.measure
  return (
    Math.abs(magnitude / otherMagnitude - 1) < 1e-9 &&
    JSON.stringify(rest) === JSON.stringify(otherRest) &&
    words(one) === words(other)
  )
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`

/** The row of figures that the guide should have for a list. */
function figures(name: string, rows: readonly Row[]) {
  const valid = rows.filter(([, ucum]) => readUnit(ucum).how === 'ucum')
  const read = rows.filter(([spelling]) => readUnit(spelling).known).length / rows.length
  const same = valid.filter(([spelling, ucum]) => isSame(readUnit(spelling), readUnit(ucum))).length / valid.length
  const row = `| ${name} | ${rows.length} | ${percent(read)} | ${valid.length} | ${percent(same)} |`
  return { read, same, row }
}

const guide = readDocument('docs/guide/units.md').text

test.skipIf(!casesFolder)(`of the spellings of unit_to_ucum, 95 % are read to the same UCUM${casesNote}`, () => {
  const rows = Object.entries(JSON.parse(text('units/unit_to_ucum.json')) as Record<string, string>)
  const found = figures("Regenstrief's `unit_to_ucum`", rows)
  expect(found.read).toBeGreaterThanOrEqual(0.98)
  expect(found.same).toBeGreaterThanOrEqual(0.95)
  expect(guide).toContain(found.row)
})

test.skipIf(!casesFolder)(`of German spellings, 88 % are read to the same UCUM${casesNote}`, () => {
  const rows = text('units/miracum_synonyms.tsv').trim().split('\n').slice(1)
  const found = figures(
    "MIRACUM's synonyms, German",
    rows.map((row) => row.split('\t') as unknown as Row),
  )
  expect(found.read).toBeGreaterThanOrEqual(0.95)
  expect(found.same).toBeGreaterThanOrEqual(0.88)
  expect(guide).toContain(found.row)
})

test.skipIf(!casesFolder)(
  `every unit of the example units of LOINC that is valid UCUM is read as it stands${casesNote}`,
  () => {
    const rows = parse(text('loinc/loinc_subset.csv'), { columns: true }) as { example_ucum: string }[]
    const units = [...new Set(rows.map(({ example_ucum }) => example_ucum))].filter((unit) => unit !== '')
    const unread = units.filter((unit) => !readUnit(unit).known)
    expect(unread.length / units.length, unread.join(' ')).toBeLessThan(0.05)
  },
)

test.skipIf(!casesFolder)(`conversions by molecular weight agree with those of others${casesNote}`, () => {
  const names = new Map(
    (parse(text('loinc/loinc_subset.csv'), { columns: true }) as { loinc: string; long_common_name: string }[]).map(
      (row) => [row.loinc, row.long_common_name.replace(/ \[.*/, '')],
    ),
  )
  const ratios = text('loinc/miracum_conversion.tsv')
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split('\t') as [string, string, string, string, string])
    .flatMap(([from, unit, to, toUnit, factor]) => {
      const { molecularWeight, valence } = molarOf(names.get(from) ?? names.get(to) ?? '')
      const options = { ...(molecularWeight && { molecularWeight }), ...(valence && { valence }) }
      const converted = convertUnit(1, readUnit(unit), readUnit(toUnit), options)
      return 'value' in converted ? [converted.value / Number(factor)] : []
    })
  // What does not agree is upside down or a power of ten off in their list: a tenth at most.
  const agree = ratios.filter((ratio) => Math.abs(ratio - 1) < 0.03)
  expect(agree.length).toBeGreaterThan(100)
  expect(agree.length / ratios.length).toBeGreaterThan(0.9)
})
