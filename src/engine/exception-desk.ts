// Every open exception, in memory, with what a batch does to them. The one thing to know: what a batch did counts only once
// it is stored; else it is undone, and the batch can be tried again.
import type { Whereabouts } from '../ownership/accountable.ts'
import type { Concern, Exception } from '../ownership/exception.ts'
import { close, raise, raiseHeldResult, take } from '../ownership/raise.ts'
import type { Site } from '../site/shapes/site.ts'
import type { Instant } from './ports/clock.ts'

/** More open exceptions of one cause, without an order, than this say nothing new: the messages themselves are kept. */
const mostOfOneCause = 100

export class ExceptionDesk {
  readonly #site: Site
  readonly #open = new Map<number, Exception>()
  readonly #byOrder = new Map<number, Set<number>>()
  readonly #byCause = new Map<string, Set<number>>()
  readonly #byDelivery = new Map<number, Set<number>>()
  /** Those that name several orders. */
  readonly #shared = new Set<number>()
  readonly #changed = new Map<number, Exception>()
  #undo: (() => void)[] = []
  #lastId: number
  #committedLastId: number

  constructor(site: Site, open: readonly Exception[], lastId: number) {
    this.#site = site
    this.#lastId = lastId
    this.#committedLastId = lastId
    for (const exception of open) this.#index(exception)
  }

  get size(): number {
    return this.#open.size
  }

  get(id: number): Exception | undefined {
    return this.#open.get(id)
  }

  get all(): Iterable<Exception> {
    return this.#open.values()
  }

  ofDelivery(deliveryId: number): readonly Exception[] {
    return this.#listed(this.#byDelivery.get(deliveryId))
  }

  ofCause(cause: string): readonly Exception[] {
    return this.#listed(this.#byCause.get(cause))
  }

  /** How many are open of one cause. */
  countOf(cause: string): number {
    return this.#byCause.get(cause)?.size ?? 0
  }

  /** Orders that share an open exception with one of these: they change when it is closed. */
  *companions(orders: { has(orderId: number): boolean }): Generator<number> {
    for (const id of this.#shared) {
      const { orderIds } = this.#open.get(id)!
      if (orderIds.some((orderId) => orders.has(orderId))) yield* orderIds
    }
  }

  /**
   * Opens an exception, unless one of the same cause is open about the same: the delivery that is held, else every one of
   * the orders, else the cause as such. Gives it, or null.
   */
  raise(concern: Concern, about: Whereabouts, now: Instant, held = false): Exception | null {
    return this.#isKnown(concern, about) ? null : this.open(concern, about, now, held)
  }

  /** Opens an exception, whatever is open. */
  open(concern: Concern, about: Whereabouts, now: Instant, held = false): Exception {
    const make = held ? raiseHeldResult : raise
    const made = make(concern, about, this.#site, ++this.#lastId, now)
    this.#index(made)
    this.#undo.push(() => this.#forget(made))
    this.#changed.set(made.id, made)
    return made
  }

  #isKnown({ cause }: Concern, { orderIds, messageId, deliveryId }: Whereabouts): boolean {
    const same = this.#byCause.get(cause)
    if (!same) return false
    if (deliveryId !== null) return [...same].some((id) => this.#open.get(id)!.deliveryId === deliveryId)
    if (orderIds.length > 0) {
      return orderIds.every((orderId) => [...(this.#byOrder.get(orderId) ?? [])].some((id) => same.has(id)))
    }
    if (messageId === null) return true
    return same.size >= mostOfOneCause
  }

  /** Messages whose deliveries have an open exception on this order. */
  onDeliveriesOf(orderId: number): ReadonlySet<number> {
    const open = this.#listed(this.#byOrder.get(orderId)).filter(({ deliveryId }) => deliveryId !== null)
    return new Set(open.flatMap(({ messageId }) => messageId ?? []))
  }

  /** Open exceptions of an order of one kind, of one cause or (empty) of any. */
  ofOrder(orderId: number, kind: string, cause: string): readonly Exception[] {
    return this.#listed(this.#byOrder.get(orderId)).filter(
      (exception) => exception.kind === kind && (cause === '' || exception.cause === cause),
    )
  }

  close(exception: Exception, rootCause: string, now: Instant): void {
    const open = this.#open.get(exception.id)
    if (!open) return
    this.#forget(open)
    this.#undo.push(() => this.#index(open))
    this.#changed.set(open.id, close(open, rootCause, now))
  }

  /** An open exception is about further orders, too. */
  join(exception: Exception, orderIds: readonly number[]): void {
    const open = this.#open.get(exception.id)
    if (!open) return
    const joined = { ...open, orderIds: [...new Set([...open.orderIds, ...orderIds])] }
    this.#forget(open)
    this.#index(joined)
    this.#undo.push(() => {
      this.#forget(joined)
      this.#index(open)
    })
    this.#changed.set(open.id, joined)
  }

  take(exception: Exception, who: string): void {
    const open = this.#open.get(exception.id)
    if (!open) return
    const taken = take(open, who)
    this.#open.set(open.id, taken)
    this.#undo.push(() => this.#open.set(open.id, open))
    this.#changed.set(open.id, taken)
  }

  /** What the batch has changed so far, whole. */
  changes(): readonly Exception[] {
    return [...this.#changed.values()]
  }

  committed(): void {
    this.#changed.clear()
    this.#undo = []
    this.#committedLastId = this.#lastId
  }

  rollback(): void {
    for (const undo of this.#undo.reverse()) undo()
    this.#changed.clear()
    this.#undo = []
    this.#lastId = this.#committedLastId
  }

  #listed(ids: ReadonlySet<number> | undefined): Exception[] {
    return ids ? [...ids].map((id) => this.#open.get(id)!) : []
  }

  #index(exception: Exception): void {
    this.#open.set(exception.id, exception)
    add(this.#byCause, exception.cause, exception.id)
    for (const orderId of exception.orderIds) add(this.#byOrder, orderId, exception.id)
    if (exception.orderIds.length > 1) this.#shared.add(exception.id)
    if (exception.deliveryId !== null) add(this.#byDelivery, exception.deliveryId, exception.id)
  }

  #forget(exception: Exception): void {
    this.#open.delete(exception.id)
    this.#shared.delete(exception.id)
    drop(this.#byCause, exception.cause, exception.id)
    for (const orderId of exception.orderIds) drop(this.#byOrder, orderId, exception.id)
    if (exception.deliveryId !== null) drop(this.#byDelivery, exception.deliveryId, exception.id)
  }
}

function add<Key>(index: Map<Key, Set<number>>, key: Key, id: number): void {
  const ids = index.get(key)
  if (ids) ids.add(id)
  else index.set(key, new Set([id]))
}

function drop<Key>(index: Map<Key, Set<number>>, key: Key, id: number): void {
  const ids = index.get(key)
  if (ids?.delete(id) && ids.size === 0) index.delete(key)
}
