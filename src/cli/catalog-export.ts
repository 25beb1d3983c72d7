// A catalog written out: as HL7 messages for another system, or as tables for people. The one thing to know: the names of the
// files of messages put them in the order in which they can be read again, tests before what is said about tests.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { catalogFrom, catalogParts } from '../alignment/catalog/from-rows.ts'
import { catalogMessages } from '../alignment/catalog/mfn/write-messages.ts'
import { LabloopError } from '../errors.ts'
import { formatDateTime, write } from '../hl7/index.ts'
import { counted } from '../site/counted.ts'
import { csvText } from '../site/csv-edit.ts'
import { catalogKinds } from '../site/shapes/csv.ts'
import type { CatalogFolder } from './catalog-folder.ts'
import type { Io } from './command.ts'
import { needFolder, thereAlready, writeBytes, writeFile } from './output-file.ts'

type Source = Pick<CatalogFolder, 'system' | 'rows'>

/**
 * Writes MFN^M08, M10, M04 and M18, and tells what they have no place for.
 * @param now milliseconds since 1970, for MSH-7 and MSH-10
 */
export function exportMessages({ system, rows }: Source, out: string, codingSystem: string, now: number, io: Io): void {
  const time = formatDateTime(now, { offset_minutes: 0 })
  // MSH-10 holds 20 characters; one export a second has its own, so that a second one is not taken for a repeat.
  const controlId = `${system.replaceAll('-', '').slice(0, 4)}${time.slice(2, 14)}`
  const options = { time, controlId, codingSystem }
  const { messages, leftOut, unasked } = catalogMessages(catalogFrom(system, rows), options)
  needFolder(out, io.cwd)
  messages.forEach(({ message, event, records }, index) => {
    const path = join(out, `${system}-${time.slice(0, 8)}-${index + 1}-${event}.hl7`)
    writeBytes(path, write(message), io.cwd)
    io.stderr(`${path}: ${counted(records, 'record')}\n`)
  })
  if (leftOut.length > 0)
    io.stderr(
      'Stays in the tables alone, since these messages have no place for it, or one that an order and its result share:\n',
    )
  for (const part of catalogParts) {
    const columns = leftOut.filter((left) => left.part === part)
    const said = columns.map(({ column, count }) => `${column} (${count})`).join(', ')
    if (columns.length > 0) io.stderr(`  ${system}-${part}: ${said}\n`)
  }
  if (unasked.length > 0)
    io.stderr(`No test asks these questions, so that they have no place in these messages: ${unasked.join(', ')}\n`)
}

/**
 * Writes the tables of the catalog with our columns in their order, those that say something.
 * @throws LabloopError usage where one of the files is there
 */
export function exportTables({ system, rows }: Source, out: string, io: Io): void {
  needFolder(out, io.cwd)
  const tables = catalogParts.flatMap((part) =>
    rows[part].length === 0 ? [] : [{ part, name: `${system}-${part}.csv` }],
  )
  const there = tables.find(({ name }) => existsSync(resolve(io.cwd, out, name)))
  if (there)
    throw new LabloopError('usage', {
      place: '--out',
      given: `${join(out, there.name)}, which is there`,
      allowed: 'a folder without it',
      remedy: thereAlready,
    })
  for (const { part, name } of tables) {
    const cells = rows[part].map((row) => row.cells)
    const columns = catalogKinds[part]!.filter(
      ({ name: column, required }) => required || cells.some((one) => one[column]),
    )
    const path = join(out, name)
    const text = csvText(
      columns.map((column) => column.name),
      cells,
    )
    writeFile(path, text, io.cwd)
    io.stderr(`${path}: ${counted(cells.length, 'row')}\n`)
  }
}
