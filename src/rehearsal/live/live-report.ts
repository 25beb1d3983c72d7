// What a scenario with a real system has to say, in the shape of every other rehearsal's report, and what it covers. The one
// thing to know: its evidence is a test system and a person before it, and never the production display.
import type { Instant } from '../../engine/ports/clock.ts'
import type { Site } from '../../site/shapes/site.ts'
import type { ZoneRules } from '../../site/time-zone.ts'
import { scenarioCoverage, scenarioReport } from '../report/from-outcome.ts'
import type { RehearsalReport } from '../report/report.ts'
import type { Failure } from '../scenario/judge.ts'
import type { Prepared } from '../scenario/prepare.ts'
import type { LiveOutcome } from './live.ts'

export type LiveRan = {
  readonly prepared: Prepared
  readonly outcome: LiveOutcome
  /** The site that was rehearsed: its revision counts. */
  readonly site: Site
  readonly zone: ZoneRules
  /** Real time, milliseconds since 1970. */
  readonly startedAt: Instant
  readonly endedAt: Instant
}

/** The report; a run that somebody stopped proves nothing and disproves nothing, so it covers nothing. */
export function liveReport({ prepared, outcome, site, zone, startedAt, endedAt }: LiveRan): RehearsalReport {
  const { name, family, group, title } = prepared.scenario
  const { evidence, passed, stopped, violations } = outcome
  const failures = [...liveFailures(outcome), ...(stopped ? [wasStopped] : [])]
  const ran = {
    ...{ prepared, zone, endedAt, seconds: (endedAt - startedAt) / 1000, label: 'test system' as const },
    outcome: {
      ...{ name, family, group, title, passed, failures, evidence },
      violations,
      events: outcome.steps.length,
      orders: prepared.orders.size,
    },
  }
  return {
    ...{ site: site.name, title: site.title, revision: site.revision, seed: evidence.seed, startedAt, endedAt },
    scenarios: [scenarioReport(ran)],
    storms: [],
    coverage: stopped ? [] : scenarioCoverage(ran, site),
  }
}

const wasStopped: Failure = {
  subject: 'the run',
  where: 'run',
  expected: 'every step',
  shown: 'stopped by the person at the real system',
}

/** Everything that is not as it should be: by the scenario, of the steps, and on the display. */
export function liveFailures(outcome: LiveOutcome): readonly Failure[] {
  return [...outcome.failures, ...notDone(outcome), ...notCome(outcome), ...notSeen(outcome)]
}

function notDone({ steps }: LiveOutcome): readonly Failure[] {
  return steps.flatMap(({ text, done, by }) => {
    if (done) return []
    const shown = by === 'person' ? 'it was not done at the real system' : 'not possible with a real system'
    return [{ subject: text, where: 'run' as const, expected: 'that it is done', shown }]
  })
}

/** Steps that a person says were done, and of which nothing was seen. */
function notCome({ steps }: LiveOutcome): readonly Failure[] {
  return steps.flatMap(({ text, sign }) => {
    if (!sign || sign.came) return []
    return [{ subject: text, where: 'run' as const, expected: `${sign.what} of it`, shown: 'nothing came' }]
  })
}

function notSeen({ witnessed }: LiveOutcome): readonly Failure[] {
  return witnessed.flatMap(({ text, holds }) => {
    if (holds) return []
    const shown = 'the person who looked says that it is not so'
    return [{ subject: 'the display of the real system', where: 'chart' as const, expected: text, shown }]
  })
}
