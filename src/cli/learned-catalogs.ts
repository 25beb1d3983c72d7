// Catalogs that `labloop learn` wrote: ID-components.csv and its fellows in one folder. The one thing to know: the name of a
// file tells the system, as in the catalogs of a site.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Catalog } from '../alignment/catalog/catalog.ts'
import { catalogFrom, rowsOf } from '../alignment/catalog/from-rows.ts'
import { LabloopError } from '../errors.ts'
import type { StepFunctions } from '../mapping/index.ts'
import { readCsv } from '../site/csv-file.ts'
import { newReport, problemText } from '../site/problem.ts'
import { catalogKinds, columnNames } from '../site/shapes/csv.ts'
import { type CatalogFile, Ownership, type Site, SiteFile } from '../site/shapes/site.ts'
import { System } from '../site/shapes/system.ts'
import type { Io } from './command.ts'

/**
 * The catalogs of a folder, by system.
 * @throws LabloopError usage where the folder holds none, or one that cannot be read
 */
export function learnedCatalogs(folder: string, io: Pick<Io, 'cwd'>): ReadonlyMap<string, Catalog> {
  const place = resolve(io.cwd, folder)
  const report = newReport()
  const files = namesIn(place, folder).flatMap((name): CatalogFile[] => {
    const kind = /-([a-z]+)\.csv$/.exec(name)?.[1] ?? ''
    const columns = catalogKinds[kind]
    if (!columns) return []
    const { rows } = readCsv(name, readFileSync(join(place, name), 'utf8'), columnNames(columns), report)
    return [
      {
        id: name.slice(0, -4),
        file: join(place, name),
        rows: rows.map(({ cells }) => cells),
        lines: rows.map(({ line }) => line),
      },
    ]
  })
  const [problem] = report.problems
  if (problem)
    throw new LabloopError('usage', {
      place: '--learned',
      given: problemText(problem),
      allowed: 'files of labloop learn',
    })
  if (files.length === 0)
    throw new LabloopError('usage', {
      place: '--learned',
      given: `no catalog in ${folder}`,
      allowed: 'a folder that labloop learn --out wrote',
    })
  const systems = new Set(files.map(({ id }) => id.slice(0, id.lastIndexOf('-'))))
  return new Map([...systems].map((system) => [system, catalogFrom(system, rowsOf(files, system))]))
}

function namesIn(place: string, folder: string): readonly string[] {
  try {
    return readdirSync(place).filter((name) => name.endsWith('.csv'))
  } catch {
    throw new LabloopError('usage', {
      place: '--learned',
      given: `${folder}, which cannot be read`,
      allowed: 'a folder',
    })
  }
}

/** Learned catalogs as a site without flows: each system by itself, with what it was seen to send. */
export function siteOf(learned: ReadonlyMap<string, Catalog>): {
  readonly site: Site
  readonly functions: StepFunctions
} {
  const systems = [...learned.keys()].map((id) =>
    System.parse({ id, name: id, role: 'lis', dialect: { versions: ['2.5.1'] } }),
  )
  const catalogs = [...learned].flatMap(([system, { orderables, components, questions }]) =>
    Object.entries({ orderables, components, aoe: questions }).map(([kind, entries]): CatalogFile => {
      const [first] = entries
      const lines = entries.map(({ place }) => place.line)
      return {
        id: `${system}-${kind}`,
        rows: entries.map(({ cells }) => cells),
        lines,
        ...(first ? { file: first.place.file } : {}),
      }
    }),
  )
  const site = SiteFile.parse({ name: 'learned', title: 'What was learned from traffic', time_zone: 'UTC' })
  const ownership = Ownership.parse({ default_team: 'desk', teams: [{ id: 'desk', title: 'Desk', role: 'analyst' }] })
  return { site: { ...site, revision: '', systems, flows: [], ownership, maps: [], catalogs }, functions: new Map() }
}
