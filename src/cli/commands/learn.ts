// `labloop learn`: a catalog from recorded traffic, or from what a site has received. The one thing to know: it shows what a
// system really sends, with counts, and writes neither a value nor a name of a patient.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { catalogFrom, catalogParts } from '../../alignment/catalog/from-rows.ts'
import { type Learning, learn as learnFrom, newLearning } from '../../alignment/catalog/learn/learn.ts'
import { learnedRows } from '../../alignment/catalog/learn/rows.ts'
import { learnedComponents, learnedLines } from '../../alignment/catalog/learn/table.ts'
import { exitCodes, LabloopError } from '../../errors.ts'
import { Hl7Error, type Message, parseMessage, segmentNamed, value } from '../../hl7/index.ts'
import { counted } from '../../site/counted.ts'
import { editCsv } from '../../site/csv-edit.ts'
import { catalogKinds } from '../../site/shapes/csv.ts'
import type { Command, Io } from '../command.ts'
import { needFolder, thereAlready, writeFile } from '../output-file.ts'
import { progressBar } from '../progress.ts'
import { inputsOf, messagesIn } from '../recorded.ts'
import { look } from '../site-database.ts'
import { characterSet, sinceOf } from './line-options.ts'

const help = `labloop learn: a catalog of what a system really sends

Usage: labloop learn [options] FILE|FOLDER...
       labloop learn --site SITE --system ID [--since 30d] [options]

Reads results (ORU, OUL) and orders (ORM, OML) and tells for each code under which names, units, ranges, flags, types,
statuses and specimens it came, how often, and what a person should look at: two units for a code, text among numbers,
flags that no table has. FILE holds one message, several, a batch, or a capture of MLLP; a FOLDER all of its files.
Values are not kept: only their kinds, and of twenty numbers or more the percentiles.

Options:
  --system ID     the system that sent them; the files are named after it (learned unless told)
  --sender TEXT   only messages with this in MSH-3 or MSH-4, first component
  --site SITE     learn from what this site received, instead of files
  --since SPAN    with --site, how far back: 12h, 30d (30d unless told), or an instant as 2026-11-22T06:00:00-06:00
  --data DIR      with --site, the folder of the embedded PostgreSQL, as for labloop up
  --encoding NAME the character set of messages without MSH-18, as in 8859/1
  --out FOLDER    write ID-orderables.csv, ID-components.csv and ID-aoe.csv there; none may be there yet
  --odd           show only what a person should look at
  --json          one JSON object: {system, messages, passedOver, unread, components: [...], orderables, questions}

Examples:
  labloop learn recorded/ --system lis --out learned/
  labloop learn --site examples/riverside --system lis --since 7d --odd
  labloop learn recorded/ --json | jq '.components[] | select(.odd != []) | {code, odd: [.odd[].words]}'

Exit codes: 0 done, 1 nothing could be learned, 2 wrong words or a wrong site, 3 the database cannot be reached.
`

const options = {
  system: { type: 'string' },
  sender: { type: 'string' },
  site: { type: 'string' },
  since: { type: 'string', default: '30d' },
  data: { type: 'string' },
  encoding: { type: 'string' },
  out: { type: 'string' },
  odd: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

export const learn: Command = {
  name: 'learn',
  summary: 'a catalog of what a system really sends, with counts',
  help,
  async run(args, io) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
    characterSet(values.encoding)
    const system = systemOf(values, positionals)
    const files = fileNames(system)
    if (values.out !== undefined) checkOut(values.out, files, io)
    const learning = newLearning()
    const unread =
      values.site === undefined
        ? await learnFiles(learning, positionals, values, io)
        : await learnSite(learning, { ...values, site: values.site }, system, io)
    if (values.out !== undefined) writeRows(learning, system, values.out, io)
    tell(learning, system, unread, values, io)
    return learning.messages > 0 ? exitCodes.done : exitCodes.wrong
  },
}

/** @throws LabloopError usage */
function systemOf({ system, site }: Values, paths: readonly string[]): string {
  if (site !== undefined && paths.length > 0)
    throw new LabloopError('usage', { given: `--site and ${counted(paths.length, 'file')}`, allowed: 'one of them' })
  if (site !== undefined && system === undefined)
    throw new LabloopError('usage', { place: '--system', given: 'nothing', allowed: 'a system of the site' })
  if (system !== undefined && !/^[a-z][a-z0-9-]*$/.test(system))
    throw new LabloopError('usage', { place: '--system', given: system, allowed: 'small letters, digits and hyphens' })
  return system ?? 'learned'
}

function fileNames(system: string): readonly string[] {
  return catalogParts.map((part) => `${system}-${part}.csv`)
}

/** A catalog that people have worked on is not written over. */
function checkOut(out: string, files: readonly string[], io: Io): void {
  needFolder(out, io.cwd)
  const there = files.find((file) => existsSync(resolve(io.cwd, out, file)))
  if (there !== undefined)
    throw new LabloopError('usage', {
      place: '--out',
      given: `${join(out, there)}, which is there`,
      allowed: 'a folder without it',
      remedy: thereAlready,
    })
}

async function learnFiles(learning: Learning, paths: readonly string[], values: Values, io: Io): Promise<number> {
  const inputs = await inputsOf(paths, io)
  const progress = progressBar(io.stderr, io.isTerminal, () => performance.now())
  let unread = 0
  for (const [index, input] of inputs.entries()) {
    const read = await messagesIn(input, values.encoding)
    if (typeof read === 'string') {
      unread++
      progress.end()
      io.stderr(`labloop learn: ${read}\n`)
    } else for (const message of read) if (isWanted(message, values)) learnFrom(learning, message)
    progress.show(index + 1, inputs.length, 'files read')
  }
  progress.end()
  return unread
}

function isWanted(message: Message, { sender }: Values): boolean {
  if (sender === undefined) return true
  const msh = segmentNamed(message, 'MSH')
  return msh !== undefined && [3, 4].some((field) => value(msh, field, 1) === sender)
}

async function learnSite(
  learning: Learning,
  values: Values & { readonly site: string },
  system: string,
  io: Io,
): Promise<number> {
  const since = sinceOf(values.since, Date.now())
  let unread = 0
  await look({ site: values.site, data: values.data }, io, async ({ site, query }) => {
    const found = site.systems.find(({ id }) => id === system)
    if (!found) {
      const allowed = site.systems.map(({ id }) => id).join(', ')
      throw new LabloopError('usage', { place: '--system', given: system, allowed })
    }
    for await (const page of query.traffic(since))
      for (const stored of page) {
        if (stored.system !== system) continue
        if (!learnBytes(learning, stored.body, found.dialect.encoding, values)) unread++
      }
  })
  return unread
}

function learnBytes(learning: Learning, body: Uint8Array, encoding: string | undefined, values: Values): boolean {
  try {
    const message = parseMessage(body, encoding === undefined ? {} : { encoding })
    if (isWanted(message, values)) learnFrom(learning, message)
    return true
  } catch (error) {
    if (error instanceof Hl7Error) return false
    throw error
  }
}

function writeRows(learning: Learning, system: string, out: string, io: Io): void {
  const rows = learnedRows(learning, system)
  for (const part of catalogParts) {
    if (rows[part].length === 0) continue
    const columns = catalogKinds[part]!.map(({ name }) => name)
    const cells = new Map(rows[part].map((row) => [row.cells.code ?? '', row.cells]))
    const path = join(out, `${system}-${part}.csv`)
    writeFile(path, editCsv('', { key: 'code', rows: cells, columns }), io.cwd)
    io.stderr(`${path}: ${counted(cells.size, 'row')}\n`)
  }
}

function tell(learning: Learning, system: string, unread: number, { json, odd }: Values, io: Io): void {
  const components = learnedComponents(learning)
  const { messages, passedOver } = learning
  if (json) {
    const { orderables, questions } = catalogFrom(system, learnedRows(learning, system))
    const brief = orderables.map(({ code, name, seen }) => ({
      code,
      name,
      seen: seen?.count ?? 0,
      components: seen?.components,
    }))
    const asked = questions.map(({ code, name, seen }) => ({ code, name, seen: seen?.count ?? 0 }))
    io.stdout(
      `${JSON.stringify({ system, messages, passedOver, unread, components, orderables: brief, questions: asked })}\n`,
    )
    return
  }
  const strange = components.filter((one) => one.odd.length > 0)
  for (const line of learnedLines(odd ? strange : components)) io.stdout(`${line}\n`)
  io.stdout(
    `\n${counted(messages, 'message')} of results and orders, ${passedOver} of other kinds, ${unread} not read; ` +
      `${counted(learning.tests.size, 'test')}, ${counted(components.length, 'component')}, ` +
      `${counted(learning.questions.size, 'question')}; ${counted(strange.length, 'component')} to look at\n`,
  )
}
