// The Store in memory: for rehearsals, and for tests that need no database. The one thing to know: each call does its
// whole work before it returns its promise, so nothing is ever half written.
import type { Lease, Marks, Store } from '../../engine/ports/store.ts'
import { LabloopError } from '../../errors.ts'
import type { Order } from '../../ledger/order.ts'
import { type Books, copyBooks, emptyBooks } from './books.ts'
import { checkChanges, write } from './commit.ts'
import {
  deliveries,
  destinations,
  due,
  everAdrift,
  findings,
  held,
  load,
  loopCounts,
  openExceptions,
  openOrdersOf,
  sights,
  undelivered,
} from './read.ts'
import { answered, receive } from './receive.ts'

export type MemoryStore = Store & {
  /** Everything that it holds, to go on from later: what a disk would show after a crash at this moment. */
  snapshot(): Books
  /** The same books opened anew, as by a process that starts again. Leases of the earlier opening can be taken over. */
  reopen(): MemoryStore
  /** The books themselves, for checkers to read. */
  readonly books: Books
}

/** A store of its own, empty or going on from a snapshot. */
export function memoryStore(from?: Books): MemoryStore {
  return open(from ? copyBooks(from) : emptyBooks())
}

function open(books: Books): MemoryStore {
  const incarnation = ++books.incarnations
  return {
    books,
    snapshot: () => copyBooks(books),
    reopen: () => open(books),
    lease: async (name, holder, ttl_ms, now) => lease(books, incarnation, name, holder, ttl_ms, now),
    release: async (given) => release(books, given),
    receive: async (given, batch) => {
      fence(books, [given])
      return receive(books, batch)
    },
    marks: async () => marks(books),
    messagesAfter: async (after, limit) =>
      books.messages.slice(after, after + limit).map((message) => answered(books, message)),
    messages: async (ids) => ids.flatMap((id) => books.messages[id - 1] ?? []).map((m) => answered(books, m)),
    messageUnder: async (system, controlId) => books.controlIds.get(`${system}\0${controlId}`)?.at(-1) ?? null,
    deliveries: async (ids) => deliveries(books, ids),
    ordersNamed: async (messageId) => books.ordersOfMessage.get(messageId) ?? [],
    openOrdersOf: async (patientId) => openOrdersOf(books, patientId),
    load: async (keys) => load(books, keys),
    commit: async (leases, changes) => {
      fence(books, leases)
      checkChanges(books, changes)
      write(books, changes)
    },
    destinations: async () => destinations(books),
    undelivered: async (destination, after, limit) => undelivered(books, destination, after, limit),
    held: async (destination) => held(books, destination),
    due: async (now, limit) => due(books, now, limit),
    openExceptions: async () => openExceptions(books),
    sights: async (after, limit) => sights(books, after, limit),
    everAdrift: async () => everAdrift(books),
    loopCounts: async () => loopCounts(books),
    findings: async () => findings(books),
    activate: async (revision, afterMessageId, at) => {
      books.activations.push({ revision, afterMessageId, at })
    },
  }
}

/** A lease that this opening holds is renewed; one of an earlier opening under the same name is taken over. */
function lease(books: Books, incarnation: number, name: string, holder: string, ttl_ms: number, now: number) {
  const row = books.leases.get(name)
  if (row && row.holder !== holder && row.expiresAt > now) return null
  const renewed = row?.holder === holder && row.incarnation === incarnation
  const epoch = renewed ? row.epoch : (row?.epoch ?? 0) + 1
  books.leases.set(name, { holder, incarnation, epoch, expiresAt: now + ttl_ms })
  return { name, holder, epoch, expiresAt: now + ttl_ms }
}

function release(books: Books, given: Lease): void {
  const row = books.leases.get(given.name)
  if (row?.epoch !== given.epoch || row.holder !== given.holder) return
  books.leases.set(given.name, { ...row, holder: '', incarnation: 0, expiresAt: 0 })
}

function fence(books: Books, leases: readonly Lease[]): void {
  for (const given of leases) {
    const row = books.leases.get(given.name)
    if (row?.epoch !== given.epoch || row.holder !== given.holder) throw new LabloopError('lease-lost')
  }
}

function marks(books: Books): Marks {
  return {
    lastMessageId: books.messages.length,
    processedThrough: books.processedThrough,
    lastOrderId: greatest(books.orders.keys()),
    lastPatientId: greatest(books.patients.keys()),
    lastDeliveryId: greatest(books.deliveries.keys()),
    lastExceptionId: greatest(books.exceptions.keys()),
  }
}

function greatest(ids: Iterable<Order['id']>): number {
  let most = 0
  for (const id of ids) if (id > most) most = id
  return most
}
