// `labloop replay`: recorded traffic becomes a scenario, so that an incident is tried again with every later change. The one
// thing to know: it takes only what was de-identified, since a scenario lies in a site's folder for everybody to read.
import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { exitCodes, LabloopError } from '../../errors.ts'
import { type ScenarioHead, scenarioOf } from '../../rehearsal/replay/as-scenario.ts'
import { type Recording, readRecording } from '../../rehearsal/replay/recording.ts'
import { failureText } from '../../rehearsal/scenario/judge.ts'
import { loadScenarios } from '../../rehearsal/scenario/load.ts'
import { prepare } from '../../rehearsal/scenario/prepare.ts'
import { type Outcome, runScenario } from '../../rehearsal/scenario/run.ts'
import { counted } from '../../site/counted.ts'
import { problemText } from '../../site/problem.ts'
import type { Command, Io } from '../command.ts'
import { needFolder, reserveFile, writeNewFile } from '../output-file.ts'
import { openStage, type Stage } from '../rehearse/stage.ts'
import { characterSet, fileBytes } from './line-options.ts'

const help = `labloop replay: recorded traffic as a scenario

Usage: labloop replay FILE|FOLDER... --as-scenario OUT.yaml [options]

The files hold what both systems said, de-identified by labloop deidentify. Each message is said again by its system (MSH-3
and MSH-4 as in the site) at its time after the first, and the chart must show the last that the lab said of each order and
component. The scenario is played once: what Labloop holds of each order then is expected to stay so. Put the file into the
scenarios folder of the site, which is made where there is none, and labloop rehearse plays it with the others.

Options:
  --as-scenario FILE  where the scenario goes; its name without the ending is the scenario's
  --site DIR          the site folder; without it the current folder
  --title TEXT        one line for lists
  --why TEXT          what happened, and what it would mean for a patient
  --family N          the family of the scenario, from 100 up (100)
  --i-know            the messages hold no data of people although they carry no mark of de-identification
  --encoding NAME     the character set of messages without MSH-18, as in 8859/1

Examples:
  labloop replay clean/ --site examples/riverside --as-scenario lost-correction.yaml
  labloop replay clean/ --as-scenario scenarios/lost-correction.yaml --title "The correction of 5 January is shown"

Exit codes: 0 written, and it passes now; 1 written, and it fails now, or nothing of the recording can be played; 2 wrong
words, a wrong site, or messages that were not de-identified; 3 the file cannot be written.
`

const options = {
  'as-scenario': { type: 'string' },
  site: { type: 'string', default: '.' },
  title: { type: 'string' },
  why: { type: 'string' },
  family: { type: 'string', default: '100' },
  'i-know': { type: 'boolean', default: false },
  encoding: { type: 'string' },
} as const

export const replay: Command = {
  name: 'replay',
  summary: 'recorded traffic as a scenario',
  help,
  async run(args, io) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
    characterSet(values.encoding)
    const out = values['as-scenario']
    if (out === undefined) throw wrong('--as-scenario', 'nothing', 'the file for the scenario')
    if (positionals.length === 0) throw wrong('FILE', 'nothing', 'files or folders of recorded messages')
    const head = headOf(out, values)
    reserve(out, io.cwd)
    const stage = await openStage(resolve(io.cwd, values.site))
    const inputs = await inputsOf(positionals, io.cwd)
    const recording = readRecording(inputs, stage.site, values.encoding ? { encoding: values.encoding } : {})
    if (recording.unmarked > 0 && !values['i-know']) {
      throw wrong(
        'FILE',
        `${counted(recording.unmarked, 'message')} without the mark of de-identification`,
        'messages that "labloop deidentify" made, or --i-know where they hold no data of people',
      )
    }
    tellLeftOut(recording, io)
    if (recording.messages.length === 0) return nothing(io)
    return writeAndTry(recording, stage, head, out, io)
  },
}

function wrong(place: string, given: string, allowed: string): LabloopError {
  return new LabloopError('usage', { place, given, allowed })
}

/** Seen to before the work: whether the scenario can be written. @throws LabloopError usage, file-not-written */
function reserve(out: string, cwd: string): void {
  if (existsSync(resolve(cwd, out))) throw wrong('--as-scenario', out, 'a file that is not there yet')
  reserveFile(isNewInSite(out, cwd) ? dirname(out) : out, cwd)
}

/** Whether it goes into the scenarios folder of a site that has none yet. */
function isNewInSite(out: string, cwd: string): boolean {
  const folder = dirname(resolve(cwd, out))
  return basename(folder) === 'scenarios' && !existsSync(folder) && existsSync(join(dirname(folder), 'site.yaml'))
}

type Values = { readonly title?: string | undefined; readonly why?: string | undefined; readonly family: string }

/** What the scenario says of itself. @throws LabloopError usage */
function headOf(out: string, { title, why, family }: Values): ScenarioHead {
  const name = basename(out, extname(out))
  if (!/\.ya?ml$/.test(out) || !/^[a-z][a-z0-9-]{0,39}$/.test(name)) {
    throw wrong(
      '--as-scenario',
      out,
      'a file such as lost-correction.yaml: small letters, digits and hyphens, at most 40',
    )
  }
  const number = Number(family)
  if (!Number.isInteger(number) || number < 100 || number > 999) {
    throw wrong('--family', family, 'a whole number from 100 to 999; 1 to 63 are the built-in families')
  }
  return {
    name,
    family: number,
    title: title ?? `Recorded traffic: ${name}`,
    why: why ?? 'This traffic was recorded because something went wrong; say here what it meant for the patient.',
  }
}

async function inputsOf(paths: readonly string[], cwd: string): Promise<readonly Uint8Array[]> {
  const files = await Promise.all(
    paths.map(async (path) => {
      const place = resolve(cwd, path)
      if (!(await stat(place).catch(() => null))?.isDirectory()) return [path]
      const entries = await readdir(place, { recursive: true, withFileTypes: true })
      const names = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      return names.map((entry) => join(entry.parentPath, entry.name)).sort()
    }),
  )
  return Promise.all(files.flat().map((file) => fileBytes(file, cwd)))
}

function tellLeftOut({ strangers, acknowledgements }: Recording, io: Io): void {
  for (const [name, count] of strangers) {
    io.stderr(`Left out: ${count} from ${name}, which is neither the EHR nor the lab of this site (MSH-3, MSH-4).\n`)
  }
  if (acknowledgements > 0)
    io.stderr(`Left out: ${counted(acknowledgements, 'acknowledgement')}; the systems of a rehearsal give their own.\n`)
}

function nothing(io: Io): number {
  io.stderr('No message of the recording is of a system of this site, so there is nothing to play.\n')
  return exitCodes.wrong
}

/** Plays it once to learn what Labloop holds of each order, writes it, and says how it stands now. */
async function writeAndTry(
  recording: Recording,
  stage: Stage,
  head: ScenarioHead,
  out: string,
  io: Io,
): Promise<number> {
  const first = await played(scenarioOf(recording, stage.site, head), stage)
  const text = scenarioOf(recording, stage.site, head, first.evidence)
  const outcome = await played(text, stage)
  if (isNewInSite(out, io.cwd)) needFolder(dirname(out), io.cwd)
  writeNewFile(out, text, io.cwd)
  io.stdout(`Messages: ${recording.messages.length}, orders: ${outcome.orders}, in ${resolve(io.cwd, out)}\n`)
  if (outcome.passed) io.stdout('It passes now: the chart shows what was recorded.\n')
  else
    io.stdout(
      `It fails now:\n${[...outcome.failures.map(failureText), ...outcome.violations.map(({ checker, text: why }) => `judge ${checker}: ${why}`)].map((line) => `  ${line}`).join('\n')}\n`,
    )
  return outcome.passed ? exitCodes.done : exitCodes.wrong
}

async function played(text: string, stage: Stage): Promise<Outcome> {
  const { scenarios, problems } = loadScenarios(new Map([['recording', text]]), true)
  const [scenario] = scenarios
  if (!scenario)
    throw new LabloopError('internal', {
      place: 'the written scenario',
      given: problems.map(problemText).join('\n'),
      allowed: 'one that can be read',
    })
  const preparation = prepare(scenario, stage.site, stage.zone(stage.site.time_zone))
  if (!preparation.applies) throw wrong('FILE', preparation.why, 'a recording of tests that this site has')
  return runScenario(preparation.prepared, { ...stage, store: stage.store() })
}
