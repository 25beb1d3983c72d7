// A report with one of everything, and words in it that would end an element if nobody took care.
import type { RehearsalReport, ScenarioReport } from '../report.ts'
import type { Timeline, TimelineKind } from '../timeline.ts'

const start = Date.UTC(2026, 10, 23, 12)
const minute = 60_000
const kinds: readonly TimelineKind[] = ['act', 'message', 'lost', 'refusal', 'fault', 'chart', 'raised', 'settled']

export const timeline: Timeline = {
  ...{
    start,
    healedAt: start + 40 * minute,
    end: start + 600 * minute,
    offset_minutes: -360,
    zone: 'America/Chicago',
    more: 3,
  },
  events: kinds.flatMap((kind, index) => [
    { at: start + index * minute, kind, lane: 'lab', to: 'labloop', what: `${kind} <b>&`, orders: ['k'] },
    { at: start + (500 + index) * minute, kind, lane: 'labloop', to: 'labloop', what: kind, orders: [], times: 4 },
  ]),
}

export function scenario(given: Partial<ScenarioReport> = {}): ScenarioReport {
  return {
    ...{
      name: 'routine-panel',
      family: 1,
      group: 'workflow',
      title: 'A routine panel',
      why: 'It is the straight line.',
    },
    ...{
      outcome: 'passed',
      reason: '',
      failures: [],
      violations: [],
      weather: ['ehr-to-labloop: lose-message 1.2 %'],
      timeline,
      seconds: 0.25,
    },
    ...{ figures: { orders: 1 }, ...given },
  }
}

export const report: RehearsalReport = {
  ...{ site: 'riverside', title: 'Riverside <Community> & "Hospital"', revision: 'abc123', seed: 'monday' },
  ...{ startedAt: start, endedAt: start + 1500 },
  scenarios: [
    scenario(),
    scenario({
      ...{ name: 'corrected', family: 20, group: 'amended', title: 'Corrected ]]> twice', outcome: 'failed' },
      failures: [{ where: 'chart', subject: 'k K', expected: '4.1 & <corrected>', shown: 'no\u0001thing\ud800' }],
      violations: [{ checker: 'last-word', subject: '900001', text: 'The chart shows another value.' }],
    }),
    scenario({ name: 'no-culture', family: 17, outcome: 'does-not-apply', reason: 'No culture here.', timeline: null }),
  ],
  storms: [
    { seed: '7', figures: { orders: 1000, seconds: 3 }, causes: { 'unmapped code': 12 }, violations: [], passed: true },
    {
      ...{ seed: '8', figures: { orders: 1000 }, causes: {}, passed: false },
      violations: [{ checker: 'drains', subject: '', text: 'A queue never drains.' }],
    },
  ],
  coverage: [
    {
      story: 'routine-panel',
      family: 1,
      test: 'LAB15',
      flow: 'results',
      revision: 'abc123',
      label: 'simulated',
      passed: true,
      seed: '1',
      at: start,
    },
    {
      story: 'corrected',
      family: 20,
      test: 'LAB15',
      flow: 'results',
      revision: 'abc123',
      label: 'simulated',
      passed: false,
      seed: '1',
      at: start,
    },
  ],
}
