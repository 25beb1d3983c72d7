// Two large catalogs, each of many rows, with a map between them: how long every rule takes over them. The one thing to know:
// the rows are those of Riverside again and again under other codes, so that they look like a real catalog.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { readFolder } from '../../src/adapters/file/read-folder.ts'
import { alignCatalogs, alignedSite } from '../../src/alignment/align.ts'
import { loadSite } from '../../src/site/load.ts'
import type { CodeMap, MapRow, Site } from '../../src/site/shapes/site.ts'
import { commonCodes } from '../../src/terminology/loinc/common-codes.ts'
import { root } from './runtime.ts'

export type RowFigures = { readonly rows: number; readonly findings: number; readonly seconds: number }

type Row = Readonly<Record<string, string>>

export function rowBench(rows: number): RowFigures {
  const site = largeSite(rows)
  const begun = performance.now()
  const findings = alignCatalogs(alignedSite(site, { loinc: commonCodes() }))
  const seconds = Math.round((performance.now() - begun) / 10) / 100
  return { rows, findings: findings.length, seconds }
}

/** Riverside with so many components a side; every hundredth row differs in its unit. */
export function largeSite(rows: number): Site {
  const folder = join(root, 'examples', 'riverside')
  const { site } = loadSite(readFolder(folder).files)
  if (!site) throw new Error('Riverside does not load')
  const read = (path: string) => parse(readFileSync(join(folder, path), 'utf8'), { columns: true }) as Row[]
  const [lis, ehr] = [read('catalogs/lis-components.csv'), read('catalogs/ehr-components.csv')]
  const pairs = read('maps/components.csv').filter((row) => lis.some(({ code }) => code === row.from_code))
  const many = (source: readonly Row[], codeOf: (pair: Row) => string) =>
    Array.from({ length: rows }, (_, index): Row => {
      const pair = pairs[index % pairs.length]!
      const row = source.find(({ code }) => code === codeOf(pair))!
      return { ...row, code: `${row.code}.${index}`, ...(index % 100 === 99 ? { unit: 'mmol/L' } : {}) }
    })
  const made = site.maps.find(({ id }) => id === 'components')!.rows[0]!
  const map: CodeMap = {
    id: 'components',
    rows: Array.from({ length: rows }, (_, index): MapRow => {
      const pair = pairs[index % pairs.length]!
      return { ...made, fromCode: `${pair.from_code}.${index}`, toCode: `${pair.to_code}.${index}`, line: index + 2 }
    }),
  }
  const others = site.catalogs.filter(({ id }) => !id.endsWith('-components'))
  const orderables = others.map((catalog) => ({
    ...catalog,
    rows: catalog.rows.map((row) => ({ ...row, components: '' })),
  }))
  return {
    ...site,
    catalogs: [
      ...orderables,
      { id: 'lis-components', rows: many(lis, (pair) => pair.from_code!) },
      { id: 'ehr-components', rows: many(ehr, (pair) => pair.to_code!) },
    ],
    maps: [...site.maps.filter(({ id }) => id !== 'components'), map],
  }
}
