// When the demo is over and what came of it: both systems at rest by their own books, and every order at rest in Labloop's.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Store } from '../engine/ports/store.ts'
import type { Demo } from './demo-run.ts'

export type DemoFigures = {
  readonly orders: number
  readonly agreed: number
  /** Among `agreed`. */
  readonly proven: number
  readonly onCourse: number
  readonly dormant: number
  readonly owned: number
  /** Orders ever found adrift. */
  readonly adrift: number
  readonly messagesIn: number
  readonly messagesOut: number
  /** Orders on which the two systems differ and that nobody owns. */
  readonly lost: number
  readonly seconds: number
  /** Orders that the demo planted to go wrong. */
  readonly planted: number
  /** Owned orders that it did not plant. */
  readonly ownedWithoutCause: number
}

/** How long nothing may change before the run is given up. */
const patience_ms = 60_000
const look_ms = 200

/** Waits until the systems and Labloop are at rest, or nothing moves any more; gives the placer numbers on which the systems differ. */
export async function settled(demo: Demo, progress: (done: number) => void): Promise<ReadonlySet<string>> {
  let peersDone = false
  void demo.peers.done.then(() => {
    peersDone = true
  })
  const stillness = stillnessOf()
  while (stillness.quiet_ms < patience_ms) {
    const { settled: atRest, placed } = demo.peers.progress
    const counts = await demo.runtime.store.loopCounts()
    progress(Math.min(atRest, counts.total - counts['on-course']))
    const atEnd = peersDone && counts.total >= placed && counts['on-course'] === 0 && isIdle(demo)
    // An order of which a step came late is owned for a moment, until the watch has seen that it came.
    if (atEnd && (await unexplained(demo)) === 0) break
    stillness.look([placed, atRest, ...Object.values(counts)])
    await sleep(look_ms)
  }
  await demo.runtime.engine.checkAdrift()
  return new Set(demo.peers.unsettled().map(({ placer }) => placer))
}

/**
 * How long nothing has changed, by looks and not by the clock: a machine that stood still for a minute has lost no patience.
 */
function stillnessOf(): { readonly quiet_ms: number; look(counts: readonly number[]): void } {
  let [seen, quiet_ms] = ['', 0]
  return {
    get quiet_ms() {
      return quiet_ms
    },
    look: (counts) => {
      const now = counts.join()
      quiet_ms = now === seen ? quiet_ms + look_ms : 0
      seen = now
    },
  }
}

/** Owned orders that the demo did not plant. */
async function unexplained({ runtime, peers }: Demo): Promise<number> {
  const planted = new Set(peers.plantedOrders.map(({ orderNumber }) => orderNumber))
  const owned = await ownedOrders(runtime.store)
  return owned.filter((numbers) => !numbers.some((number) => planted.has(number))).length
}

function isIdle({ runtime }: Demo): boolean {
  const { backlog, destinations } = runtime.engine.counts()
  return backlog === 0 && [...destinations.values()].every(({ queued, inFlight }) => queued + inFlight === 0)
}

/** What came of it. `apart`: placer numbers on which the two systems differ. */
export async function figuresOf(demo: Demo, apart: ReadonlySet<string>, seconds: number): Promise<DemoFigures> {
  const { runtime, peers } = demo
  const counts = await runtime.store.loopCounts()
  const owned = await ownedOrders(runtime.store)
  const planted = new Set(peers.plantedOrders.map(({ orderNumber }) => orderNumber))
  const isOwned = (placer: string) => owned.some((numbers) => numbers.includes(placer))
  return {
    orders: counts.total,
    agreed: counts.agreed,
    proven: counts.proven,
    onCourse: counts['on-course'],
    dormant: counts.dormant,
    owned: counts.owned,
    adrift: Math.max(counts.adrift, runtime.engine.counts().everAdrift),
    messagesIn: demo.messagesIn,
    messagesOut: demo.messagesOut,
    lost: [...apart].filter((placer) => !isOwned(placer)).length,
    seconds: Math.round(seconds * 10) / 10,
    planted: planted.size,
    ownedWithoutCause: await unexplained(demo),
  }
}

/** Whether a run over so many orders proves what it should: all of them placed and at rest, and none unexplained. */
export function isClean(figures: DemoFigures, wanted: number): boolean {
  const { orders, adrift, lost, onCourse, ownedWithoutCause } = figures
  return orders >= wanted && adrift + lost + onCourse + ownedWithoutCause === 0
}

/** The placer numbers of every owned order. */
async function ownedOrders(store: Store): Promise<readonly (readonly string[])[]> {
  const owned: (readonly string[])[] = []
  for (let after = 0; ; ) {
    const sights = await store.sights(after, 500)
    if (sights.length === 0) return owned
    const ids = sights.filter(({ loop }) => loop === 'owned').map(({ id }) => id)
    const { orders } = await store.load({ orderKeys: [], patientKeys: [], orderIds: ids })
    for (const { items } of orders) owned.push(items.flatMap(({ numbers }) => numbers.map(({ number }) => number)))
    after = sights.at(-1)!.id
  }
}

/** What keeps a run from being clean, for whoever must find out why; empty where it is clean. */
export async function complaints({ peers, runtime }: Demo): Promise<readonly string[]> {
  const planted = new Set(peers.plantedOrders.map(({ orderNumber }) => orderNumber))
  const apart = peers.unsettled().map(({ placer, what }) => `order ${placer}: ${what}`)
  const exceptions = await runtime.store.openExceptions()
  const { orders } = await runtime.store.load({
    orderKeys: [],
    patientKeys: [],
    orderIds: exceptions.flatMap(({ orderIds }) => orderIds),
  })
  const numbersOf = (id: number) =>
    orders.find((order) => order.id === id)?.items.flatMap(({ numbers }) => numbers.map(({ number }) => number)) ?? []
  const unexplained = exceptions.filter(
    ({ orderIds }) => !orderIds.flatMap(numbersOf).some((number) => planted.has(number)),
  )
  return [
    ...apart,
    ...unexplained.map(
      ({ kind, cause, orderIds, text }) =>
        `${kind} (${cause}) on ${orderIds.flatMap(numbersOf).join(', ') || 'no order'}: ${text}`,
    ),
  ]
}
