// Reads the files of a site into their parts. The one thing to know: each list entry (a connection, a step, a team) is
// read on its own, so that what is right in a file can be checked although something else in it is wrong.
import { readCsv } from './csv-file.ts'
import { reportEncoding } from './encoding.ts'
import { readBy, salvaged } from './issues.ts'
import { fileKind, fileNames, filesOf, idOfFile, type SiteFiles, textOfFile } from './layout.ts'
import type { CatalogPart, FlowPart, Placed, SiteParts, SystemPart, WorkflowPart } from './parts.ts'
import { type Report, start } from './problem.ts'
import { readMap } from './read-map.ts'
import { readSteps } from './read-steps.ts'
import { AlignmentFile } from './shapes/alignment.ts'
import { catalogKinds, columnNames } from './shapes/csv.ts'
import { Flow, type Step } from './shapes/flow.ts'
import { Ownership, SiteFile } from './shapes/site.ts'
import { Connection, Dialect, System } from './shapes/system.ts'
import { Workflow } from './shapes/workflow.ts'
import { didYouMean, listed } from './suggest.ts'
import { readYaml, type YamlFile } from './yaml-file.ts'

/** Reads everything there is; what cannot be read goes to the report. */
export function readParts(files: SiteFiles, report: Report): SiteParts {
  reportUnknown(
    [...files.keys()].filter((path) => fileKind(path) === 'unknown'),
    report,
  )
  const yaml = (path: string): YamlFile | undefined => {
    const text = readText(files, path, report)
    return text === undefined ? undefined : readYaml(path, text, report)
  }
  return {
    files,
    site: one(files, 'site.yaml', yaml, report, (source) => ({
      value: readBy(SiteFile, source, [], source.value, report),
      part: salvaged(SiteFile, source.value),
    })),
    ownership: one(files, 'ownership.yaml', yaml, report, (source) => ({
      value: readBy(Ownership, source, [], source.value, report),
      part: salvaged(Ownership, source.value),
      teamIds: new Set(
        entries(source.value, 'teams')
          .map((team) => textAt(team, 'id'))
          .filter((id) => id !== undefined),
      ),
    })),
    alignment: optional(files, 'alignment.yaml', yaml, (source) => ({
      value: readBy(AlignmentFile, source, [], source.value, report),
      part: salvaged(AlignmentFile, source.value),
    })),
    systems: filesOf(files, 'system').flatMap((path) => readSystem(yaml(path), report)),
    flows: filesOf(files, 'flow').flatMap((path) => readFlow(yaml(path), report)),
    maps: filesOf(files, 'map').flatMap((path) => {
      const text = readText(files, path, report)
      return text === undefined ? [] : [readMap(path, text, report)]
    }),
    catalogs: filesOf(files, 'catalog').flatMap((path) => readCatalog(path, readText(files, path, report), report)),
    workflows: filesOf(files, 'workflow').flatMap((path) => readWorkflow(yaml(path), report)),
  }
}

/** Files of one folder that has more than a few are named together. */
const most_named = 3

function reportUnknown(paths: readonly string[], report: Report): void {
  const folders = Map.groupBy(paths, (path) => path.slice(0, path.indexOf('/') + 1))
  for (const [folder, within] of folders) {
    if (folder !== '' && within.length > most_named)
      report.warning('site-file-unknown', folder, start, {
        given: `${within.length} files`,
        allowed: listed(fileNames),
      })
    else
      for (const path of within)
        report.warning('site-file-unknown', path, start, {
          given: didYouMean(path, fileNames),
          allowed: listed(fileNames),
        })
  }
}

function readText(files: SiteFiles, path: string, report: Report): string | undefined {
  const text = textOfFile(files.get(path)!)
  if (text === undefined) reportEncoding(files.get(path)!, path, report)
  return text
}

function one<Part extends object>(
  files: SiteFiles,
  path: string,
  yaml: (path: string) => YamlFile | undefined,
  report: Report,
  read: (source: YamlFile) => Part,
): (Part & { readonly source: YamlFile }) | undefined {
  if (!files.has(path)) report.error('site-file-missing', path, start, { into: path })
  return optional(files, path, yaml, read)
}

/** A file that a site may do without. */
function optional<Part extends object>(
  files: SiteFiles,
  path: string,
  yaml: (path: string) => YamlFile | undefined,
  read: (source: YamlFile) => Part,
): (Part & { readonly source: YamlFile }) | undefined {
  const source = files.has(path) ? yaml(path) : undefined
  // What could not be read at all is told already.
  return source?.value === undefined ? undefined : { source, ...read(source) }
}

function readSystem(source: YamlFile | undefined, report: Report): SystemPart[] {
  if (!source || source.value === undefined) return []
  const value = readBy(System, source, [], source.value, report)
  const given = entries(source.value, 'connections')
  return [
    {
      source,
      id: textAt(source.value, 'id') ?? idOfFile(source.file),
      value,
      dialect: value?.dialect ?? salvaged(Dialect, member(source.value, 'dialect')),
      connections: given.flatMap((entry, index) => placed(['connections', index], salvaged(Connection, entry))),
      connectionIds: new Set(given.map((entry) => textAt(entry, 'id')).filter((id) => id !== undefined)),
      owner: textAt(source.value, 'owner'),
      limits: value?.limits ?? salvaged(System.shape.limits, member(source.value, 'limits')),
    },
  ]
}

const FlowHead = Flow.omit({ steps: true })

function readFlow(source: YamlFile | undefined, report: Report): FlowPart[] {
  if (!source || source.value === undefined) return []
  const { steps: given, ...rest } = isRecord(source.value) ? source.value : { steps: undefined }
  const head = readBy(FlowHead, source, [], isRecord(source.value) ? rest : source.value, report, Flow)
  const { steps, isWhole } = readSteps(given, source, report)
  const messages = entries(source.value, 'messages')
  return [
    {
      source,
      id: textAt(source.value, 'id') ?? idOfFile(source.file),
      value: head && isWhole ? { ...head, steps: steps.map(({ value }): Step => value) } : undefined,
      head: head ?? salvaged(FlowHead, rest),
      from: textAt(source.value, 'from'),
      to: textAt(source.value, 'to'),
      messages: messages.flatMap((type, index) =>
        placed(['messages', index], typeof type === 'string' ? type : undefined),
      ),
      steps,
    },
  ]
}

function readWorkflow(source: YamlFile | undefined, report: Report): WorkflowPart[] {
  if (!source || source.value === undefined) return []
  const value = readBy(Workflow, source, [], source.value, report)
  const id = textAt(source.value, 'id') ?? idOfFile(source.file)
  return [{ source, id, value, part: value ?? salvaged(Workflow, source.value) }]
}

function readCatalog(path: string, text: string | undefined, report: Report): CatalogPart[] {
  const [, system = '', kind = ''] = /^(.+)-([a-z]+)$/.exec(idOfFile(path)) ?? []
  const columns = catalogKinds[kind]
  if (!columns) {
    const allowed = listed(Object.keys(catalogKinds).map((name) => `catalogs/<system>-${name}.csv`))
    report.warning('site-file-unknown', path, start, { given: idOfFile(path), allowed })
  }
  if (!columns || text === undefined) return []
  return [{ id: idOfFile(path), system, kind, source: readCsv(path, text, columnNames(columns), report) }]
}

function placed<Value>(at: readonly (string | number)[], value: Value | undefined): Placed<Value>[] {
  return value === undefined ? [] : [{ at, value }]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function member(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined
}

function entries(value: unknown, name: string): readonly unknown[] {
  const found = member(value, name)
  return Array.isArray(found) ? found : []
}

function textAt(value: unknown, name: string): string | undefined {
  const found = member(value, name)
  return typeof found === 'string' ? found : undefined
}
