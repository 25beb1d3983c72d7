// Who should take what a message says of an order: the order's other side. The one thing to know: it follows from the order
// and from the parts that systems play, never from the order of the flows; any other receiver of the message gets a copy,
// which proves nothing.
import type { Side } from '../ledger/fact.ts'
import type { Order } from '../ledger/order.ts'
import type { Flow } from '../site/shapes/flow.ts'
import type { Site } from '../site/shapes/site.ts'
import { sideOn } from './speaker.ts'

export type Addressees = {
  /**
   * Of the flows that take a message, the one that leads to the other side of an order; null where none does.
   * @param side the one that speaks
   */
  flowFor(flows: readonly Flow[], order: Pick<Order, 'items'>, side: Side): Flow | null
}

export function addresseesOf(site: Pick<Site, 'flows' | 'systems'>): Addressees {
  const nearest: Readonly<Record<Side, ReadonlySet<string>>> = {
    placer: nearestFlows(site, 'placer'),
    filler: nearestFlows(site, 'filler'),
  }
  return {
    flowFor(flows, { items }, side) {
      let isKnown = false
      for (const item of items) {
        if (item.side === side || item.system === '') continue
        for (const flow of flows) if (flow.to === item.system && flow.from !== item.system) return flow
        isKnown ||= site.flows.some(({ from, to }) => to === item.system && from === flows[0]?.from)
      }
      // It is known, and this message does not go there.
      if (isKnown) return null
      for (const flow of flows) if (nearest[side].has(flow.id)) return flow
      return null
    },
  }
}

/**
 * By sender, the flows that lead nearest to the other side, by the parts that the pair plays. Only where nothing better
 * leads there is an engine taken for the system behind it.
 */
function nearestFlows(site: Pick<Site, 'flows' | 'systems'>, side: Side): ReadonlySet<string> {
  const distances = new Map<string, number>()
  for (const flow of site.flows) {
    const distance = distanceOf(flow, site, side)
    if (distance < (distances.get(flow.from) ?? unreachable)) distances.set(flow.from, distance)
  }
  const near = site.flows.filter((flow) => distances.get(flow.from) === distanceOf(flow, site, side))
  return new Set(near.map(({ id }) => id))
}

const unreachable = 3

function distanceOf(flow: Flow, site: Pick<Site, 'flows' | 'systems'>, side: Side): number {
  const played = sideOn(flow, site)
  if (played !== undefined) return played === side ? 0 : unreachable
  const { role } = site.systems.find(({ id }) => id === flow.to) ?? { role: 'engine' }
  if (role === 'engine') return 2
  return (role === 'ehr') === (side === 'filler') ? 0 : 1
}
