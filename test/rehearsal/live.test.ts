// A scenario with a real system at the other end of real sockets: a laboratory or an EHR of its own, outside the world, worked
// by whoever is asked to do the steps.
import { expect, test, vi } from 'vitest'
import { checkers } from '../../src/rehearsal/checkers/index.ts'
import type { Said } from '../../src/rehearsal/live/live.ts'
import { liveFailures } from '../../src/rehearsal/live/live-report.ts'
import { mergedCoverage, provenOn } from '../../src/rehearsal/report/coverage.ts'
import { liveRun, opened, reportOf } from './real-peers.ts'

// What goes over real sockets takes as long as the machine lets it.
vi.setConfig({ testTimeout: 90_000 })

const everyJudge = checkers.map(({ name }) => name)
const wrongs = ({ outcome }: Awaited<ReturnType<typeof liveRun>>) => ({
  failures: liveFailures(outcome),
  violations: outcome.violations,
})
const nothing = { failures: [], violations: [] }

test('with the virtual EHR and a real laboratory, each step there is asked for, done and timed, and every judge looks', async () => {
  const run = await liveRun('routine-panel', { answers: () => 'yes' })
  const { outcome, asked } = run
  expect(wrongs(run)).toEqual(nothing)
  expect(outcome).toMatchObject({ passed: true, stopped: false, limits: [] })
  expect(outcome.judges).toEqual(everyJudge)
  const persons = outcome.steps.filter(({ by }) => by === 'person')
  expect(persons.length).toBeGreaterThanOrEqual(2)
  expect(persons.every(({ seconds }) => seconds !== null && seconds >= 0)).toBe(true)
  expect(persons.at(-1)?.sign).toEqual({ what: 'a result', came: true })
  expect(asked[0]?.text).toMatch(/^The lab .*\(9\d{8}\)/)
  expect(asked.every(({ kind }) => kind === 'step')).toBe(true)
  // What it leaves for readiness is evidence of a test system, of the revision that is rehearsed.
  const { scenarios: reports, coverage } = reportOf(run)
  expect(reports).toMatchObject([{ name: 'routine-panel', outcome: 'passed', failures: [] }])
  expect(coverage.length).toBeGreaterThan(0)
  const wanted = { revision: opened.site.revision, label: 'test system', story: 'routine-panel' } as const
  expect(provenOn(coverage, wanted)).toEqual(mergedCoverage(coverage))
  expect(provenOn(coverage, { ...wanted, label: 'witnessed' })).toEqual([])
})

test('two runs share neither order numbers nor control IDs: a real system remembers those of the run before', async () => {
  const numbers = async () => {
    const { outcome } = await liveRun('routine-panel', { answers: () => 'yes' })
    expect(outcome.passed).toBe(true)
    const { ehr, keys } = outcome.evidence
    return [keys.get('panel'), ...ehr.said.map(({ controlId }) => controlId)]
  }
  const [first, second] = [await numbers(), await numbers()]
  expect(new Set([...first, ...second]).size).toBe(first.length + second.length)
})

test('with the virtual laboratory and a real EHR, its own numbers are learnt, and its display is asked for', async () => {
  const run = await liveRun('routine-panel', { real: 'ehr', answers: () => 'yes' })
  const { outcome, asked, prepared } = run
  expect(wrongs(run)).toEqual(nothing)
  expect(outcome.passed).toBe(true)
  expect(asked.map(({ text }) => text.slice(0, 18))).toEqual([
    'The EHR registers ',
    'The EHR orders pan',
    'panel (900004001):',
  ])
  expect(asked[1]?.text).toContain(prepared.play.patients.anna!.familyName)
  expect(asked[2]?.text).toMatch(/the lab said .*POTASSIUM 4\.1 mEq\/L flag N final.*EGFR MDRD >60 /)
  expect(outcome.evidence.keys.get('anna')).toMatch(/^Q/)
  expect(outcome.limits.map(({ checker }) => checker)).toContain('last-word')
  expect(outcome.judges).not.toContain('last-word')
  expect(outcome.judges).toContain('nothing-lost')
})

test('a real EHR that shows its census is judged by it, page after page', async () => {
  const run = await liveRun('requisition-one-specimen', { real: 'ehr', census: true, answers: () => 'yes' })
  expect(wrongs(run)).toEqual(nothing)
  expect(run.outcome.judges).toContain('last-word')
  expect(run.outcome.judges).toContain('filed-is-filed')
  expect(run.outcome.evidence.ehr.chart.orders.size).toBeGreaterThan(1)
})

test('a display that shows something else fails the scenario, and the question was asked', async () => {
  const run = await liveRun('routine-panel', { real: 'ehr', answers: (kind) => (kind === 'step' ? 'yes' : 'no') })
  const { outcome, asked } = run
  expect(asked.filter(({ kind }) => kind === 'question')).toHaveLength(1)
  expect(outcome.witnessed).toMatchObject([{ holds: false }])
  expect(outcome.passed).toBe(false)
  expect(liveFailures(outcome)).toMatchObject([{ subject: 'the display of the real system', where: 'chart' }])
  expect(reportOf(run).coverage.every(({ passed }) => !passed)).toBe(true)
})

test('a step that cannot be done there fails the scenario', async () => {
  const run = await liveRun('routine-panel', { answers: () => 'no', settleWithin_ms: 2000 })
  expect(run.outcome.passed).toBe(false)
  expect(run.outcome.steps.filter(({ by }) => by === 'person').every(({ done }) => !done)).toBe(true)
  const { scenarios: reports, coverage } = reportOf(run)
  expect(reports[0]!.failures.map(({ shown }) => shown)).toContain('it was not done at the real system')
  expect(coverage.every(({ passed }) => !passed)).toBe(true)
})

test('a laboratory that goes away in the middle: the run ends, and the step of which nothing came is named', async () => {
  const run = await liveRun('routine-panel', {
    shownWithin_ms: 1000,
    settleWithin_ms: 2000,
    answers: async (_, text, peer): Promise<Said> => {
      if (text.includes('reports')) await peer.leave()
      return 'yes'
    },
  })
  const { outcome, told } = run
  expect(outcome).toMatchObject({ passed: false, stopped: false })
  expect(outcome.steps.at(-1)).toMatchObject({ by: 'person', done: true, sign: { what: 'a result', came: false } })
  expect(told.some((text) => text.startsWith('Nothing has come of that within 1 s'))).toBe(true)
  const missing = liveFailures(outcome).filter(({ shown }) => shown === 'nothing came')
  expect(missing.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^The lab reports panel .* as final/)])
  expect(reportOf(run).scenarios[0]).toMatchObject({ outcome: 'failed' })
})

test('an EHR that goes away in the middle: the run ends, and what waits for it is told', async () => {
  const run = await liveRun('routine-panel', {
    real: 'ehr',
    settleWithin_ms: 3000,
    answers: async (kind, text, peer): Promise<Said> => {
      if (kind === 'question') return 'no'
      if (text.includes('orders')) setTimeout(() => void peer.leave(), 400)
      return 'yes'
    },
  })
  expect(run.outcome).toMatchObject({ passed: false, stopped: false })
  const waiting = liveFailures(run.outcome).filter(({ shown }) => shown.includes('nobody answers there'))
  expect(waiting.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^ehr-\S+ \(127\.0\.0\.1:\d+\)$/)])
  expect(run.outcome.violations.map(({ checker }) => checker)).toContain('queues-drain')
})

test('a person who stops ends it, and nothing more is asked', async () => {
  const run = await liveRun('routine-panel', { answers: () => 'stop' })
  expect(run.outcome).toMatchObject({ passed: false, stopped: true, violations: [] })
  expect(run.asked).toHaveLength(1)
  expect(reportOf(run)).toMatchObject({ scenarios: [{ outcome: 'failed' }], coverage: [] })
})
