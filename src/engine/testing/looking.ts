// What the tests of the engine look at in a world: its open exceptions, an order, the states of its deliveries. The one thing
// to know: it looks into the books of the memory store, at what is stored and not at what the engine has in hand.

import type { OrderRow } from '../../adapters/memory/books.ts'
import type { Exception } from '../../ownership/exception.ts'
import { field } from './messages.ts'
import type { World } from './world.ts'

/** The order that most tests are about. */
export const one = { placer: 'P1' }
export const minute = 60_000

/** An order as it is stored, by its id from 1 in the order in which they came. */
export function order(on: World, id = 1): OrderRow {
  return on.memory.books.orders.get(id)!
}

/** Puts a row in the place of an order's, as a defect would leave it: no step of it is due, and it is not at rest. */
export function plant({ memory: { books } }: World, row: OrderRow): void {
  books.orders.set(row.order.id, row)
  books.restless.add(row.order.id)
}

/** The open exceptions, the oldest first. */
export function open({ memory }: World): Exception[] {
  return [...memory.books.open].map((id) => memory.books.exceptions.get(id)!)
}

/** Deliveries that are held, and of which no exception is open: nobody would settle them. */
export function heldByNobody(on: World): number[] {
  const owned = new Set(open(on).map(({ deliveryId }) => deliveryId))
  const all = [...on.memory.books.deliveries.values()]
  return all.filter(({ id, state }) => state === 'held' && !owned.has(id)).map(({ id }) => id)
}

/** The kinds of the open exceptions, the oldest first. */
export function kinds(on: World): string[] {
  return open(on).map(({ kind }) => kind)
}

export function closed({ memory }: World): Exception[] {
  return [...memory.books.exceptions.values()].filter(({ status }) => status === 'closed')
}

/** The value of the first observation of each message. */
export function values(messages: readonly Uint8Array[]): string[] {
  return messages.map((message) => field(message, 'OBX', 5))
}

/** The states of all deliveries, in the order of their ids. */
export function deliveryStates({ memory }: World): string[] {
  return [...memory.books.deliveries.values()].map(({ state }) => state)
}

type Command = Parameters<World['life']['engine']['command']>[0]

/** Gives the engine a person's command, and time to do it; gives what it says. */
export async function command(on: World, given: Command): ReturnType<World['life']['engine']['command']> {
  const result = on.life.engine.command(given)
  await on.after(100)
  return result
}
