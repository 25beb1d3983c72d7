// The store as one process sees it in a simulation: every call takes time, may fail, and after a crash never settles. The one
// thing to know: what a call does happens half way, so that a crash falls before or after it.
import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'

export type StoreCall = keyof Store

export type VirtualStore = {
  readonly store: Store
  /** Gives the error with which the next such call fails, having done nothing; null lets it pass. */
  fail: (call: StoreCall, args: readonly unknown[]) => Error | null
  /** How long a call takes, milliseconds. */
  delay_ms: (call: StoreCall) => number
  /** Called when a call has done its work, before its answer is on the way: a place to crash. */
  onDone: (call: StoreCall) => void
  readonly calls: Map<StoreCall, number>
  crash(): void
}

/** An error as a store throws it. */
export function storeError(code: string): Error {
  return Object.assign(new Error(code), { code })
}

/** Wraps a store that does its work at once, such as the memory store. */
export function virtualStore(inner: Store, clock: Clock, delay_ms = 2): VirtualStore {
  let alive = true
  const made: VirtualStore = {
    store: {} as Store,
    fail: () => null,
    delay_ms: () => delay_ms,
    onDone: () => {},
    calls: new Map(),
    crash: () => {
      alive = false
    },
  }
  const wrap =
    (call: StoreCall) =>
    (...args: unknown[]): Promise<unknown> => {
      if (!alive) throw new Error(`the store was called after the crash: ${call}`)
      made.calls.set(call, (made.calls.get(call) ?? 0) + 1)
      const half = made.delay_ms(call) / 2
      return new Promise((resolve, reject) => {
        clock.at(clock.now() + half, () => {
          if (!alive) return
          const error = made.fail(call, args)
          if (!alive) return
          const work = error
            ? Promise.reject(error)
            : (inner[call] as (...args: unknown[]) => Promise<unknown>)(...args)
          if (!error) made.onDone(call)
          const later = (settle: () => void) => clock.at(clock.now() + half, () => alive && settle())
          work.then(
            (value) => later(() => resolve(value)),
            (reason) => later(() => reject(reason)),
          )
        })
      })
    }
  const calls = Object.entries(inner)
    .filter(([, value]) => typeof value === 'function')
    .map(([name]) => name as StoreCall)
  Object.assign(made.store, Object.fromEntries(calls.map((call) => [call, wrap(call)])))
  return made
}
