// What a rehearsal has to say, as plain data: the source of the HTML file, of JUnit XML, of the table on the terminal and of
// coverage. The one thing to know: it holds everything that they show, so that they never look anywhere else.
import type { Instant } from '../../engine/ports/clock.ts'
import type { Coverage } from './coverage.ts'
import type { Timeline } from './timeline.ts'

export type Outcome = 'passed' | 'failed' | 'does-not-apply'

/** One thing that is not as the scenario expects. */
export type Difference = {
  readonly where: string
  readonly subject: string
  readonly expected: string
  readonly shown: string
}

/** One thing that a judge found, whatever the scenario says. */
export type Breach = { readonly checker: string; readonly subject: string; readonly text: string }

export type ScenarioReport = {
  readonly name: string
  readonly family: number
  readonly group: string
  readonly title: string
  readonly why: string
  readonly outcome: Outcome
  /** Why it does not apply at this site; empty where it does. */
  readonly reason: string
  readonly failures: readonly Difference[]
  readonly violations: readonly Breach[]
  /** The rates of faults under which it was played, drawn from its seed; empty in calm weather. */
  readonly weather: readonly string[]
  /** Null where it was not run. */
  readonly timeline: Timeline | null
  /** What it measured, by name: orders, messages, ... */
  readonly figures: Readonly<Record<string, number | string>>
  readonly seconds: number
}

/** The figures of a storm, as `--storm --json` prints them. */
export type StormReport = {
  readonly seed: string
  readonly figures: Readonly<Record<string, number | string>>
  /** Where the orders went that did not end agreed, by cause. */
  readonly causes: Readonly<Record<string, number>>
  readonly violations: readonly Breach[]
  readonly passed: boolean
}

export type RehearsalReport = {
  readonly site: string
  readonly title: string
  /** The content hash of the site folder. */
  readonly revision: string
  readonly seed: string
  /** Real time, milliseconds since 1970. */
  readonly startedAt: Instant
  readonly endedAt: Instant
  readonly scenarios: readonly ScenarioReport[]
  readonly storms: readonly StormReport[]
  readonly coverage: readonly Coverage[]
}

export type Totals = {
  readonly passed: number
  readonly failed: number
  readonly 'does-not-apply': number
  readonly all: number
}

/** How many scenarios passed, failed, and do not apply. */
export function totals(scenarios: readonly Pick<ScenarioReport, 'outcome'>[]): Totals {
  const of = (outcome: Outcome) => scenarios.filter((scenario) => scenario.outcome === outcome).length
  return { passed: of('passed'), failed: of('failed'), 'does-not-apply': of('does-not-apply'), all: scenarios.length }
}

type Played = {
  readonly scenarios: readonly Pick<ScenarioReport, 'outcome' | 'timeline'>[]
  readonly storms: readonly Pick<StormReport, 'passed'>[]
}

/** Whether anything was played at all: a rehearsal in which no scenario applies shows nothing. */
export function wasTried({ scenarios, storms }: Played): boolean {
  return storms.length > 0 || scenarios.some(({ timeline }) => timeline !== null)
}

/** Whether something was tried and nothing failed, neither a scenario nor a storm. */
export function allPassed(report: Played): boolean {
  const { scenarios, storms } = report
  return wasTried(report) && totals(scenarios).failed === 0 && storms.every(({ passed }) => passed)
}

/** The verdict in two words, the same on the terminal and in the HTML file. */
export function verdictText(report: Played): string {
  if (!wasTried(report)) return 'Nothing was tried'
  return allPassed(report) ? 'Nothing failed' : 'Something failed'
}

/** The scenarios as a person wants to read them: what failed first, then by family and name. */
export function failuresFirst(scenarios: readonly ScenarioReport[]): readonly ScenarioReport[] {
  const rank: Readonly<Record<Outcome, number>> = { failed: 0, passed: 1, 'does-not-apply': 2 }
  return scenarios.toSorted(
    (a, b) => rank[a.outcome] - rank[b.outcome] || a.family - b.family || (a.name < b.name ? -1 : 1),
  )
}
