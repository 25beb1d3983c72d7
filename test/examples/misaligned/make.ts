// Makes examples/riverside-misaligned from examples/riverside and the planted differences:
// `node test/examples/misaligned/make.ts`. A test holds the folder to what this makes. The one thing to know: planted.csv is for
// people and for the bench; no rule reads it.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { SiteFiles } from '../../../src/site/layout.ts'
import { loadSite } from '../../../src/site/load.ts'
import type { Cells, Edit, Plant } from './plant.ts'
import { plantsInCatalogs } from './plants-in-catalogs.ts'
import { plantsInTraffic } from './plants-in-traffic.ts'
import { plantsInWork } from './plants-in-work.ts'
import { recordingsOf } from './traffic.ts'

const root = join(dirname(import.meta.dirname), '..', '..')
const source = join(root, 'examples', 'riverside')
export const misalignedFolder = join(root, 'examples', 'riverside-misaligned')

/** Tests reported or ordered besides, as they should be. */
const right = [
  'K',
  'MG',
  'LYTES',
  'LIPID',
  'PTH',
  'TSH',
  'AMY',
  'CK',
  'PSA',
  'PT',
  'IGS',
  'UOSM',
  'THYAB',
  'FSHLH',
  'ABG',
]

export type Planted = Plant & { readonly id: string; readonly where: string }

/** Every planted difference with its number, codes resolved. */
export function planted(): readonly Planted[] {
  const names = codesOfEhr(filesOf(source))
  return [...plantsInCatalogs, ...plantsInWork, ...plantsInTraffic].map((plant, index) => ({
    ...plant,
    id: `P${String(index + 1).padStart(2, '0')}`,
    codes: plant.codes.map((code) => resolved(code, names)),
    alsoCodes: (plant.alsoCodes ?? []).map((code) => resolved(code, names)),
    ...(plant.traffic ? { traffic: { ...plant.traffic, test: resolved(plant.traffic.test, names) } } : {}),
    where: [...new Set([...(plant.edits ?? []).map(({ file }) => file), ...(plant.traffic ? ['traffic'] : [])])].join(
      '; ',
    ),
  }))
}

/** The files of the misaligned site by path. */
export function misalignedFiles(): ReadonlyMap<string, string> {
  const files = filesOf(source)
  const names = codesOfEhr(files)
  files.set('site.yaml', edited(files.get('site.yaml')!, 'name: riverside\n', 'name: riverside-misaligned\n'))
  for (const plant of planted()) for (const edit of plant.edits ?? []) apply(files, edit, names)
  for (const path of [...files.keys()]) if (path.endsWith('.test.ts')) files.delete(path)
  files.set('README.md', readme)
  files.set('planted.csv', listText(planted()))
  const { site, problems } = loadSite(files as SiteFiles)
  if (!site)
    throw new Error(problems.map(({ file, line, message, given }) => `${file}:${line} ${message} ${given}`).join('\n'))
  const { results, orders } = recordingsOf(
    site,
    planted().flatMap(({ traffic }) => traffic ?? []),
    right,
  )
  files.set('traffic/results.hl7', results)
  files.set('traffic/orders.hl7', orders)
  return files
}

function filesOf(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return new Map(
    entries
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')]),
  )
}

/** `@CREA` and `@@CMP`: the EHR's codes for components and orderables of the LIS. */
function codesOfEhr(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const rows = (path: string) => parse(files.get(path)!, { columns: true }) as Record<string, string>[]
  const pairs = [
    ...rows('maps/components.csv').map((row) => [`@${row.from_code}`, row.to_code!] as const),
    ...rows('maps/tests.csv').map((row) => [`@@${row.to_code}`, row.from_code!] as const),
  ]
  return new Map(pairs)
}

function resolved(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(/@@?[A-Z0-9]+/g, (name) => {
    const code = names.get(name)
    if (code === undefined) throw new Error(`${name} has no code in the EHR`)
    return code
  })
}

function apply(files: Map<string, string>, edit: Edit, names: ReadonlyMap<string, string>): void {
  const text = files.get(edit.file)
  if (text === undefined) throw new Error(`there is no ${edit.file}`)
  if ('old' in edit) files.set(edit.file, edited(text, edit.old, edit.text))
  else files.set(edit.file, editedRows(text, edit, names))
}

function edited(text: string, old: string, other: string): string {
  if (text.split(old).length !== 2) throw new Error(`"${old}" stands ${text.split(old).length - 1} times`)
  return text.replace(old, other)
}

function editedRows(text: string, edit: Exclude<Edit, { old: string }>, names: ReadonlyMap<string, string>): string {
  const read = (cells: Cells) =>
    Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, resolved(cell, names)]))
  const rows = parse(text) as string[][]
  const head = [...rows[0]!]
  const wanted = 'row' in edit ? edit.set : 'add' in edit ? edit.add : {}
  for (const name of Object.keys(wanted)) if (!head.includes(name)) head.push(name)
  const body = rows.slice(1).map((cells) => head.map((_, index) => cells[index] ?? ''))
  const matches = (key: Cells) => (cells: readonly string[]) =>
    Object.entries(read(key)).every(([name, cell]) => cells[head.indexOf(name)] === cell)
  if ('add' in edit) body.push(head.map((name) => read(edit.add)[name] ?? ''))
  else {
    const found = body.filter(matches('row' in edit ? edit.row : edit.remove))
    if (found.length !== 1) throw new Error(`${edit.file}: ${JSON.stringify(edit)} is ${found.length} rows`)
    if ('row' in edit) for (const [name, cell] of Object.entries(read(edit.set))) found[0]![head.indexOf(name)] = cell
    else body.splice(body.indexOf(found[0]!), 1)
  }
  return csvText([head, ...body])
}

function csvText(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return `${rows.map((row) => row.map(cell).join(',')).join('\n')}\n`
}

function listText(plants: readonly Planted[]): string {
  const rows = plants.map(({ id, family, rule, system, codes, where, what }) => [
    id,
    family,
    rule,
    system,
    codes.join(';'),
    where,
    what,
  ])
  return csvText([['id', 'family', 'rule', 'system', 'codes', 'where', 'what'], ...rows])
}

const readme = `# Riverside, misaligned

Riverside Community Hospital before anybody compared the two systems: the same folder as \`examples/riverside\`, with differences in
meaning planted in its catalogs, maps, dialects and recorded messages, as they are found in the field. Each message still
travels; what it means on the other side is wrong.

    labloop align examples/riverside-misaligned

finds them. \`planted.csv\` lists what was planted, family by family, with the rule that should see it; no rule reads that file. The
whole folder is made by \`node test/examples/misaligned/make.ts\`, and \`npm run -s bench -- alignment\` counts what is found. Patients
are invented, and every name begins with Test.
`

if (import.meta.main) {
  rmSync(misalignedFolder, { recursive: true, force: true })
  for (const [path, text] of misalignedFiles()) {
    mkdirSync(dirname(join(misalignedFolder, path)), { recursive: true })
    writeFileSync(join(misalignedFolder, path), text)
  }
}
