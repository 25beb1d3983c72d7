// A storm of faults on the engine in virtual time: lost, late, repeated and foreign messages, refusals, a failing store and
// crashes, all from one seed; and the judges of what came of it. The one thing to know: the judges read what the peers saw
// and what the store keeps, not what the engine thinks.
import fc from 'fast-check'
import { expect } from 'vitest'
import { seededRandom } from '../random.ts'
import { storeError } from '../simulation/store.ts'
import { ack, answerOf, controlIdOf, field, oru } from './messages.ts'
import { type World, world } from './world.ts'

const total = 40
const orders = 4

/** Percentages of what fails, and how often the process is killed. */
export type Plan = {
  seed: number
  crashes: number
  network: number
  store: number
  negative: number
  inFlight: number
  window: number
  /** Messages a batch: with few, one batch is told while the store keeps the one before. */
  batch: number
}

/** A sender with several messages under way, each sent again under the same control id until it hears AA. */
function persistent(on: World, seed: number, window: number) {
  const random = seededRandom(seed)
  const script = Array.from({ length: total }, (_, n) => ({
    id: `M${n}`,
    placer: `P${random.below(orders)}`,
    value: `${n}`,
  }))
  const accepted = new Set<string>()
  let seen = 0
  return {
    step() {
      for (; seen < on.lis.heard.length; seen++) {
        const [code = '', id = ''] = answerOf(on.lis.heard[seen]!).split(' ')
        if (code === 'AA') accepted.add(id)
      }
      for (const next of script.filter(({ id }) => !accepted.has(id)).slice(0, window)) {
        on.lis.send(oru({ placer: next.placer, mrn: next.placer }, next.value, { id: next.id }))
      }
    },
    acknowledged: () => script.filter(({ id }) => accepted.has(id)),
    done: () => accepted.size === script.length,
  }
}

/** One storm, and its judgement. Throws where anything is wrong. */
export async function storm(plan: Plan): Promise<void> {
  const flow = { unsolicited: 'accept' as const }
  const delivery = { in_flight: plan.inFlight, answer_within: '2s', retry: { first: '1s', most: '4s' } }
  const limits = { process: { batch_messages: plan.batch, batch_others: plan.batch } }
  const on = await world({ site: { flows: { results: flow }, delivery: { results: delivery } }, limits })
  const chance = seededRandom(`faults ${plan.seed}`)
  const happens = (percent: number) => chance.below(100) < percent
  let faults = true
  on.network.fate = () => {
    if (!faults || !happens(plan.network)) return 'pass'
    return (['lose', 'twice', { late_ms: 500 }] as const)[chance.below(3)]!
  }
  on.toEhr.answer = (message) => {
    const code = faults && happens(plan.negative) ? 'AR' : 'AA'
    const foreign = faults && happens(plan.negative) ? [ack('NEVER-SENT')] : []
    return [...foreign, ack(controlIdOf(message), code, code === 'AR' ? '207' : '')]
  }
  const failing = () => {
    on.life.store.fail = () => (faults && happens(plan.store) ? storeError('database-unreachable') : null)
  }
  failing()
  const source = persistent(on, plan.seed, plan.window)
  let crashes = plan.crashes
  for (let round = 0; round < 400 && !source.done(); round++) {
    source.step()
    await on.after(chance.below(300))
    if (crashes > 0 && happens(8)) {
      crashes--
      on.life.crash()
      await on.after(chance.below(500))
      await on.begin()
      failing()
    }
  }
  faults = false
  await on.after(120_000)
  check(on, source.acknowledged())
}

function check(on: World, acknowledged: readonly { id: string; placer: string; value: string }[]): void {
  const { books } = on.memory
  const got = on.toEhr.got.map((message) => ({
    id: controlIdOf(message),
    placer: field(message, 'ORC', 2),
    value: Number(field(message, 'OBX', 5)),
  }))
  const delivered = new Set(got.map(({ value }) => `${value}`))
  expect(
    acknowledged.filter(({ value }) => !delivered.has(value)),
    'acknowledged and lost',
  ).toEqual([])
  const results = books.messages.filter(({ messageType }) => messageType === 'ORU^R01')
  const arrived = new Map(results.map(({ id, body }) => [Number(field(body, 'OBX', 5)), id]))
  const byArrival = (a: number, b: number) => arrived.get(a)! - arrived.get(b)!
  for (let n = 0; n < orders; n++) {
    const own = got.filter(({ placer }) => placer === `P${n}`).map(({ value }) => value)
    expect(own, `order P${n} went backwards`).toEqual(own.toSorted(byArrival))
  }
  const idsOf = new Map<number, Set<string>>()
  for (const { id, value } of got) idsOf.set(value, (idsOf.get(value) ?? new Set()).add(id))
  expect(
    [...idsOf.values()].filter(({ size }) => size !== 1),
    'one message under two control ids',
  ).toEqual([])
  expect(results.length, 'stored twice').toBe(delivered.size)
  const stuck = [...books.deliveries.values()].filter(({ state }) => state !== 'delivered')
  expect(
    stuck.map(({ id, state, why }) => [id, state, why]),
    'not delivered',
  ).toEqual([])
  expect(books.processedThrough).toBe(books.messages.length)
  for (const { order, loop } of books.orders.values()) {
    const numbers = order.items.flatMap((item) => item.numbers.map(({ number }) => number))
    const last = got.filter(({ placer }) => numbers.includes(placer)).at(-1)
    expect(Number(order.observations[0]?.versions.at(-1)?.value), 'the ledger’s last word').toBe(last?.value)
    expect(['agreed', 'owned'], `order ${order.id}`).toContain(loop)
  }
}

const percent = (most: number) => fc.integer({ min: 0, max: most })

/** Any storm. */
export const plans: fc.Arbitrary<Plan> = fc.record({
  seed: fc.nat(),
  crashes: fc.integer({ min: 0, max: 4 }),
  network: percent(25),
  store: percent(15),
  negative: percent(20),
  inFlight: fc.constantFrom(1, 3, 10),
  window: fc.constantFrom(1, 5, 15),
  batch: fc.constantFrom(1, 2, 5, 60),
})
