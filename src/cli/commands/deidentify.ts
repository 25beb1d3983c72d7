// `labloop deidentify`: recorded messages without their people, so that an incident can be sent to a vendor or made into a
// scenario. The one thing to know: what it makes is looked through with other eyes before it is written, and what still
// holds an identifier is not written.
import { isUtf8 } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { exitCodes, LabloopError } from '../../errors.ts'
import { Hl7Error } from '../../hl7/index.ts'
import { Deidentification, type DeidentifyOptions } from '../../rehearsal/deidentify/deidentify.ts'
import type { Leftover } from '../../rehearsal/deidentify/leftovers.ts'
import { reportJson, reportLines } from '../../rehearsal/deidentify/report.ts'
import { agreeing, counted } from '../../site/counted.ts'
import type { Command, Io } from '../command.ts'
import { needFolder, reserveFile, writeFile, writeNewFile } from '../output-file.ts'
import { progressBar } from '../progress.ts'
import { type Input, inputsOf } from '../recorded.ts'
import { characterSet } from './line-options.ts'

const help = `labloop deidentify: recorded HL7 v2 messages without their people

Usage: labloop deidentify [options] FILE|FOLDER... --out FOLDER
       labloop deidentify [options] < recording.hl7 > without-people.hl7

FILE holds one message, several, a batch, or a capture of MLLP; a FOLDER all of its files. Names, numbers, addresses and
telephones become pseudonyms that are the same everywhere in the run; dates move by whole weeks, each patient's by one
number of days; free text and documents are replaced; Z segments, relatives, insurers and what is not known are removed.
Codes, values, units, ranges, flags and statuses stay. All files of one run are one recording.

Options:
  --out FOLDER      where the files go, numbered in order (their names may name people)
  --keep-names      the files keep their names
  --key FILE        the secret that makes a second run agree with this one; made where there is none. Keep it to yourself.
                    Without it the secret is forgotten at the end
  --one-shift       all dates move by one number of days, so that times between patients stay
  --keep PLACE      a segment or field that would be removed, as ZPI or ZPI-3; names of people are still taken out
                    of it (may be repeated)
  --encoding NAME   the character set of messages without MSH-18, as in 8859/1
  --check           write nothing; only say what would be left over
  --report FILE     what was done with each field, as JSON, without values
  --json            that report on standard output (with --out or --check)

Examples:
  labloop deidentify --key night.key --out clean recorded/
  labloop deidentify < incident.hl7 > incident-clean.hl7
  labloop deidentify --check --keep ZPI-3 recorded/

Exit codes: 0 done, 1 something is left over or could not be read, 2 wrong words, 3 a file cannot be written.
`

const options = {
  out: { type: 'string' },
  'keep-names': { type: 'boolean', default: false },
  key: { type: 'string' },
  'one-shift': { type: 'boolean', default: false },
  keep: { type: 'string', multiple: true, default: [] as string[] },
  encoding: { type: 'string' },
  check: { type: 'boolean', default: false },
  report: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

export const deidentify: Command = {
  name: 'deidentify',
  summary: 'recorded messages without their people',
  help,
  async run(args, io) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
    characterSet(values.encoding)
    const inputs = await inputsOf(positionals, io)
    const isStream = positionals.length === 0
    checkWords(values, isStream)
    reserveFile(values.report, io.cwd)
    const run = new Deidentification(await optionsOf(values, io))
    if (values.out !== undefined && !values.check) needFolder(values.out, io.cwd)
    const unread = await seeAll(run, inputs, io)
    const outcome = await rewriteAll(run, inputs, unread, values, io)
    tellReport(run, values, io)
    return tellOutcome(outcome, unread.size, inputs.length, io)
  },
}

function checkWords(values: Values, isStream: boolean): void {
  const wrong = (place: string, given: string, allowed: string) => {
    throw new LabloopError('usage', { place, given, allowed })
  }
  if (!isStream && values.out === undefined && !values.check)
    wrong('--out', 'nothing', 'a folder for the files, or --check')
  if (isStream && values.json && !values.check)
    wrong('--json', 'standard input', '--report FILE, since the messages go to standard output')
  for (const place of values.keep) {
    if (!/^[A-Z][A-Z0-9]{2}(-\d{1,3})?$/.test(place)) wrong('--keep', place, 'a segment or field such as ZPI or ZPI-3')
  }
}

async function optionsOf(values: Values, io: Io): Promise<DeidentifyOptions> {
  return {
    key: values.key === undefined ? randomBytes(32) : await keyIn(values.key, io),
    oneShift: values['one-shift'],
    keep: new Set(values.keep),
    ...(values.encoding === undefined ? {} : { encoding: values.encoding }),
  }
}

const leastKey_bytes = 16

/** The secret in a file; where there is none, one is made that only this user may read. */
async function keyIn(path: string, io: Io): Promise<Uint8Array> {
  const found = await readFile(resolve(io.cwd, path)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new LabloopError('usage', {
      place: '--key',
      given: path,
      remedy: `The file cannot be read (${error.code}).`,
      cause: error,
    })
  })
  if (!found) {
    const made = randomBytes(32).toString('base64url')
    writeNewFile(path, made, io.cwd, 0o600)
    io.stderr(
      `A new key is in ${resolve(io.cwd, path)}. Whoever has it can find people again: keep it apart from what is made.\n`,
    )
    return Buffer.from(made)
  }
  if (found.length >= leastKey_bytes) return found
  throw new LabloopError('usage', {
    place: '--key',
    given: counted(found.length, 'byte'),
    allowed: `at least ${leastKey_bytes} bytes`,
  })
}

/** The first way through; the inputs that could not be read. */
async function seeAll(run: Deidentification, inputs: readonly Input[], io: Io): Promise<ReadonlySet<Input>> {
  const unread = new Set<Input>()
  const progress = progressBar(io.stderr, io.isTerminal, () => performance.now())
  for (const [index, input] of inputs.entries()) {
    try {
      run.see(await input.bytes())
    } catch (error) {
      if (!(error instanceof Hl7Error)) throw error
      unread.add(input)
      progress.end()
      io.stderr(
        `labloop deidentify: ${input.name}: ${error.message} Nothing of it is written.\n${error.remedy} (${error.code})\n`,
      )
    }
    progress.show(index + 1, 2 * inputs.length, 'files read')
  }
  progress.end()
  return unread
}

type Outcome = { readonly written: number; readonly held: number; readonly doubtful: number }

/** The second way through: what is clean is written, what is not is told by place. */
async function rewriteAll(
  run: Deidentification,
  inputs: readonly Input[],
  unread: ReadonlySet<Input>,
  values: Values,
  io: Io,
): Promise<Outcome> {
  let [written, held, doubtful] = [0, 0, 0]
  const progress = progressBar(io.stderr, io.isTerminal, () => performance.now())
  for (const [index, input] of inputs.entries()) {
    if (unread.has(input)) continue
    const { bytes, leftovers } = run.rewrite(await input.bytes())
    const sure = leftovers.filter((leftover) => leftover.sure)
    doubtful += leftovers.length - sure.length
    if (leftovers.length > 0) progress.end()
    for (const line of leftoverLines(input.name, leftovers)) io.stderr(`${line}\n`)
    if (sure.length > 0) held++
    else if (!values.check) {
      writeTo(bytes, input, index, values, io)
      written++
    }
    progress.show(inputs.length + index + 1, 2 * inputs.length, 'files written')
  }
  progress.end()
  return { written, held, doubtful }
}

/** By place, so that a name in a thousand messages is one line. */
function leftoverLines(name: string, leftovers: readonly Leftover[]): readonly string[] {
  const places = new Map<string, number[]>()
  for (const { place, kind, sure, message } of leftovers) {
    const key = `${place}: a ${kind} of the input ${sure ? 'is left over' : 'may be left over (it may also be a code)'}`
    places.set(key, [...(places.get(key) ?? []), message])
  }
  return Array.from(
    places,
    ([what, list]) => `${name}: ${what}, in ${counted(list.length, 'message')}, first in number ${list[0]}`,
  )
}

function writeTo(bytes: Uint8Array, input: Input, index: number, values: Values, io: Io): void {
  if (values.out === undefined) {
    if (!isUtf8(bytes)) {
      throw new LabloopError('usage', {
        place: '--out',
        given: 'messages that are not UTF-8',
        allowed: 'a folder, since standard output is text',
      })
    }
    io.stdout(Buffer.from(bytes).toString())
    return
  }
  const name = values['keep-names'] ? basename(input.name) : `${String(index + 1).padStart(5, '0')}.hl7`
  const file = join(values.out, name)
  if (existsSync(resolve(io.cwd, file))) {
    throw new LabloopError('usage', {
      place: '--out',
      given: file,
      allowed: 'a folder without files of these names',
    })
  }
  writeNewFile(file, bytes, io.cwd)
}

function tellReport(run: Deidentification, values: Values, io: Io): void {
  const report = run.report()
  const json = `${JSON.stringify(reportJson(report), null, 2)}\n`
  if (values.report !== undefined) writeFile(values.report, json, io.cwd)
  if (values.json) io.stdout(json)
  else if (values.out !== undefined || values.check) io.stdout(`${reportLines(report).join('\n')}\n`)
}

function tellOutcome({ written, held, doubtful }: Outcome, unread: number, all: number, io: Io): number {
  if (held > 0) io.stderr(`${held} of ${all} not written: an identifier is left over in it. See the places above.\n`)
  if (doubtful > 0)
    io.stderr(
      `${counted(doubtful, 'place')} ${agreeing(doubtful, 'holds', 'hold')} a short word or number that is also somebody's. Look at them.\n`,
    )
  if (written > 0 && (held > 0 || unread > 0)) io.stderr(`${written} of ${all} written.\n`)
  return held > 0 || unread > 0 ? exitCodes.wrong : exitCodes.done
}
