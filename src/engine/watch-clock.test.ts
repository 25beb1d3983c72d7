// The watch while the machine's clock is set or the machine sleeps: what became overdue in no time is not lost from sight, and
// what is really lost is still found.
import { expect, test } from 'vitest'
import { grace_ms } from '../ledger/sight.ts'
import { ExceptionDesk } from './exception-desk.ts'
import type { OrderSight } from './ports/store.ts'
import { testSite } from './testing/site.ts'
import type { Unit } from './unit.ts'
import { Watch, watchLimits } from './watch.ts'

const hour = 3_600_000

/** Time that passes as a machine's does, and a clock on it that can be set. */
function machine() {
  let passed = 0
  let set = 1_900_000_000_000
  const timers: { readonly at: number; readonly work: () => void }[] = []
  const clock = {
    now: () => set + passed,
    at: (when: number, work: () => void) => {
      const timer = { at: passed + Math.max(0, when - clock.now()), work }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer), 1)
    },
  }
  async function pass(span_ms: number) {
    const end = passed + span_ms
    for (;;) {
      const [next] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
      if (!next) break
      timers.splice(timers.indexOf(next), 1)
      passed = next.at
      next.work()
      await new Promise(setImmediate)
    }
    passed = end
  }
  const jump = (by_ms: number) => {
    set += by_ms
  }
  return { clock, pass, jump }
}

/** A watch over one order that waits for a step; `due` says what the store gives. */
function watching(sight: () => OrderSight) {
  const { clock, pass, jump } = machine()
  const added: Unit[] = []
  const store = {
    due: async (now: number) => ((sight().nextDue ?? Number.POSITIVE_INFINITY) <= now ? [1] : []),
    sights: async () => [sight()],
    everAdrift: async () => [],
  }
  const site = testSite()
  const outlets = {
    add: (unit: Unit) => void added.push(unit),
    ...{ queues: () => new Map(), desk: new ExceptionDesk(site, [], 0), storeFails: () => false },
    rules: { site, destinations: new Map() },
  }
  const watch = new Watch({ store, clock }, outlets, watchLimits)
  watch.start()
  return { clock, pass, jump, watch, added }
}

const waits = (nextDue: number): OrderSight => ({
  ...{ id: 1, state: 'accepted', loop: 'on-course', proven: false, nextDue, openExceptions: 0 },
  ...{ undelivered: 0, untakenWords: 0, unaccepted: 0, early: 0 },
})
const raised: OrderSight = { ...waits(0), loop: 'owned', nextDue: null, openExceptions: 1 }

test('a step that falls due because the clock was set forward is raised, and was never out of sight', async () => {
  let sight: OrderSight = raised
  const on = watching(() => sight)
  sight = waits(on.clock.now() + hour)
  await on.pass(60_000)
  expect(on.added).toEqual([])
  on.jump(2 * hour)
  await on.pass(watchLimits.due_ms)
  expect(on.added.length).toBeGreaterThan(0)
  await on.watch.checkAdrift()
  sight = raised
  await on.pass(10 * 60_000)
  expect(on.watch.everAdrift.size).toBe(0)
})

test('one that nobody raises after the clock was set forward is found adrift all the same', async () => {
  let sight: OrderSight = raised
  const on = watching(() => sight)
  sight = waits(on.clock.now() + hour)
  await on.pass(60_000)
  on.jump(2 * hour)
  await on.pass(2 * grace_ms + 2 * watchLimits.adrift_ms)
  expect(on.watch.everAdrift.size).toBe(1)
})

test.each([hour, 24 * hour])(
  'a clock that was set back by %s ms blinds nobody, also after it was fast',
  async (back) => {
    let sight: OrderSight = raised
    const on = watching(() => sight)
    await on.pass(60_000)
    on.jump(hour)
    await on.pass(watchLimits.due_ms + watchLimits.adrift_ms)
    on.jump(-back)
    sight = waits(on.clock.now() - hour)
    await on.pass(2 * grace_ms + 3 * watchLimits.adrift_ms)
    expect(on.watch.everAdrift.size).toBe(1)
    expect(on.added.length).toBeGreaterThan(0)
  },
)
