// Commits batches of changes, one after the other. The one thing to know: what it remembers between them (which destinations
// are known, how orders stood) only saves reading; it is right or not used at all.
import type { Changes, Lease } from '../../engine/ports/store.ts'
import { commitSteps, namesIn } from './commit.ts'
import { type Remade, withBodies } from './delivery-rows.ts'
import { isKnownKey } from './errors.ts'
import type { Names } from './names.ts'
import { standingOf } from './order-steps.ts'
import type { Row, Step } from './pipeline.ts'
import { Standings } from './standings.ts'
import { addDestinations } from './statements/add-destinations.ts'
import { findDeliveryGroups } from './statements/find-delivery-groups.ts'
import { lockDestination } from './statements/lock-destination.ts'
import { replaceDeliveryGroups } from './statements/replace-delivery-groups.ts'
import { settleThrough } from './statements/settle-through.ts'
import type { Writer } from './writer.ts'

/** The mark of a destination is moved after so many outcomes. */
const OUTCOMES = 2000

export class Committer {
  readonly #writer: Writer
  readonly #names: Names
  readonly #read: (steps: readonly Step[]) => Promise<Row[][]>
  /** Destinations that have a row. */
  readonly #introduced = new Set<string>()
  /** Outcomes of each destination since its mark was moved. */
  readonly #outcomes = new Map<string, number>()
  readonly #standings = new Standings()

  /** `read`: asks outside the commits, for what is seldom needed. */
  constructor(writer: Writer, names: Names, read: (steps: readonly Step[]) => Promise<Row[][]>) {
    this.#writer = writer
    this.#names = names
    this.#read = read
  }

  /** See `Store.commit`. Rejects as `Session.run` does: then nothing is kept. */
  async commit(leases: readonly Lease[], changes: Changes): Promise<void> {
    await this.#names.know(namesIn(changes))
    const fresh = new Set(changes.deliveries.map(({ destination }) => destination))
    for (const destination of this.#introduced) fresh.delete(destination)
    const remade = await this.#remade(changes)
    const write = (cautious: boolean) => {
      const steps = [...commitSteps(changes, this.#names, this.#standings, cautious), ...remade]
      return this.#writer.write(leases, [...this.#introduce(fresh, changes), ...steps, ...this.#marks(changes)])
    }
    await write(false).catch((error: unknown) => {
      if (!isKnownKey(error)) throw error
      return write(true)
    })
    for (const destination of fresh) this.#introduced.add(destination)
    for (const change of changes.orders) this.#standings.note(change.order.id, standingOf(change))
  }

  /** The groups of deliveries that were made again. Only commits write them, one after the other, so none changes meanwhile. */
  async #remade({ outcomes }: Changes): Promise<Step[]> {
    const bodies = new Map<number, Remade>()
    for (const outcome of outcomes) {
      const { deliveryId, remade, renamed } = outcome
      // Another outcome of the same batch may have given it its new control id.
      const controlId = renamed ?? bodies.get(deliveryId)?.controlId
      if (remade) bodies.set(deliveryId, { body: remade, ...(controlId === undefined ? {} : { controlId }) })
    }
    if (bodies.size === 0) return []
    const [rows] = await this.#read([findDeliveryGroups([...bodies.keys()])])
    return [replaceDeliveryGroups(withBodies(rows!, bodies))]
  }

  #introduce(fresh: ReadonlySet<string>, { deliveries }: Changes): Step[] {
    if (fresh.size === 0) return []
    const firstId = deliveries.reduce((least, { id }) => Math.min(least, id), Infinity)
    return [addDestinations([...fresh].map((name) => ({ destination: this.#names.id(name), firstId })))]
  }

  #marks({ outcomes }: Changes): Step[] {
    const steps: Step[] = []
    for (const { destination } of outcomes) {
      const count = (this.#outcomes.get(destination) ?? 0) + 1
      this.#outcomes.set(destination, count % OUTCOMES)
      if (count !== OUTCOMES) continue
      const id = this.#names.id(destination)
      steps.push(lockDestination(id), settleThrough(id))
    }
    return steps
  }
}
