// An order may end owned only where a fault or a planted cause explains it: an engine that asks a person about everything
// keeps the promise and is of no use.
import { checker } from './violations.ts'

export const ownedForAReason = checker(
  'owned-for-a-reason',
  {
    verifies:
      'Every order that is owned at the end is one that a fault, or a cause that was played, can have left without agreement.',
    notVerified: 'Whether the exception names that very cause.',
  },
  function* (docket, { labloop, excused }) {
    const ids = new Set<number>()
    for (const key of excused.keys()) for (const { order } of docket.ordersOf(key)) ids.add(order.id)
    for (const { order, loop } of labloop.orders) {
      if (loop !== 'owned' || ids.has(order.id)) continue
      const kinds = docket
        .raisedOn(order.id)
        .filter(({ status }) => status !== 'closed')
        .map(({ kind }) => kind)
      const why = [...new Set(kinds)].join(', ') || 'no open exception'
      yield {
        subject: docket.keyOf(order),
        text: `Order ${order.id} is owned (${why}), and nothing that was played explains it.`,
      }
    }
  },
)
