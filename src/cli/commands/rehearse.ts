// `labloop rehearse`: scenarios and storms against the real engine, in virtual time. The one thing to know: nothing outside
// is touched; the same words with the same seed do the same again.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { exitCodes, LabloopError } from '../../errors.ts'
import { allPassed, type RehearsalReport, type ScenarioReport, wasTried } from '../../rehearsal/report/report.ts'
import { reportText } from '../../rehearsal/report/text.ts'
import type { Command, Io } from '../command.ts'
import { lieTest } from '../rehearse/lie-test.ts'
import { live } from '../rehearse/live.ts'
import { recordCoverage, reserveRecord } from '../rehearse/record.ts'
import { reserveReports, writeReports } from '../rehearse/report-files.ts'
import { listScenarios } from '../rehearse/scenario-list.ts'
import { explainScenarios, runScenarios } from '../rehearse/scenarios.ts'
import { openStage } from '../rehearse/stage.ts'
import { runStorm, type StormDone, type StormWish, stormFigures } from '../rehearse/storm.ts'
import { explainFailure } from '../rehearse/storm-failure.ts'
import { stormText } from '../rehearse/storm-text.ts'
import { modeOf } from '../rehearse/words.ts'
import { siteFolder, wholeNumber } from './line-options.ts'

const help = `labloop rehearse: the promise, tried

Usage: labloop rehearse [SITE] [options]

SITE is a site folder; without it the current folder. A virtual EHR and a virtual laboratory drive the real engine with the
site's own files. Without --storm, every scenario of the built-in catalog and of the site's own folder is played, and judged
by what it expects and by the judges of every run. A built-in scenario that needs a test that the site does not have is left
out, with the reason; one of the site's own folder must apply. --site DIR names the site folder as SITE does.

Scenarios:
  --scenario NAME   only this one, which must apply at the site; may be given more than once
  --real            on real sockets and a PostgreSQL of its own, instead of virtual time; lab time waits only for them. What
                    sockets cannot do, as to break a frame at a byte of one's choosing, is left out and told
  --list            the names of all scenarios, by group and family, and which do not apply here; run nothing
  --explain         say in plain words what happens and what is expected; run nothing

Storms:
  --storm N         N orders in random stories of lab life, under random faults, in worlds of about 1,000 orders
  --seed WORD       the same word, the same storm (without it: by the time of day; it is printed)
  --no-faults       nothing goes wrong on the wires or the machines
  --world K         only world K of the storm, as it is in the whole
  --workers 2       threads; the digest does not depend on it
  --details         with --json: where the orders went that did not end agreed, by cause and by story, and the figures
  --out DIR         where the shrunk scenario of a storm that failed is written (without it: the current folder)

What an acknowledgement proves:
  --lie-test SYSTEM    send a receiver one message that is right and some with a lie in them, at the site's own connection
  --virtual            to the virtual system instead, in virtual time
  --to HOST:PORT       to another address: its test system
  --message FILE       made of this message, which it would take; without it one is made that only virtual systems know
  --timeout SECONDS    how long to wait for each answer (10)
  --census URL         with --to: where that system gives the list of its orders and results

With one real system, a test system, over MLLP:
  --live               play one --scenario with a person at the real system, who is asked what to do there
  --as ehr             the side that is virtual: ehr, or lab
  --to HOST:PORT       where the real system listens; it sends to the ports of the site
  --pace SECONDS       the longest wait between two steps (2)
  --wait SECONDS       how long the message may take that shows a step which was done there (30)
  --census URL         with --as lab: where the real EHR gives the list of its orders and results

Reports:
  --json            one JSON object on standard output
  --junit FILE      JUnit XML, for build servers (not of a lie test)
  --html FILE       one file that a person can read (not of a lie test)
  --record          keep what is proven, and what failed, in the site's database, where readiness reads it, labelled
                    simulated, or test system with --live and a lie test that is not --virtual; a storm is not kept
  --data DIR        with --record: the folder of the embedded PostgreSQL, as for labloop up

Examples:
  labloop rehearse examples/riverside
  labloop rehearse examples/riverside --list
  labloop rehearse examples/riverside --scenario reflex-child --explain
  labloop rehearse examples/riverside --storm 100000 --seed 7 --json
  labloop rehearse examples/riverside --lie-test ehr --virtual
  labloop rehearse examples/riverside --scenario routine-panel --live --as ehr --to 127.0.0.1:7082

Exit codes: 0 all passed, 1 a scenario failed, none was tried, one that was named or is the site's own does not apply, a storm
found a violation or an order adrift, or less is proven than the site says, 2 wrong words, words that do not go
together, or a wrong site, 3 something needed does not work, as a file that cannot be written.
`

const options = {
  site: { type: 'string' },
  scenario: { type: 'string', multiple: true, default: [] as string[] },
  list: { type: 'boolean', default: false },
  explain: { type: 'boolean', default: false },
  real: { type: 'boolean', default: false },
  storm: { type: 'string' },
  seed: { type: 'string' },
  'no-faults': { type: 'boolean', default: false },
  world: { type: 'string' },
  workers: { type: 'string' },
  details: { type: 'boolean', default: false },
  out: { type: 'string' },
  json: { type: 'boolean', default: false },
  junit: { type: 'string' },
  html: { type: 'string' },
  record: { type: 'boolean', default: false },
  data: { type: 'string' },
  'lie-test': { type: 'string' },
  live: { type: 'boolean', default: false },
  as: { type: 'string' },
  pace: { type: 'string' },
  wait: { type: 'string' },
  census: { type: 'string' },
  virtual: { type: 'boolean', default: false },
  to: { type: 'string' },
  message: { type: 'string' },
  timeout: { type: 'string' },
} as const

export const rehearse: Command = {
  name: 'rehearse',
  summary: 'scenarios and storms against the real engine, in virtual time',
  help,
  async run(args, io) {
    const { values, positionals, tokens } = parseArgs({ args, allowPositionals: true, tokens: true, options })
    const folder = siteFolder(positionals, io.cwd, values.site)
    const mode = modeOf(new Set(tokens.flatMap((token) => (token.kind === 'option' ? [token.rawName] : []))))
    reserveReports(values, io.cwd)
    if (mode === '--lie-test') return lieTest({ ...values, folder, system: values['lie-test'] ?? '' }, io)
    if (mode === '--live') return live({ ...values, folder, scenarios: values.scenario }, io)
    if (mode === '--storm') return storm(wishOf(folder, values), values, io)
    if (mode === '--list') {
      io.stdout(await listScenarios(folder, values.scenario, values.json))
      return exitCodes.done
    }
    if (mode === '--explain') {
      io.stdout(await explainScenarios(folder, values.scenario))
      return exitCodes.done
    }
    const stage = await openStage(folder)
    const ready = async () => (values.record ? reserveRecord(stage, values.data, io) : undefined)
    const report = await runScenarios(stage, { names: values.scenario, real: values.real, ready }, io)
    io.stdout(values.json ? `${JSON.stringify(asJson(report))}\n` : reportText(report))
    writeReports(report, values, io.cwd)
    if (values.record) await recordCoverage(report, values.data, io)
    return allPassed(report) ? exitCodes.done : exitCodes.wrong
  },
}

type Values = {
  readonly storm?: string | undefined
  readonly seed?: string | undefined
  readonly 'no-faults': boolean
  readonly world?: string | undefined
  readonly workers?: string | undefined
  readonly details: boolean
  readonly out?: string | undefined
  readonly json: boolean
  readonly junit?: string | undefined
  readonly html?: string | undefined
}

/** What the words ask for. @throws LabloopError usage, before anything is started */
function wishOf(folder: string, values: Values): StormWish {
  return {
    folder,
    orders: wholeNumber('--storm', values.storm, 1000),
    seed: seedOf(values.seed),
    faults: !values['no-faults'],
    workers: wholeNumber('--workers', values.workers, 2, 1, 64),
    world: values.world === undefined ? null : wholeNumber('--world', values.world, 0, 0),
  }
}

/** @throws LabloopError usage, where it is empty: a shell's variable that was not set */
function seedOf(given: string | undefined): string {
  if (given?.trim() === '')
    throw new LabloopError('usage', {
      place: '--seed',
      given: 'nothing',
      allowed: 'a word or a number, as in --seed 7',
    })
  return given ?? String(Date.now())
}

async function storm(wish: StormWish, values: Values, io: Io): Promise<number> {
  const startedAt = Date.now()
  const done = await runStorm(wish, io)
  const { tally } = done
  const passed = tally.violations === 0 && tally.adrift === 0
  const figures = stormFigures(done)
  const { causes, stories, figures: measured } = tally
  const details = values.details ? { details: { causes, stories, figures: measured } } : {}
  io.stdout(values.json ? `${JSON.stringify({ ...figures, ...details })}\n` : stormText(done))
  writeReports(stormReport(wish, done, startedAt), values, io.cwd)
  if (!passed) await explainFailure(wish, done, resolve(io.cwd, values.out ?? '.'), io)
  return passed ? exitCodes.done : exitCodes.wrong
}

function stormReport({ folder, seed }: StormWish, done: StormDone, startedAt: number): RehearsalReport {
  const { tally } = done
  const { site, title, revision } = done
  const violations = tally.failures.map(({ violation: { checker, subject, text } }) => ({ checker, subject, text }))
  const passed = tally.violations === 0 && tally.adrift === 0
  return {
    ...{ site: site || folder, title, revision, seed, startedAt, endedAt: Date.now(), scenarios: [], coverage: [] },
    storms: [{ seed, figures: stormFigures(done), causes: tally.causes, violations, passed }],
  }
}

/** What `--json` prints of scenarios: everything but the timelines, which only the HTML file shows. */
function asJson(whole: RehearsalReport): object {
  const { scenarios, startedAt, endedAt, ...report } = whole
  const tried = wasTried(whole)
  const short = ({ timeline: _, outcome, ...rest }: ScenarioReport) => {
    return { ...rest, outcome, passed: tried && outcome !== 'failed' }
  }
  return { ...report, passed: allPassed(whole), seconds: (endedAt - startedAt) / 1000, scenarios: scenarios.map(short) }
}
