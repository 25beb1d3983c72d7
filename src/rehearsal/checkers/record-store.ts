// Watches a store for the judges: when it had each message for good, and every write of every order with what was said of
// it. The one thing to know: it stands directly before the real store, below everything that may be broken, so that what it
// writes down is what was really kept.
import type { Changes, Store } from '../../engine/ports/store.ts'
import type { Fact } from '../../ledger/fact.ts'
import type { OrderWrite } from '../play/evidence.ts'

export type StoreRecord = {
  readonly store: Store
  /** Message id to the count at which the store had it. */
  readonly kept: ReadonlyMap<number, number>
  readonly writes: readonly OrderWrite[]
  /** Orders seen with the loop status adrift in any write. */
  readonly adrift: ReadonlySet<number>
}

/**
 * The store, watched.
 * @param count counts up over the whole run
 */
export function recordStore(store: Store, count: () => number): StoreRecord {
  const kept = new Map<number, number>()
  const writes: OrderWrite[] = []
  const adrift = new Set<number>()
  const watched: Store = {
    ...store,
    async receive(lease, batch) {
      const received = await store.receive(lease, batch)
      for (const one of received) if (one.kind === 'new') kept.set(one.id, count())
      return received
    },
    async commit(leases, changes) {
      await store.commit(leases, changes)
      writes.push(...writesOf(changes, count()))
      for (const { order, loop } of changes.orders) if (loop === 'adrift') adrift.add(order.id)
    },
  }
  return { store: watched, kept, writes, adrift }
}

/** The writes of one batch. */
export function writesOf(changes: Pick<Changes, 'orders' | 'facts' | 'audit'>, n: number): OrderWrite[] {
  const said = new Map<number, OrderWrite['said'][number][]>()
  for (const { fact, orderId, verdict } of changes.facts) {
    if (orderId === null) continue
    const list = said.get(orderId) ?? []
    said.set(orderId, list)
    list.push({ side: sideOf(fact), kind: fact.kind, verdict })
  }
  const commanded = changes.audit.length > 0
  return changes.orders.map(({ order: { id, version, state } }) => {
    return { n, orderId: id, version, state, said: said.get(id) ?? [], commanded }
  })
}

/** The column of the table of transitions: what has no side is told as the filler's. */
function sideOf(fact: Fact): 'placer' | 'filler' {
  return 'side' in fact ? fact.side : 'filler'
}
