// The twin store: a Store that runs two stores side by side and compares every answer. The one thing to know: it is a
// Store like any other, so whatever drives one (the contract, a storm) can drive two and find where they differ.
import assert from 'node:assert/strict'
import type { Store } from '../../src/engine/ports/store.ts'

type Outcome = { readonly value: unknown } | { readonly code: string }

/** Names of the calls of a Store. */
const calls = [
  'lease',
  'release',
  'receive',
  'marks',
  'messagesAfter',
  'messages',
  'messageUnder',
  'deliveries',
  'ordersNamed',
  'openOrdersOf',
  'load',
  'commit',
  'destinations',
  'undelivered',
  'held',
  'due',
  'openExceptions',
  'sights',
  'everAdrift',
  'loopCounts',
  'findings',
  'activate',
] as const satisfies readonly (keyof Store)[]

/**
 * A store that answers as `left` does, and fails with an AssertionError where `right` answers otherwise. Calls are made one
 * after the other, because two stores of different speed would else answer in different orders.
 */
export function twinStore(left: Store, right: Store): Store {
  let queue: Promise<unknown> = Promise.resolve()
  const both = (name: keyof Store, given: readonly unknown[]) => {
    const result = queue.then(() => compare(name, left, right, given))
    queue = result.catch(() => {})
    return result
  }
  const twin = Object.fromEntries(calls.map((name) => [name, (...given: unknown[]) => both(name, given)]))
  return twin as unknown as Store
}

async function compare(name: keyof Store, left: Store, right: Store, given: readonly unknown[]): Promise<unknown> {
  const call = (store: Store) => (store[name] as (...given: readonly unknown[]) => Promise<unknown>)(...given)
  const expected = await call(left).catch((error: unknown) => ({ error }))
  const found = await call(right).catch((error: unknown) => ({ error }))
  assert.deepEqual(plain(outcome(found)), plain(outcome(expected)), `the two stores differ on ${name}`)
  if (isFailure(expected)) throw expected.error
  return expected
}

function outcome(result: unknown): Outcome {
  if (!isFailure(result)) return { value: result }
  const { error } = result
  return { code: error instanceof Error && 'code' in error ? String(error.code) : String(error) }
}

function isFailure(result: unknown): result is { readonly error: unknown } {
  return typeof result === 'object' && result !== null && 'error' in result
}

/** Bytes as text, so that a Buffer equals a Uint8Array of the same bytes; keys in one order. */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([key, part]) => [key, plain(part)]),
  )
}
