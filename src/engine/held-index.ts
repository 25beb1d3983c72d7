// Every held delivery, without its body: what a person's command needs to know of it.
import type { QueuedDelivery } from './ports/store.ts'

export type HeldDelivery = Pick<
  QueuedDelivery,
  'id' | 'destination' | 'flow' | 'messageId' | 'orderIds' | 'why' | 'attempts'
> & {
  /** Known of what was never sent: it is made again under the same one. */
  readonly controlId?: string
}

export class HeldIndex {
  readonly #byId = new Map<number, HeldDelivery>()

  constructor(held: readonly QueuedDelivery[]) {
    for (const delivery of held) this.add(delivery)
  }

  add({ id, destination, flow, messageId, orderIds, why, attempts, controlId }: HeldDelivery): void {
    const named = controlId === undefined ? {} : { controlId }
    this.#byId.set(id, { id, destination, flow, messageId, orderIds, why, attempts, ...named })
  }

  get(id: number): HeldDelivery | undefined {
    return this.#byId.get(id)
  }

  delete(id: number): void {
    this.#byId.delete(id)
  }

  get all(): Iterable<HeldDelivery> {
    return this.#byId.values()
  }
}
