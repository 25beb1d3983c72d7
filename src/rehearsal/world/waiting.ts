// What waits to be delivered and could go, and what stands behind something that a person must decide about. The one thing to
// know: nothing overtakes within a lane, so a held message holds up what comes after it for the same order or patient; that
// is owned with it, and no queue that does not drain.
import type { QueuedDelivery, Store } from '../../engine/ports/store.ts'

type InLanes = Pick<QueuedDelivery, 'id' | 'lanes' | 'state'>

/** Of the deliveries of one destination, those that wait for nothing but their turn. Any order; held ones among them. */
export function free<Delivery extends InLanes>(deliveries: readonly Delivery[]): readonly Delivery[] {
  const parked = new Set<number>()
  return deliveries
    .toSorted((one, other) => one.id - other.id)
    .filter(({ lanes, state }) => {
      const stands = state === 'held' || lanes.some((lane) => parked.has(lane))
      if (stands) for (const lane of lanes) parked.add(lane)
      return !stands
    })
}

/** So many are looked at: more than ever wait in a rehearsal. */
const most = 100_000

/** How many deliveries of these destinations wait for nothing but their turn. */
export async function countFree(
  store: Pick<Store, 'undelivered' | 'held'>,
  destinations: readonly string[],
): Promise<number> {
  let count = 0
  for (const id of destinations) {
    const queued = await store.undelivered(id, 0, most)
    if (queued.length > 0) count += free([...queued, ...(await store.held(id))]).length
  }
  return count
}
