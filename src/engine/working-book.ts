// The ledger's book over several batches: what was loaded or written lately need not be read again, since only the holder
// of the lease writes. The one thing to know: after anything that failed it is thrown away and read anew.
import { addToBook, type Book, type BookChanges, committed, type LastIds, openBook, orderIn } from '../ledger/book.ts'
import type { Order } from '../ledger/order.ts'
import { isUntaken } from '../ledger/words.ts'
import type { Loaded, Store } from './ports/store.ts'

const empty: Loaded = { orders: [], orderKeys: [], patients: [], patientKeys: [] }

export class WorkingBook {
  readonly #store: Pick<Store, 'load'>
  /** Orders kept between batches at most; 0 keeps none. */
  readonly #most: number
  #last: LastIds
  #book: Book
  #knownOrders = new Set<string>()
  #knownPatients = new Set<string>()
  /** Orders of the books before this one, as stored, that carry a word which is still to be taken: its outcome will come. */
  #before: ReadonlyMap<number, Order> = new Map()

  constructor(store: Pick<Store, 'load'>, last: LastIds, most: number) {
    this.#store = store
    this.#last = last
    this.#most = most
    this.#book = openBook(empty, last)
  }

  get book(): Book {
    return this.#book
  }

  /** Loads what the book does not have yet. Keys that lead to nothing are known from then on, too. */
  async ensure(orderKeys: Iterable<string>, patientKeys: Iterable<string>, orderIds: Iterable<number>): Promise<void> {
    const remembered: Order[] = []
    const missing: number[] = []
    for (const id of orderIds) {
      if (orderIn(this.#book, id)) continue
      const before = this.#before.get(id)
      if (before) remembered.push(before)
      else missing.push(id)
    }
    if (remembered.length > 0) addToBook(this.#book, { ...empty, orders: remembered })
    const wanted = {
      orderKeys: unknownOf(orderKeys, this.#knownOrders),
      patientKeys: unknownOf(patientKeys, this.#knownPatients),
      orderIds: missing,
    }
    if (wanted.orderKeys.length + wanted.patientKeys.length + missing.length === 0) return
    const book = this.#book
    const loaded = await this.#store.load(wanted)
    if (book !== this.#book) return
    addToBook(book, loaded)
    for (const key of wanted.orderKeys) this.#knownOrders.add(key)
    for (const key of wanted.patientKeys) this.#knownPatients.add(key)
  }

  /** Orders in the book under these keys, and these ids themselves. */
  *ordersUnder(orderKeys: Iterable<string>, orderIds: Iterable<number>): Generator<number> {
    yield* orderIds
    for (const key of orderKeys) yield* this.#book.byKey.get(key) ?? []
  }

  /** These changes are the ground for what comes next: the store has kept them, or will have before anything after them. */
  committed(kept: BookChanges): void {
    committed(this.#book, kept)
    this.#last = { lastOrderId: this.#book.lastOrderId, lastPatientId: this.#book.patients.lastId }
    const keys = Math.max(this.#knownOrders.size, this.#knownPatients.size)
    if (this.#book.entries.size > this.#most || keys > 4 * this.#most) this.#turnOver(kept)
  }

  /**
   * Begins anew, with what was changed last, since the store may not have it yet; and remembers the orders whose deliveries
   * are under way: as many as a book holds, the newest.
   */
  #turnOver(kept: BookChanges): void {
    const waiting = new Map<number, Order>()
    for (const order of this.#before.values()) if (!this.#book.entries.has(order.id)) waiting.set(order.id, order)
    for (const { order } of this.#book.entries.values()) if (order.words.some(isUntaken)) waiting.set(order.id, order)
    this.discard()
    let spare = waiting.size - this.#most
    for (const id of waiting.keys()) if (spare-- > 0) waiting.delete(id)
    this.#before = waiting
    addToBook(this.#book, { ...kept, orders: kept.orders.map(({ order }) => order) })
  }

  /** Forgets everything that is not in the store. */
  discard(): void {
    this.#before = new Map()
    this.#book = openBook(empty, this.#last)
    this.#knownOrders = new Set()
    this.#knownPatients = new Set()
  }
}

function unknownOf(keys: Iterable<string>, known: ReadonlySet<string>): string[] {
  const unknown: string[] = []
  for (const key of keys) if (!known.has(key)) unknown.push(key)
  return unknown
}
