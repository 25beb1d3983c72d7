// `labloop rehearse SITE [--scenario NAME]`: the built-in scenarios and the site's own, played one after the other. The one
// thing to know: one of the catalog that does not apply at a site is told with the reason and is no failure; one that is asked
// for by name, and one of the site's own, must apply.
import { join } from 'node:path'
import { builtInScenarios, readScenarioFiles } from '../../adapters/file/scenario-folder.ts'
import { migrate, schemaOf } from '../../adapters/postgres/migrate.ts'
import { unlessStopped } from '../../adapters/shared/stopping.ts'
import { LabloopError } from '../../errors.ts'
import { mustApply, notApplying, scenarioCoverage, scenarioReport } from '../../rehearsal/report/from-outcome.ts'
import type { RehearsalReport, ScenarioReport } from '../../rehearsal/report/report.ts'
import { codesOf } from '../../rehearsal/scenario/codes.ts'
import { explain } from '../../rehearsal/scenario/explain.ts'
import { loadScenarios } from '../../rehearsal/scenario/load.ts'
import { type Preparation, type Prepared, prepare } from '../../rehearsal/scenario/prepare.ts'
import { type Outcome, runScenario } from '../../rehearsal/scenario/run.ts'
import type { Scenario } from '../../rehearsal/scenario/scenario.ts'
import { weatherInShort, weatherLines } from '../../rehearsal/scenario/weather.ts'
import { virtualOnly } from '../../rehearsal/world/world.ts'
import { counted } from '../../site/counted.ts'
import { newReport, type Problem, problemText } from '../../site/problem.ts'
import { didYouMean } from '../../site/suggest.ts'
import type { Io } from '../command.ts'
import { type OpenDatabase, openDatabase } from '../database.ts'
import { progressBar } from '../progress.ts'
import { onFreePorts, realStage } from '../real-stage.ts'
import { openStage, type Stage } from './stage.ts'

/** Every scenario of the catalog and of the site. @throws LabloopError site-invalid where one cannot be read */
export function everyScenario({ folder, site }: Pick<Stage, 'folder' | 'site'>): readonly Scenario[] {
  const builtIn = loadScenarios(named(readScenarioFiles(builtInScenarios)))
  const own = loadScenarios(named(readScenarioFiles(join(folder, 'scenarios'))), true, codesOf(site))
  refuse([...builtIn.problems, ...own.problems, ...namedAsBuiltIn(own.scenarios, builtIn.scenarios)])
  return [...builtIn.scenarios, ...own.scenarios]
}

/** A name must mean one scenario, whoever asks for it. */
function namedAsBuiltIn(own: readonly Scenario[], builtIn: readonly Scenario[]): readonly Problem[] {
  const report = newReport()
  for (const { name, file } of own.filter((one) => builtIn.some((other) => other.name === one.name)))
    report.error('site-id-repeated', file, { line: 1, column: 1 }, { given: `${name}, as in the built-in catalog` })
  return report.problems
}

/** With the folder before each path, as people name the files. */
function named(texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...texts].map(([path, text]) => [`scenarios/${path}`, text]))
}

function refuse(problems: readonly Problem[]): void {
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return
  throw new LabloopError('site-invalid', {
    place: 'scenarios',
    given: `${counted(errors.length, 'error')}\n${errors.map(problemText).join('\n')}\n`,
    remedy: 'Correct the scenario files.',
  })
}

/** The scenarios of these names; all where none is named. @throws LabloopError scenario-unknown */
export function chosen(all: readonly Scenario[], names: readonly string[]): readonly Scenario[] {
  const known = all.map(({ name }) => name)
  for (const name of names) {
    if (known.includes(name)) continue
    const alike = withWordOf(name, known)
    throw new LabloopError('scenario-unknown', {
      place: '--scenario',
      given: didYouMean(name, known),
      ...(alike.length > 0 ? { allowed: `for example ${alike.join(', ')}` } : {}),
    })
  }
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name))
}

/** So many names are proposed. */
const mostAlike = 6

/** Names that have a word of this one, those with the most of them first. */
function withWordOf(name: string, known: readonly string[]): readonly string[] {
  const words = name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 2)
  const shared = (other: string) => words.filter((word) => other.split('-').includes(word)).length
  return known
    .filter((other) => shared(other) > 0)
    .toSorted((one, other) => shared(other) - shared(one))
    .slice(0, mostAlike)
}

/** What a scenario means at the site, in plain words, without running it. */
export async function explainScenarios(folder: string, names: readonly string[]): Promise<string> {
  const stage = await openStage(folder)
  const zone = stage.zone(stage.site.time_zone)
  const texts = chosen(everyScenario(stage), names).map((scenario) => {
    const preparation = prepare(scenario, stage.site, zone)
    if (preparation.applies) return explain(preparation.prepared, zone)
    return `${scenario.name}: ${scenario.title}\nDoes not apply here: ${preparation.why}.\n`
  })
  return texts.join('\n')
}

export type ScenarioWish = {
  /** Names of scenarios; all where there is none. */
  readonly names: readonly string[]
  /** On real sockets and a PostgreSQL of its own, instead of virtual time. */
  readonly real: boolean
  /** What must be ready before the first is played, once it is known that there is something to play. */
  readonly ready?: () => Promise<void>
}

/** Runs scenarios, and reports. @throws LabloopError usage, and whatever keeps a database from starting */
export async function runScenarios(stage: Stage, wish: ScenarioWish, io: Io): Promise<RehearsalReport> {
  const { names, real, ready } = wish
  const zone = stage.zone(stage.site.time_zone)
  const wanted = chosen(everyScenario(stage), names).map((scenario): Rehearsed => {
    return { scenario, preparation: prepare(scenario, stage.site, zone) }
  })
  await ready?.()
  const database = real ? await openDatabase({ site: stage.site.name, temporary: true }, io) : null
  try {
    return await unlessStopped(database?.stop, runAll(stage, wanted, { database, names }, io))
  } finally {
    await database?.close()
  }
}

/** A scenario, and what it means at the site. */
type Rehearsed = { readonly scenario: Scenario; readonly preparation: Preparation }

type Means = {
  readonly database: OpenDatabase | null
  /** The scenarios that are asked for by name. */
  readonly names: readonly string[]
}

async function runAll(stage: Stage, wanted: readonly Rehearsed[], means: Means, io: Io): Promise<RehearsalReport> {
  const startedAt = Date.now()
  if (means.names.length > 0) for (const { preparation } of wanted) io.stderr(forecastOf(preparation))
  const bar = progressBar(io.stderr, io.isTerminal, Date.now)
  const scenarios: ScenarioReport[] = []
  const coverage: RehearsalReport['coverage'][number][] = []
  try {
    for (const rehearsed of wanted) {
      bar.show(scenarios.length, wanted.length, rehearsed.scenario.name)
      const done = await runOne(rehearsed, stage, means)
      scenarios.push(done.report)
      coverage.push(...done.coverage)
    }
  } finally {
    bar.end()
  }
  const { name, title, revision } = stage.site
  return { site: name, title, revision, seed: '', startedAt, endedAt: Date.now(), scenarios, storms: [], coverage }
}

async function runOne({ scenario, preparation }: Rehearsed, stage: Stage, { database, names }: Means) {
  const isNamed = names.includes(scenario.name)
  const zone = stage.zone(stage.site.time_zone)
  if (!preparation.applies) {
    const told = isNamed || scenario.isOwn ? mustApply : notApplying
    return { report: told(scenario, preparation.why, preparation.place), coverage: [] }
  }
  const { prepared } = preparation
  if (database && prepared.play.acts.some(virtualOnly)) {
    // No fault of the file: in virtual time it applies.
    const told = isNamed ? mustApply : notApplying
    return { report: told(scenario, 'real sockets and a real clock cannot do what it asks'), coverage: [] }
  }
  const weather = weatherLines(prepared)
  const started = Date.now()
  const outcome = database
    ? await runReal(prepared, stage, database)
    : await runScenario(prepared, { ...stage, store: stage.store() })
  const endedAt = Date.now()
  const ran = {
    prepared,
    outcome,
    seconds: (endedAt - started) / 1000,
    endedAt,
    label: 'simulated',
    zone,
    weather,
  } as const
  return { report: scenarioReport(ran), coverage: scenarioCoverage(ran, stage.site) }
}

/** The seed of a scenario and its weather in short (--json and --html have every rate); nothing where it does not apply. */
function forecastOf(preparation: Preparation): string {
  if (!preparation.applies) return ''
  const { prepared } = preparation
  const told = weatherInShort(prepared)
  const shown = told.length === 0 ? ['calm weather'] : told
  return `${prepared.scenario.name}, seed ${prepared.seed}\n${shown.map((line) => `  ${line}\n`).join('')}`
}

/** In tables of its own, which go with the database. */
async function runReal(prepared: Prepared, { functions }: Stage, { url }: OpenDatabase): Promise<Outcome> {
  const schema = schemaOf(prepared.scenario.name)
  await migrate(url, schema, 0)
  const stage = realStage({ url, schema }, functions, prepared.play)
  return runScenario(await onFreePorts(prepared), stage).finally(() => stage.close())
}
