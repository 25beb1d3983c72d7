// From how a scenario ended to what is reported and covered by it. The one thing to know: what a run leaves is large, and a
// report keeps a timeline of it and lets the rest go.
import type { Instant } from '../../engine/ports/clock.ts'
import { type Position, placeOf } from '../../site/problem.ts'
import type { Site } from '../../site/shapes/site.ts'
import type { ZoneRules } from '../../site/time-zone.ts'
import type { Act } from '../play/act.ts'
import { namingOf } from '../scenario/explain.ts'
import type { Prepared } from '../scenario/prepare.ts'
import type { Outcome } from '../scenario/run.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { tellAct } from '../scenario/tell-act.ts'
import { weatherOf } from '../scenario/weather.ts'
import { type Coverage, type CoverageLabel, coverageOf } from './coverage.ts'
import type { ScenarioReport } from './report.ts'
import { timelineOf } from './timeline.ts'

export type Ran = {
  readonly prepared: Prepared
  readonly outcome: Outcome
  /** How long it took, real time. */
  readonly seconds: number
  /** When it ended, real time, milliseconds since 1970. */
  readonly endedAt: Instant
  readonly label: CoverageLabel
  /** The rules of the site's time zone; the timeline is in Greenwich's time without them. */
  readonly zone?: ZoneRules
  /** The weather that it was played in, in lines; calm without. */
  readonly weather?: readonly string[]
}

/** A scenario that was run: its part of the report. */
export function scenarioReport({ prepared, outcome, seconds, zone, weather = [] }: Ran): ScenarioReport {
  const { evidence, failures, violations } = outcome
  const naming = namingOf(prepared)
  return {
    ...headOf(prepared.scenario),
    outcome: outcome.passed ? 'passed' : 'failed',
    reason: '',
    failures,
    violations: violations.map(({ checker, subject, text }) => ({ checker, subject, text })),
    weather,
    timeline: timelineOf(evidence, {
      tell: (act) => tellAct(act, naming),
      leavesOut: isWeather(prepared),
      ...(zone ? { offset_minutes: zone(evidence.start) } : {}),
    }),
    figures: { orders: outcome.orders, messages: evidence.labloop.messages.length, events: outcome.events },
    seconds,
  }
}

/** The rates of the weather stand above the timeline; each is left out of it once, and what the story does is not. */
function isWeather(prepared: Prepared): (act: Act) => boolean {
  const rates = new Set(weatherOf(prepared).flatMap(({ who, act }) => (who === 'wire' ? [JSON.stringify(act)] : [])))
  return ({ who, act }) => who === 'wire' && rates.delete(JSON.stringify(act))
}

/** A scenario that does not apply at a site. */
export function notApplying(scenario: Scenario, why: string): ScenarioReport {
  const none = { failures: [], violations: [], weather: [], timeline: null, figures: {}, seconds: 0 }
  return { ...headOf(scenario), outcome: 'does-not-apply', reason: why, ...none }
}

/**
 * A scenario that must apply and does not: it was asked for by name, or it is the site's own, and a mistyped code in it must
 * not stay green.
 */
export function mustApply(scenario: Scenario, why: string, place: Position | null = null): ScenarioReport {
  const expected = scenario.isOwn ? 'that the site’s own scenario applies' : 'that a scenario asked for by name applies'
  const subject = place ? placeOf({ file: scenario.file, ...place }) : scenario.file
  const failure = { where: 'site', subject, expected, shown: `it does not: ${why}` }
  return { ...notApplying(scenario, why), outcome: 'failed', failures: [failure] }
}

function headOf({ name, family, group, title, why }: Scenario) {
  return { name, family, group, title, why }
}

/**
 * What a scenario that was run proves, or shows to fail.
 * @param site the site that was rehearsed: its revision counts, also where the scenario changes something for its story
 */
export function scenarioCoverage({ outcome, endedAt, label }: Ran, site: Site): readonly Coverage[] {
  const { name: story, family, passed, evidence } = outcome
  return coverageOf(evidence, {
    story,
    family,
    passed,
    label,
    seed: evidence.seed,
    revision: site.revision,
    at: endedAt,
  })
}
