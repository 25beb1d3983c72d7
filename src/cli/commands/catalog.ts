// `labloop catalog`: catalogs from messages, to messages, as a directory of services. The one thing to know: it never changes
// a site by itself; import and draft write where they are told to, and what is there becomes a revision only by people.
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { applyMessages } from '../../alignment/catalog/change.ts'
import { directoryOf } from '../../alignment/catalog/directory/directory.ts'
import { type CatalogRows, catalogFrom, catalogParts } from '../../alignment/catalog/from-rows.ts'
import { isCatalogMessage, readCatalogMessage } from '../../alignment/catalog/mfn/read-message.ts'
import { exitCodes, LabloopError } from '../../errors.ts'
import { get } from '../../hl7/index.ts'
import { counted } from '../../site/counted.ts'
import { type Received, tellChanges, writeChanged } from '../catalog-changes.ts'
import { receivedCsv } from '../catalog-csv.ts'
import { exportMessages, exportTables } from '../catalog-export.ts'
import { type CatalogFolder, readCatalogFolder } from '../catalog-folder.ts'
import type { Command, Io } from '../command.ts'
import { needFolder, writeFile } from '../output-file.ts'
import { inputsOf, messagesIn } from '../recorded.ts'
import { draft } from './catalog-draft.ts'
import { characterSet } from './line-options.ts'

const help = `labloop catalog: catalogs as CSV, as HL7 messages, as a directory of services

Usage: labloop catalog import FILE|FOLDER... [--into SITE] [--system ID] [--out FOLDER]
       labloop catalog export SITE [--system ID] [--format mfn|csv] --out FOLDER
       labloop catalog directory SITE [--system ID] --out FOLDER
       labloop catalog directory --messages FILE|FOLDER... --out FOLDER
       labloop catalog draft SITE [--system ID] [--out FOLDER]

import     applies catalog messages (MFN^M08 to M12, M04, M18) in the order of the files to the catalogs of a system, tells
           every change in words, and writes the CSV files that change. What does not change stays byte for byte.
           FILE may also be a table (.csv) that a system exported: --part says what its rows are, --column how it calls
           our columns.
export     writes a catalog as MFN^M08, M10, M04 and M18, numbered in the order in which they are to be sent, and names
           the columns that they have no place for; or as tables (CSV) with all columns.
directory  writes an online directory of services: a page a test, searchable, printable, without outside resources. It
           opens from a disk or any web server.
draft      shows what the catalog messages that a site has received, and nobody has dealt with, would change.

SITE is a site folder, or a folder with the CSV files alone. Nothing becomes part of a running site by itself.

Options:
  --system ID         whose catalog; needed where the folder has those of several systems
  --into SITE         import: the catalogs that the messages change; without it they begin with nothing
  --out FOLDER        where the files go
  --part PART         import of a table: orderables, components or aoe, where its name does not say (ID-components.csv)
  --column OURS=THEIRS
                      import of a table: our column, and what the table calls it (may be repeated)
  --encoding NAME     of messages: the character set of those without MSH-18, as in 8859/1
  --format FORMAT     export: mfn or csv (mfn unless told)
  --coding-system ID  export: for codes whose row names none (L unless told)
  --title TEXT        directory: its title
  --messages          directory: from catalog messages instead of a site
  --site SITE         draft: the site folder, where SITE does not name it
  --data DIR          draft: the folder of the embedded PostgreSQL, as for labloop up
  --json              import, draft: changes as one JSON object

Examples:
  labloop catalog import edos/ --system lis --out catalogs
  labloop catalog import update.hl7 --into hospital --system lis --out hospital/catalogs
  labloop catalog import tests.csv --system lis --part components --column code="Test Code" --column unit=UOM --out catalogs
  labloop catalog export examples/riverside --system lis --out messages
  labloop catalog directory examples/riverside --system lis --out directory
  labloop catalog draft hospital --system lis

Exit codes: 0 done, 1 a record was not taken or a file not read, 2 wrong words or a wrong site, 3 the database cannot be reached.
`

const options = {
  site: { type: 'string' },
  system: { type: 'string' },
  into: { type: 'string' },
  out: { type: 'string' },
  format: { type: 'string', default: 'mfn' },
  encoding: { type: 'string' },
  'coding-system': { type: 'string', default: 'L' },
  title: { type: 'string' },
  part: { type: 'string' },
  column: { type: 'string', multiple: true, default: [] as string[] },
  messages: { type: 'boolean', default: false },
  data: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

type CatalogValues = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

const verbs: Readonly<Record<string, (values: CatalogValues, paths: readonly string[], io: Io) => Promise<number>>> = {
  import: importMessages,
  export: exportCatalog,
  directory: writeDirectory,
  draft,
}

export const catalog: Command = {
  name: 'catalog',
  summary: 'catalogs as CSV, as HL7 messages, as a directory of services',
  help,
  async run(args, io) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
    characterSet(values.encoding)
    const [verb = '', ...paths] = positionals
    const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined
    if (!run) throw new LabloopError('usage', { given: verb || 'nothing', allowed: Object.keys(verbs).join(', ') })
    if (values.site !== undefined && verb !== 'draft')
      throw new LabloopError('usage', { place: '--site', given: verb, allowed: 'catalog draft' })
    return run(values, paths, io)
  },
}

const nothing: CatalogFolder = {
  ...{ system: 'catalog', folder: '.', rows: { orderables: [], components: [], aoe: [] } },
  texts: { orderables: '', components: '', aoe: '' },
}

/** YYYY-MM-DD. */
function today(): string {
  return new Date().toISOString().slice(0, 10)
}

/** The catalog messages of files; others and what cannot be read is told. */
async function receivedIn(
  paths: readonly string[],
  encoding: string | undefined,
  io: Io,
): Promise<{ readonly received: Received[]; readonly unread: number }> {
  const received: Received[] = []
  let unread = 0
  for (const input of await inputsOf(paths, io)) {
    const read = await messagesIn(input, encoding)
    if (typeof read === 'string') {
      unread++
      io.stderr(`labloop catalog: ${read}\n`)
      continue
    }
    for (const message of read) {
      if (isCatalogMessage(message)) received.push({ message: readCatalogMessage(message), source: input.name })
      else
        io.stderr(
          `labloop catalog: ${input.name}: ${get(message, 'MSH-9') ?? ''} is no catalog of tests; passed over\n`,
        )
    }
  }
  return { received, unread }
}

/** CSV files and messages are not mixed: the one has an order of arrival, the other has none. */
function isTable(paths: readonly string[]): boolean {
  const tables = paths.filter((path) => /\.csv$/i.test(path)).length
  if (tables > 0 && tables < paths.length)
    throw new LabloopError('usage', {
      given: `${tables} CSV files of ${paths.length}`,
      allowed: 'CSV files, or messages',
    })
  return tables > 0
}

function tablesIn(paths: readonly string[], values: CatalogValues, rows: CatalogRows, io: Io): Received[] {
  return paths.map((path) => {
    const part = values.part ?? /-(orderables|components|aoe)\.csv$/i.exec(path)?.[1]
    const known = catalogParts.find((one) => one === part)
    if (!known)
      throw new LabloopError('usage', { place: '--part', given: part ?? 'nothing', allowed: catalogParts.join(', ') })
    return receivedCsv(path, known, values.column, rows, io)
  })
}

async function importMessages(values: CatalogValues, paths: readonly string[], io: Io): Promise<number> {
  const before =
    values.into === undefined
      ? { ...nothing, system: values.system ?? nothing.system }
      : readCatalogFolder(values.into, values.system, io)
  const { received, unread } = isTable(paths)
    ? { received: tablesIn(paths, values, before.rows, io), unread: 0 }
    : await receivedIn(paths, values.encoding, io)
  const after = applyMessages(before.rows, received, today())
  tellChanges(after, received, values, io)
  if (values.out !== undefined) writeChanged(before, after.rows, values.out, io)
  return unread > 0 || after.notTaken.length > 0 || received.length === 0 ? exitCodes.wrong : exitCodes.done
}

function oneFolder(paths: readonly string[]): string {
  const [path] = paths
  if (path === undefined || paths.length > 1)
    throw new LabloopError('usage', { given: `${paths.length} folders`, allowed: 'one folder' })
  return path
}

function neededOut(out: string | undefined): string {
  if (out === undefined)
    throw new LabloopError('usage', { place: '--out', given: 'nothing', allowed: 'a folder for the files' })
  return out
}

async function exportCatalog(values: CatalogValues, paths: readonly string[], io: Io): Promise<number> {
  const out = neededOut(values.out)
  const { format } = values
  if (format !== 'mfn' && format !== 'csv')
    throw new LabloopError('usage', { place: '--format', given: format, allowed: 'mfn, csv' })
  const folder = readCatalogFolder(oneFolder(paths), values.system, io)
  if (format === 'csv') exportTables(folder, out, io)
  else exportMessages(folder, out, values['coding-system'], Date.now(), io)
  return exitCodes.done
}

async function writeDirectory(values: CatalogValues, paths: readonly string[], io: Io): Promise<number> {
  const out = neededOut(values.out)
  const made = await directorySource(values, paths, io)
  const title = values.title ?? made.title
  const files = directoryOf(catalogFrom(made.system, made.rows), {
    title,
    foot: `Made on ${today()} from ${made.from}.`,
  })
  for (const [path, text] of files) {
    const file = join(out, path)
    needFolder(dirname(file), io.cwd)
    writeFile(file, text, io.cwd)
  }
  io.stderr(`${join(out, 'index.html')}: ${counted(files.size - 3, 'page')}\n`)
  return made.isWhole ? exitCodes.done : exitCodes.wrong
}

type DirectorySource = {
  readonly system: string
  readonly rows: CatalogRows
  readonly title: string
  readonly from: string
  readonly isWhole: boolean
}

async function directorySource(values: CatalogValues, paths: readonly string[], io: Io): Promise<DirectorySource> {
  if (!values.messages) {
    const { system, rows } = readCatalogFolder(oneFolder(paths), values.system, io)
    return { system, rows, title: `Directory of services: ${system}`, from: `the catalog of ${system}`, isWhole: true }
  }
  const { received, unread } = await receivedIn(paths, values.encoding, io)
  const { rows, notTaken } = applyMessages(nothing.rows, received, today())
  for (const { source, record, why } of notTaken)
    io.stderr(`labloop catalog: ${source}, record ${record}: not taken: ${why}\n`)
  const by = rows.orderables.find(({ cells }) => cells.performed_by)?.cells.performed_by
  return {
    ...{ system: values.system ?? nothing.system, rows },
    title: by === undefined ? 'Directory of services' : `${by}: directory of services`,
    from: counted(received.length, 'catalog message'),
    isWhole: unread === 0 && notTaken.length === 0,
  }
}
