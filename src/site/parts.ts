// What could be read of a site, whole or in part. The one thing to know: the checks across files work on these parts, so
// that one wrong line in a file does not hide what else is wrong in it, nor make its names unknown to the others.

import type { CsvFile, CsvRow } from './csv-file.ts'
import type { SiteFiles } from './layout.ts'
import type { AlignmentFile } from './shapes/alignment.ts'
import type { Flow, Step } from './shapes/flow.ts'
import type { CatalogFile, CodeMap, MapRow, Site } from './shapes/site.ts'
import type { Connection, Dialect, System } from './shapes/system.ts'
import type { Workflow } from './shapes/workflow.ts'
import type { Path, YamlFile } from './yaml-file.ts'

/** A value and where it stands in its file. */
export type Placed<Value> = { readonly at: Path; readonly value: Value }

export type SystemPart = {
  readonly source: YamlFile
  readonly id: string
  /** The whole system; undefined where something in it is wrong. */
  readonly value: System | undefined
  readonly dialect: Dialect | undefined
  /** Those of its connections that can be read. */
  readonly connections: readonly Placed<Connection>[]
  /** Ids of all its connections, also of those that cannot be read. */
  readonly connectionIds: ReadonlySet<string>
  readonly owner: string | undefined
  readonly limits: System['limits'] | undefined
}

export type FlowPart = {
  readonly source: YamlFile
  readonly id: string
  readonly value: Flow | undefined
  /** The flow without its steps, as far as it can be read. */
  readonly head: Omit<Flow, 'steps'> | undefined
  readonly from: string | undefined
  readonly to: string | undefined
  readonly messages: readonly Placed<string>[]
  readonly steps: readonly Placed<Step>[]
}

export type WorkflowPart = {
  readonly source: YamlFile
  readonly id: string
  /** undefined where something in it is wrong. */
  readonly value: Workflow | undefined
  /** What of it can be read. */
  readonly part: Workflow | undefined
}

export type MapPart = {
  readonly id: string
  readonly source: CsvFile
  readonly rows: readonly { readonly row: MapRow; readonly csv: CsvRow }[]
}

export type CatalogPart = {
  readonly id: string
  readonly system: string
  readonly kind: string
  readonly source: CsvFile
}

/** A file of which there is one. */
export type FilePart<Value> = {
  readonly source: YamlFile
  /** undefined where something in it is wrong. */
  readonly value: Value | undefined
  /** What of it can be read. */
  readonly part: Value | undefined
}

export type SiteParts = {
  readonly files: SiteFiles
  readonly site: FilePart<Omit<Site, keyof SiteLists>> | undefined
  readonly ownership: (FilePart<Site['ownership']> & { readonly teamIds: ReadonlySet<string> }) | undefined
  readonly alignment: FilePart<AlignmentFile> | undefined
  readonly systems: readonly SystemPart[]
  readonly flows: readonly FlowPart[]
  readonly maps: readonly MapPart[]
  readonly catalogs: readonly CatalogPart[]
  readonly workflows: readonly WorkflowPart[]
}

type SiteLists = Pick<
  Site,
  'revision' | 'systems' | 'flows' | 'ownership' | 'alignment' | 'maps' | 'catalogs' | 'workflows'
>

/** What the machine knows and a pure check does not. Absent: that check is left out. */
export type Surroundings = {
  readonly isTimeZone?: (name: string) => boolean
  /** The text of a file named in a setting, seen from the site folder; undefined where it cannot be read. */
  readonly readText?: (path: string) => string | undefined
}

/** The maps as the checks of rows want them. */
export function codeMaps(maps: readonly MapPart[]): readonly CodeMap[] {
  return maps.map(({ id, rows }) => ({ id, rows: rows.map(({ row }) => row) }))
}

export function catalogFiles(catalogs: readonly CatalogPart[]): readonly CatalogFile[] {
  return catalogs.map(({ id, source }) => ({
    id,
    rows: source.rows.map(({ cells }) => cells),
    file: source.file,
    lines: source.rows.map(({ line }) => line),
  }))
}
