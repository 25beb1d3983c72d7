// One batch is told while the store keeps the one before. What must hold however that one ends: order within an order, and
// nothing lost or done twice.
import { expect, test } from 'vitest'
import type { Changes } from './ports/store.ts'
import { storeError } from './simulation/store.ts'
import { field, oru } from './testing/messages.ts'
import { type World, world } from './testing/world.ts'

const limits = { process: { batch_messages: 2, batch_others: 2 } }

/** An engine with small batches over a slow store, and twelve results of three orders sent at once. */
async function busy(before: (on: World) => void): Promise<World> {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } }, limits })
  on.life.store.delay_ms = (call) => (call === 'commit' ? 40 : 1)
  before(on)
  for (let n = 0; n < 12; n++) on.lis.send(oru({ placer: `P${n % 3}`, mrn: `P${n % 3}` }, `${n}`, { id: `M${n}` }))
  await on.after(60_000)
  return on
}

/** Values as they came to the EHR, each once: after a crash a message may come again under its control id. */
function values(on: World): number[] {
  const came = new Map(on.toEhr.got.map((message) => [field(message, 'MSH', 10), Number(field(message, 'OBX', 5))]))
  return [...came.values()]
}

/** Whether a commit holds what the fifth message says. */
function holdsFifth(args: readonly unknown[]): boolean {
  return (args[1] as Changes).facts.some(({ fact }) => fact.messageId === 5)
}

const isAscending = (list: readonly number[]) => list.every((value, at) => at === 0 || list[at - 1]! < value)

function expectOrder(on: World, expected: readonly number[]): void {
  expect(values(on).toSorted((a, b) => a - b)).toEqual(expected)
  for (const order of [0, 1, 2]) expect(isAscending(values(on).filter((value) => value % 3 === order))).toBe(true)
  expect(on.memory.books.processedThrough).toBe(on.memory.books.messages.length)
  expect(on.memory.books.orders.size).toBe(3)
}

const all = Array.from({ length: 12 }, (_, n) => n)

test('a batch is told while the one before is being stored, and stored only after it', async () => {
  let under = 0
  let loadsMeanwhile = 0
  const on = await busy((world) => {
    const { commit, load } = world.life.store.store
    Object.assign(world.life.store.store, {
      commit: async (...args: Parameters<typeof commit>) => {
        expect(under, 'commits at the same time').toBe(0)
        under++
        await commit(...args).finally(() => under--)
      },
      load: (...args: Parameters<typeof load>) => {
        loadsMeanwhile += under
        return load(...args)
      },
    })
  })
  expectOrder(on, all)
  expect(loadsMeanwhile).toBeGreaterThan(0)
})

test.each(['internal', 'stale-order', 'database-unreachable'])(
  'a commit that fails once with %s: what was told after it is told again, and nothing is lost or overtaken',
  async (code) => {
    let failures = 0
    const on = await busy((world) => {
      world.life.store.fail = (call, args) => {
        return call === 'commit' && holdsFifth(args) && failures++ === 0 ? storeError(code) : null
      }
    })
    expect(failures).toBeGreaterThan(1)
    expectOrder(on, all)
  },
)

test('a message on which the store always fails is set aside alone, whatever was told meanwhile', async () => {
  const on = await busy((world) => {
    world.life.store.fail = (call, args) => (call === 'commit' && holdsFifth(args) ? storeError('internal') : null)
  })
  expectOrder(
    on,
    all.filter((n) => n !== 4),
  )
  const open = [...on.memory.books.exceptions.values()].filter(({ status }) => status !== 'closed')
  expect(open.filter(({ kind }) => kind === 'poison-message')).toHaveLength(1)
})

test('after a crash between two batches in hand everything is done once', async () => {
  let commits = 0
  const on = await busy((world) => {
    world.life.store.onDone = (call) => {
      if (call === 'commit' && ++commits === 3) world.life.crash()
    }
  })
  await on.begin()
  await on.after(60_000)
  expectOrder(on, all)
})
