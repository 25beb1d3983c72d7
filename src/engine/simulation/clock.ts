// Virtual time: a clock that moves only when told, from timer to timer. The one thing to know: each timer is an event, and
// an event ends when a turn of the event loop has settled every promise that waits for nothing but promises, so that the
// order of events depends on the clock alone.
import type { Clock, Instant } from '../ports/clock.ts'

type Timer = { readonly when: Instant; readonly order: number; readonly call: () => void; cancelled: boolean }

export type VirtualClock = Clock & {
  /** Moves time to `until`, calling every timer on the way, and lets the world come to rest after each. */
  runUntil(until: Instant): Promise<void>
  /** The moment of the next timer, or null. */
  next(): Instant | null
  /** Timers that have called. */
  readonly events: number
}

/** Resolves once every promise that can settle by itself has settled: a turn of `setImmediate`. */
export type Turn = () => Promise<void>

/** A clock that starts at `start`, milliseconds since 1970. */
export function virtualClock(turn: Turn, start: Instant = Date.UTC(2026, 2, 2, 8)): VirtualClock {
  let now = start
  let count = 0
  let events = 0
  const heap: Timer[] = []

  async function runUntil(until: Instant): Promise<void> {
    await turn()
    for (let timer = peek(heap); timer && timer.when <= until; timer = peek(heap)) {
      pop(heap)
      if (timer.cancelled) continue
      now = Math.max(now, timer.when)
      events++
      timer.call()
      await turn()
    }
    now = Math.max(now, until)
  }

  return {
    now: () => now,
    at(when, call) {
      const timer: Timer = { when, order: count++, call, cancelled: false }
      push(heap, timer)
      return () => {
        timer.cancelled = true
      }
    },
    runUntil,
    get events() {
      return events
    },
    next() {
      while (heap[0]?.cancelled) pop(heap)
      return heap[0]?.when ?? null
    },
  }
}

const before = (a: Timer, b: Timer) => a.when < b.when || (a.when === b.when && a.order < b.order)

function peek(heap: readonly Timer[]): Timer | undefined {
  return heap[0]
}

function push(heap: Timer[], timer: Timer): void {
  let at = heap.push(timer) - 1
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!before(timer, heap[parent]!)) break
    heap[at] = heap[parent]!
    at = parent
  }
  heap[at] = timer
}

function pop(heap: Timer[]): void {
  const last = heap.pop()
  if (!last || heap.length === 0) return
  let at = 0
  for (;;) {
    let child = 2 * at + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
    if (!before(heap[child]!, last)) break
    heap[at] = heap[child]!
    at = child
  }
  heap[at] = last
}
