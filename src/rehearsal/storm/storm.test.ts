// A storm in small: what is promised of a hundred thousand orders, tried on a few dozen.
import { createHook } from 'node:async_hooks'
import { expect, test } from 'vitest'
import { faultsOf, planOf } from '../../cli/rehearse/storm-task.ts'
import { seededRandom } from '../../engine/random.ts'
import type { Evidence } from '../play/evidence.ts'
import { faultActs, faultLines } from './faults.ts'
import { playStories, runStormWorld } from './run-world.ts'
import { shrink } from './shrink.ts'
import { playOf, stormPlay, storyKinds } from './storm-play.ts'
import { tallyOf } from './tally.ts'
import { setting } from './testing/setting.ts'

const job = (seed: string, faults: boolean) => ({ seed, faults })
const small = (seed: string, faults: boolean, orders = 60) => planOf(job(seed, faults), { index: 0, orders })

test('without faults nothing is found wrong, and what is owned was planted', async () => {
  const result = await runStormWorld(small('quiet', false, 120), setting)
  expect(result.violations).toEqual([])
  expect(result.orders).toBe(120)
  expect(result.adrift).toBe(0)
  expect(result.endings['on-course']).toBe(0)
  expect(Object.keys(result.causes).filter((cause) => cause.includes('unexplained'))).toEqual([])
})

test('under faults nothing is found wrong, and everything drains and comes to rest', async () => {
  const result = await runStormWorld(small('rough', true), setting)
  expect(result.violations).toEqual([])
  expect(result.endings['on-course'] + result.endings.adrift).toBe(0)
})

/** Everything that happened, event by event. */
function wholeLog({ frames, hits, sightings, labloop, ehr, lab, drainedAt, end, notPlayed }: Evidence): string[] {
  return [
    ...frames.map(({ n, at, line, kind, end: side, bytes }) =>
      [n, at, line, kind, side, Buffer.from(bytes).toString('base64')].join(' '),
    ),
    ...[hits, sightings, labloop.writes, labloop.exceptions, labloop.audit, ehr.events, lab.words].map((each) =>
      JSON.stringify(each),
    ),
    JSON.stringify([drainedAt, end, notPlayed.length]),
  ]
}

test('a seed played twice gives the same log to the last event, and another seed another', async () => {
  const plan = small('twice', true)
  const run = async (seed = plan.seed) => {
    const { evidence, events } = await playStories({ ...plan, seed }, stormPlay(plan, setting.menu), setting)
    return { log: wholeLog(evidence), events }
  }
  const [first, second, other] = [await run(), await run(), await run('other')]
  expect(second.events).toBe(first.events)
  expect(second.log).toEqual(first.log)
  expect(other.log).not.toEqual(first.log)
})

/**
 * Kinds of work that code of ours gave the event loop while a world was played, but for promises and the turns of the
 * clock. What the runner of the tests does meanwhile is its own.
 */
async function workOutsidePorts(play: () => Promise<unknown>): Promise<readonly string[]> {
  const seen = new Set<string>()
  const hook = createHook({
    init(_id, type) {
      if (['PROMISE', 'TickObject', 'Immediate', 'Microtask', 'HASHREQUEST'].includes(type)) return
      const frames = (new Error().stack ?? '').split('\n').slice(2)
      if (frames.some((frame) => /[\\/]src[\\/]/.test(frame) && !frame.includes('node_modules'))) seen.add(type)
    },
  })
  hook.enable()
  try {
    await play()
  } finally {
    hook.disable()
  }
  return [...seen]
}

test('engine code awaits nothing but its ports: no timer, file or socket is seen while a world is played', async () => {
  expect(await workOutsidePorts(() => runStormWorld(small('ports', true, 30), setting))).toEqual([])
})

test('an engine that awaits a timer of the machine is found out', async () => {
  const slow = async () => new Promise<void>((done) => setTimeout(done, 0))
  const broken: NonNullable<typeof setting.broken> = (options) => {
    const load: typeof options.store.load = async (keys) => {
      await slow()
      return options.store.load(keys)
    }
    return { ...options, store: { ...options.store, load } }
  }
  const seen = await workOutsidePorts(() => runStormWorld(small('ports', false, 5), { ...setting, broken }))
  expect(seen).toContain('Timeout')
})

test('a story is the same whatever else is told, and every kind can be told at Riverside', () => {
  const kinds = storyKinds.filter(({ needs }) => needs?.(setting.menu) ?? true)
  expect(kinds.map(({ name }) => name)).toEqual(storyKinds.map(({ name }) => name))
  const [short, long] = [30, 300].map((orders) => stormPlay(small('same', false, orders), setting.menu))
  expect(long!.stories.slice(0, 5)).toEqual(short!.stories.slice(0, 5))
})

test('a world has exactly its orders, and its acts are in order of time', () => {
  const told = stormPlay(small('exact', true, 333), setting.menu)
  expect(told.stories.flatMap(({ orders }) => orders)).toHaveLength(333)
  const { acts } = playOf(told)
  expect(acts.map(({ at_ms }) => at_ms)).toEqual(acts.map(({ at_ms }) => at_ms).toSorted((a, b) => a - b))
})

test('the rates of faults follow from the seed and are told', () => {
  expect(faultsOf(job('7', true))).toEqual(faultsOf(job('7', true)))
  expect(faultsOf(job('7', true))).not.toEqual(faultsOf(job('8', true)))
  expect(faultLines(faultsOf(job('7', true)))[1]).toContain('ehr-to-labloop: lose-message')
  const { wires, lapses, perDay } = faultsOf(job('7', true))
  const told = faultLines({ wires, lapses, perDay }).join('\n')
  for (const { line, fault, share } of wires) {
    const ofLine = faultLines({ wires, lapses, perDay }).find((each) => each.startsWith(`  ${line}:`))!
    const [, percent] = ofLine.match(new RegExp(`${fault} ([0-9.]+) %`))!
    expect(Number(percent) / 100).toBeCloseTo(share, 10)
  }
  for (const [lapse, share] of Object.entries(lapses)) {
    expect(Number(told.match(new RegExp(`${lapse} ([0-9.]+) %`))![1]) / 100).toBeCloseTo(share, 10)
  }
  for (const rate of Object.values(perDay)) expect(told).toContain(`\n  ${rate} `)
  expect(faultLines(faultsOf(job('7', false)))).toEqual(['Faults: none.'])
})

test('every kind of fault that is drawn is played, and each ends or is healed', () => {
  const plan = faultsOf(job('7', true))
  const often = Object.fromEntries(Object.keys(plan.perDay).map((kind) => [kind, 20])) as typeof plan.perDay
  const acts = faultActs({ ...plan, perDay: often }, 86_400_000, seededRandom('all'))
  const did = new Set(acts.map(({ who, act }) => `${who} ${act.do}`))
  const expected = ['crash', 'database', 'clock-step'].map((each) => `engine ${each}`)
  const systems = ['down', 'up', 'habits', 'restore'].flatMap((each) => [`ehr ${each}`, `lab ${each}`])
  expect([...did].toSorted()).toEqual([...expected, ...systems, 'wire cut', 'wire fault', 'wire half-open'].toSorted())
  for (const who of ['ehr', 'lab']) {
    const own = acts.filter((each) => each.who === who)
    const count = (what: string) => own.filter(({ act }) => act.do === what).length
    expect(count('up')).toBe(count('down'))
    expect(count('habits') % 2).toBe(who === 'ehr' ? 1 : 0)
  }
})

test('a failure is made small: only the story that it needs is left', async () => {
  const told = stormPlay(small('shrink', true, 40), setting.menu)
  const culprit = told.stories.find(({ name }) => name === 'plain')!
  const left = await shrink(told, {
    timeIsUp: () => false,
    stillFails: async ({ stories }) =>
      stories.some(({ orders, acts }) => orders[0] === culprit.orders[0] && acts.length >= 3),
  })
  expect(left.stories.map(({ orders }) => orders)).toEqual([culprit.orders])
  expect(left.stories[0]!.acts).toHaveLength(3)
  expect(left.faults).toEqual([])
})

test('worlds are put together in their own order, whoever was first', async () => {
  const results = await Promise.all(
    [0, 1].map((index) => runStormWorld(planOf(job('order', false), { index, orders: 5 }), setting)),
  )
  expect(tallyOf(results.toReversed())).toEqual(tallyOf(results))
  expect(tallyOf(results)).toMatchObject({ orders: 10, worlds: 2 })
})
