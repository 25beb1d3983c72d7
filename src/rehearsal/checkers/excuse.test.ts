// Which orders may end owned: those that an act or a fault explains, and what waits behind them; no other.
import { expect, test } from 'vitest'
import type { Act } from '../play/act.ts'
import type { Hit } from '../play/evidence.ts'
import { excuse } from './excuse.ts'
import { plantedBy } from './planted-causes.ts'
import { goodRun, type HandMade, start } from './testing/hand-made.ts'

function excused(run: HandMade, ...acts: readonly Act[]): Record<string, string> {
  run.acts.push(...acts.map((act) => ({ at: start, act })))
  return Object.fromEntries(excuse(run.evidence()))
}

function hit(run: HandMade, fault: Hit['fault'], line: Hit['line'], controlId: string): Record<string, string> {
  return Object.fromEntries(excuse(run.evidence({ hits: [{ n: 1, at: start, line, fault, controlId }] })))
}

test('in a good run nothing is excused', () => {
  expect(excused(goodRun())).toEqual({})
})

test('an act excuses the order that it is about, and no other', () => {
  const act: Act = { who: 'lab', act: { do: 'correct', order: 'p1', status: 'F' } }
  expect(excused(goodRun(), act)).toEqual({ P1: 'a silent overwrite' })
})

test('an ordinary correction excuses nothing', () => {
  expect(excused(goodRun(), { who: 'lab', act: { do: 'correct', order: 'p1' } })).toEqual({})
})

test('what is held holds the other orders of its patient', () => {
  const run = goodRun()
  run.place('P3')
  run.report('P3', { SUGAR: '4.4' })
  const parts = [{ order: 'p1', stage: 'final', spoil: 'unknown-component' }] as const
  expect(excused(run, { who: 'lab', act: { do: 'report', parts } })).toEqual({
    P1: 'a report with unknown component',
    P3: 'behind an order of the same patient: a report with unknown component',
  })
})

test('an act about a patient excuses all their orders', () => {
  const act: Act = { who: 'ehr', act: { do: 'merge', patient: 'anna', into: 'ben', silent: true } }
  expect(Object.keys(excused(goodRun(), act)).toSorted()).toEqual(['P1', 'P2'])
  const said: Act = { who: 'ehr', act: { do: 'merge', patient: 'anna', into: 'ben' } }
  expect(excused(goodRun(), said)).toEqual({})
})

test('work that the lab never ended is excused', () => {
  const run = goodRun()
  run.place('P3')
  expect(excused(run)).toEqual({ P3: 'the lab never ended the work' })
})

test('what the EHR did not take is excused', () => {
  const run = goodRun()
  run.events.push({ n: run.n, at: start, what: 'dropped', placer: 'P2', mrn: '7002', controlId: 'D4' })
  expect(excused(run)).toEqual({ P2: 'the EHR dropped a message that it acknowledged' })
})

test('what the EHR refused is excused for every order of that message, and for no other', () => {
  const run = goodRun()
  run.events.push({ n: run.n, at: start, what: 'refused', placer: '', mrn: '', controlId: 'D4' })
  expect(excused(run)).toEqual({ P2: 'the EHR refused a message' })
})

test('a restored chart or book excuses the orders that were told in the time that the backup lacks, and no other', () => {
  const run = goodRun()
  const [early, late] = [start - 3_600_000, start + 60_000]
  run.events.push({ n: run.n, at: early, what: 'filed', placer: 'P1', mrn: '7001', controlId: 'D3' })
  run.events.push({ n: run.n, at: late, what: 'filed', placer: 'P2', mrn: '7002', controlId: 'D4' })
  const restored = (back_ms: number) => {
    run.acts.splice(0, run.acts.length, { at: start + 120_000, act: { who: 'ehr', act: { do: 'restore', back_ms } } })
    return Object.fromEntries(excuse(run.evidence()))
  }
  const own = run.evidence().ehr.events.filter(({ at }) => at > start && at <= start + 120_000)
  expect([...new Set(own.map(({ placer }) => placer))]).toEqual(['P2'])
  expect(restored(120_000)).toEqual({ P2: 'the chart was restored' })
  expect(restored(1000)).toEqual({})
  const { lab } = run.evidence()
  const words = lab.words.map((word) => ({ ...word, at: word.key === 'P1' ? early : late }))
  const left = run.evidence({ lab: { ...lab, words } })
  run.acts.splice(0, 1, { at: start + 120_000, act: { who: 'lab', act: { do: 'restore', back_ms: 120_000 } } })
  expect(Object.keys(Object.fromEntries(excuse({ ...left, acts: run.acts })))).toEqual(['P2'])
})

test('a refusal on the wire excuses the orders of its message; a lost answer excuses nothing', () => {
  expect(hit(goodRun(), 'error-answer', 'labloop-to-ehr', 'D4')).toEqual({ P2: 'a message refused on the wire' })
  expect(hit(goodRun(), 'lose-answer', 'labloop-to-ehr', 'D4')).toEqual({})
  expect(hit(goodRun(), 'duplicate-message', 'lab-to-labloop', 'L2')).toEqual({})
})

test('a report that the lab saw refused excuses its order', () => {
  const run = goodRun()
  const { lab } = run.evidence()
  const left = run.evidence({ lab: { ...lab, said: [{ controlId: 'L2', code: 'AE' }] } })
  expect(Object.fromEntries(excuse(left))).toEqual({ P2: 'a message that its sender saw refused' })
})

test.each([
  [{ who: 'engine', act: { do: 'crash', away_ms: 1 } }],
  [{ who: 'wire', act: { do: 'cut', line: 'lab-to-labloop' } }],
  [{ who: 'ehr', act: { do: 'down' } }],
  [{ who: 'lab', act: { do: 'receive', order: 'p1' } }],
  [{ who: 'person', act: { do: 'pause', flow: 'results', why: 'x' } }],
] as const)('%j leaves nothing for a person', (act) => {
  expect(plantedBy(act)).toEqual([])
})
