// A world from outside: what it does when told, what it writes down when it cannot, and that it does the same again.
import { Buffer } from 'node:buffer'
import { expect, onTestFinished, test } from 'vitest'
import { turn } from '../../adapters/clock/turn.ts'
import { memoryWorldStore } from '../../adapters/memory/world-store.ts'
import { fixedOffset } from '../../site/time-zone.ts'
import type { Act } from '../play/act.ts'
import { testSite } from '../testing/site.ts'
import { patients, start } from '../testing/stage.ts'
import { openWorld, virtualOnly, type World, type WorldOptions } from './world.ts'

const site = testSite()
const code = site.maps.find(({ id }) => id === 'tests')!.rows[0]!
const minute = 60_000

async function world(options: Partial<WorldOptions> = {}): Promise<World> {
  const made = await openWorld({
    ...{ site, functions: new Map(), patients, turn, start, seed: 'world' },
    ...{ store: memoryWorldStore(), zone: () => fixedOffset(0), ...options },
  })
  onTestFinished(() => made.close())
  return made
}

const ehr = (act: Extract<Act, { who: 'ehr' }>['act']): Act => ({ who: 'ehr', act })
const lab = (act: Extract<Act, { who: 'lab' }>['act']): Act => ({ who: 'lab', act })
const order: Act = ehr({ do: 'order', patient: 'anna', asks: [{ order: 'k', test: code.fromCode }] })
const register: Act = ehr({ do: 'register', patient: 'anna' })
const final: Act = lab({ do: 'report', parts: [{ order: 'k', stage: 'final' }] })

async function play(made: World, ...acts: readonly Act[]): Promise<void> {
  for (const act of acts) {
    made.perform(act)
    await made.run(made.now() + minute)
  }
}

test('an order goes its way, and then nothing is on its way any more', async () => {
  const made = await world()
  made.perform(register)
  made.perform(order)
  expect((await made.unfinished()).pending).toBeGreaterThan(0)
  await made.run(made.now() + minute)
  expect(await made.unfinished()).toEqual({ pending: 0, restless: 1 })
  await play(made, final)
  const { lab: book, ehr: chart, notPlayed, undelivered } = await made.evidence()
  expect(book.book.get('900000001')?.state).toBe('final')
  expect(chart.chart.orders.get('900000001')?.status).toBe('CM')
  expect({ notPlayed, undelivered }).toEqual({ notPlayed: [], undelivered: 0 })
})

test('the same seed leaves the same frames, to the byte', async () => {
  const frames = async () => {
    const made = await world()
    await play(made, register, {
      who: 'wire',
      act: { do: 'fault', line: 'lab-to-labloop', fault: 'lose-answer', share: 0.5 },
    })
    await play(made, order, final)
    return made.frames.map(({ n, at, line, kind, end, bytes }) => [
      n,
      at,
      line,
      kind,
      end,
      Buffer.from(bytes).toString('latin1'),
    ])
  }
  const [first, again] = [await frames(), await frames()]
  expect(first.length).toBeGreaterThan(10)
  expect(again).toEqual(first)
})

test('what cannot be done is written down with the reason, whoever was to do it', async () => {
  const made = await world()
  await play(made, register, order, { who: 'person', act: { do: 'release', order: 'k', rootCause: 'x' } })
  await play(made, { who: 'engine', act: { do: 'activate', revision: 'nobody has it' } })
  await play(made, { who: 'engine', act: { do: 'stop' } })
  await play(made, { who: 'person', act: { do: 'pause', flow: 'results', why: 'x' } })
  await play(
    made,
    { who: 'engine', act: { do: 'crash', away_ms: 1000 } },
    lab({ do: 'receive', order: 'never placed' }),
  )
  const { notPlayed } = await made.evidence()
  expect(notPlayed.map(({ act, why }) => `${act.who}: ${why}`)).toEqual([
    'person: There is nothing of the kind.',
    'engine: There is no revision nobody has it.',
    'person: Labloop does not run.',
    'engine: The engine does not run.',
    'lab: The lab never heard of the order.',
  ])
})

test('healing takes every fault away: what waited for a system, a wire or the database arrives', async () => {
  const made = await world()
  await play(made, register, order, ehr({ do: 'down' }), { who: 'engine', act: { do: 'database', is: 'away' } })
  await play(
    made,
    { who: 'wire', act: { do: 'fault', line: 'lab-to-labloop', fault: 'lose-message', share: 1 } },
    final,
  )
  expect((await made.unfinished()).pending).toBeGreaterThan(0)
  made.heal()
  await made.run(made.now() + 60 * minute)
  expect((await made.unfinished()).pending).toBe(0)
  const {
    ehr: { chart },
  } = await made.evidence()
  expect(chart.orders.get('900000001')?.status).toBe('CM')
})

test('a machine that loses its power begins again, and knows what it knew', async () => {
  const made = await world()
  await play(made, register, order, { who: 'engine', act: { do: 'crash', away_ms: 5 * minute } })
  made.perform(final)
  await made.run(made.now() + minute)
  expect((await made.unfinished()).pending).toBeGreaterThan(0)
  await made.run(made.now() + 10 * minute)
  const {
    ehr: { chart },
  } = await made.evidence()
  expect(chart.orders.get('900000001')?.status).toBe('CM')
})

test('where the EHR is real the virtual one neither speaks nor shows a census', async () => {
  const met: string[] = []
  const outside = { real: 'ehr', ports: {}, onFrame: ({ line }: { line: string }) => void met.push(line) } as const
  const made = await world({ outside })
  await play(made, register)
  expect(made.frames.filter(({ line }) => line === 'ehr-to-labloop')).toEqual([])
  expect(met).toEqual(made.frames.map(({ line }) => line))
})

test('only what a wire does to bytes, or to one end alone, asks for the network in memory', () => {
  const wire = (act: Extract<Act, { who: 'wire' }>['act']): Act => ({ who: 'wire', act })
  const line = 'labloop-to-ehr'
  expect(virtualOnly(wire({ do: 'half-open', line }))).toBe(true)
  expect(virtualOnly(wire({ do: 'fault', line, fault: 'split-message' }))).toBe(true)
  expect(virtualOnly(wire({ do: 'fault', line, fault: 'lose-message' }))).toBe(false)
  expect(virtualOnly({ who: 'engine', act: { do: 'clock-step', by_ms: 1 } })).toBe(false)
})
