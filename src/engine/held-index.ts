// Every held delivery, without its body: what a person's command needs to know of it, and what became of those that people
// let go. The one thing to know: it shows what is stored; what a batch does with a delivery is in that batch until then.
import type { QueuedDelivery } from './ports/store.ts'

export type HeldDelivery = Pick<
  QueuedDelivery,
  'id' | 'destination' | 'flow' | 'messageId' | 'orderIds' | 'why' | 'attempts'
> & {
  /** Known of what was never sent: it is made again under the same one. */
  readonly controlId?: string
}

/** What a person did with a held delivery. */
export type LetGo = 'queued' | 'skipped' | 'withdrawn'

/** Where a delivery stands that was sent and settled. */
export type Standing = 'taken' | 'held' | LetGo

/** Deliveries that people let go, and of which that is remembered. */
const most = 5000

export class HeldIndex {
  readonly #byId = new Map<number, HeldDelivery>()
  readonly #letGo = new Map<number, LetGo>()

  constructor(held: readonly QueuedDelivery[]) {
    for (const delivery of held) this.add(delivery)
  }

  add({ id, destination, flow, messageId, orderIds, why, attempts, controlId }: HeldDelivery): void {
    const named = controlId === undefined ? {} : { controlId }
    this.#letGo.delete(id)
    this.#byId.set(id, { id, destination, flow, messageId, orderIds, why, attempts, ...named })
  }

  get(id: number): HeldDelivery | undefined {
    return this.#byId.get(id)
  }

  letGo(id: number, how: LetGo): void {
    this.#byId.delete(id)
    this.#letGo.set(id, how)
    if (this.#letGo.size > most) for (const oldest of this.#letGo.keys()) return void this.#letGo.delete(oldest)
  }

  /** Its receiver has taken it. */
  taken(id: number): void {
    this.#byId.delete(id)
    this.#letGo.delete(id)
  }

  standing(id: number): Standing {
    return this.#byId.has(id) ? 'held' : (this.#letGo.get(id) ?? 'taken')
  }

  get all(): Iterable<HeldDelivery> {
    return this.#byId.values()
  }
}
