// The timeline and the coverage of a real run: the trial day of the judges, in which most of what can happen happens.
import { beforeAll, expect, test } from 'vitest'
import { peek } from '../../src/hl7/index.ts'
import type { Evidence } from '../../src/rehearsal/play/evidence.ts'
import { coverageOf } from '../../src/rehearsal/report/coverage.ts'
import { type Timeline, timelineOf } from '../../src/rehearsal/report/timeline.ts'
import { trial } from './mutants/trial.ts'

let evidence: Evidence
let whole: Timeline
beforeAll(async () => {
  evidence = await trial()
  whole = timelineOf(evidence, { most: 100_000, tell: ({ act }) => act.do })
}, 120_000)

const count = (kind: string) =>
  whole.events.filter((event) => event.kind === kind).reduce((sum, { times = 1 }) => sum + times, 0)

test('every message that a system or Labloop sent is in it once, in order of time, and those that never arrived are told apart', () => {
  const sent = evidence.frames.filter(({ kind, end }) => kind === 'message' && end === 'sent')
  const arrived = evidence.frames.filter(({ kind, end }) => kind === 'message' && end === 'arrived')
  expect(count('message') + count('lost')).toBe(sent.length)
  const ids = new Set(arrived.map(({ line, bytes }) => `${line} ${peek(bytes).controlId}`))
  const never = sent.filter(({ line, bytes }) => !ids.has(`${line} ${peek(bytes).controlId}`))
  expect(count('lost')).toBeGreaterThanOrEqual(never.length)
  expect(whole.events.map(({ at }) => at)).toEqual(whole.events.map(({ at }) => at).sort((a, b) => a - b))
})

test('every act, fault and exception of the run is in it', () => {
  expect(count('act') + count('fault')).toBe(evidence.acts.length + evidence.hits.length)
  expect(count('raised')).toBe(evidence.labloop.exceptions.length)
  expect(count('settled')).toBe(evidence.labloop.exceptions.filter(({ closedAt }) => closedAt !== null).length)
  expect(count('chart')).toBe(evidence.ehr.events.filter(({ what }) => what !== 'placed').length)
})

test('messages name their orders as the run does', () => {
  const about = whole.events.filter(({ orders }) => orders.includes('critical'))
  const kinds = new Set(about.map(({ kind, lane, to }) => `${kind} ${lane} ${to}`))
  for (const way of ['message ehr labloop', 'message labloop lab', 'message lab labloop', 'message labloop ehr']) {
    expect(kinds, way).toContain(way)
  }
})

test('a long run keeps its beginning and its end, and says how much is left out', () => {
  const short = timelineOf(evidence, { most: 60 })
  expect(short.events).toHaveLength(60)
  expect(short.events.length + short.more).toBe(timelineOf(evidence, { most: 100_000 }).events.length)
  expect(short.events.at(-1)!.at).toBe(whole.events.at(-1)!.at)
})

test('coverage names each test on each flow that carried it to its end, and no other', () => {
  const covering = {
    story: 'trial',
    family: 1,
    revision: 'r1',
    label: 'simulated',
    passed: true,
    seed: '1',
    at: 0,
  } as const
  const rows = coverageOf(evidence, covering)
  const pairs = rows.map(({ test: code, flow }) => `${code} ${flow}`)
  expect(new Set(pairs).size).toBe(pairs.length)
  for (const pair of ['LAB21 orders', 'LAB21 results', 'LAB15 results', 'LAB22 results']) expect(pairs).toContain(pair)
  const flows = new Set(evidence.site.flows.map(({ id }) => id))
  expect(rows.every(({ flow }) => flows.has(flow))).toBe(true)
  const none = { ...evidence, labloop: { ...evidence.labloop, deliveries: [] } }
  expect(coverageOf(none, covering)).toEqual([])
})
