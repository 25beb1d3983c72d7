// Engines that keep bad books: they forget what waits, whom they told, who did what, and where an order really stands.
import type { Changes } from '../../../src/engine/ports/store.ts'
import type { Order } from '../../../src/ledger/order.ts'
import type { Exception } from '../../../src/ownership/exception.ts'
import { every, type Mutant, onCommit, withoutCensus, withStore } from './mutant.ts'

type WrittenOrder = Changes['orders'][number]

function onOrders(change: (written: WrittenOrder) => WrittenOrder) {
  return onCommit((changes) => ({ ...changes, orders: changes.orders.map(change) }))
}

function onExceptions(change: (exception: Exception) => Exception) {
  return onCommit((changes) => ({ ...changes, exceptions: changes.exceptions.map(change) }))
}

const nobody: Pick<Order, 'exceptions'> = { exceptions: [] }

export const bookMutants: readonly Mutant[] = [
  {
    name: 'forgets after a restart what waits',
    caughtBy: 'queues-drain',
    make: () => (options) => withStore(options, () => ({ undelivered: async () => [] })),
  },
  {
    name: 'forgets to raise',
    caughtBy: 'nothing-lost',
    make: () => onCommit((changes) => ({ ...changes, exceptions: [] })),
  },
  {
    name: 'calls owned what nobody owns',
    caughtBy: 'no-order-adrift',
    make: () =>
      onCommit((changes) => ({
        ...changes,
        exceptions: [],
        orders: changes.orders.map((one) => ({ ...one, order: { ...one.order, ...nobody } })),
      })),
  },
  {
    name: 'calls agreed what differs, and tells nobody',
    caughtBy: 'last-word',
    make: () =>
      onCommit((changes) => ({
        ...changes,
        exceptions: [],
        orders: changes.orders.map((one) => ({
          ...one,
          order: { ...one.order, ...nobody },
          loop: one.loop === 'owned' ? 'agreed' : one.loop,
        })),
      })),
  },
  {
    name: 'never looks at what is overdue',
    caughtBy: 'no-order-adrift',
    make: () => (options) => withStore(options, () => ({ due: async () => [], sights: async () => [] })),
  },
  {
    name: 'calls filed what was acknowledged',
    caughtBy: 'filed-is-filed',
    make: () => (options) => {
      const boasts = onOrders((one) => ({
        ...one,
        proven: one.loop === 'agreed',
        order: {
          ...one.order,
          words: one.order.words.map((word) => (word.level === 'received' ? { ...word, level: 'filed' } : word)),
        },
      }))
      return withoutCensus(boasts(options))
    },
  },
  {
    name: 'ends an order by nothing that was said',
    caughtBy: 'legal-states',
    make: () =>
      onOrders((one) =>
        one.order.state === 'in-process' || one.order.state === 'partial'
          ? { ...one, order: { ...one.order, state: 'cancelled' } }
          : one,
      ),
  },
  {
    name: 'takes a request to cancel for a cancellation',
    caughtBy: 'cancels-heard',
    make() {
      const ids = new Set<number>()
      return onCommit((changes) => {
        for (const one of changes.orders) if (isToBeCancelled(one)) ids.add(one.order.id)
        return {
          ...changes,
          exceptions: changes.exceptions.filter(({ orderIds }) => !orderIds.some((id) => ids.has(id))),
          orders: changes.orders.map((one) => (ids.has(one.order.id) ? cancelled(one) : one)),
        }
      })
    },
  },
  {
    name: 'keeps no audit trail',
    caughtBy: 'acts-audited',
    make: () => onCommit((changes) => ({ ...changes, audit: [] })),
  },
  {
    name: 'raises without a team',
    caughtBy: 'exceptions-owned',
    make: () => onExceptions((one) => ({ ...one, team: '' })),
  },
  {
    name: 'raises without a clock',
    caughtBy: 'exceptions-owned',
    make: () => onExceptions((one) => ({ ...one, dueAt: 0 })),
  },
  {
    name: 'closes without a root cause',
    caughtBy: 'exceptions-owned',
    make: () => onExceptions((one) => ({ ...one, rootCause: '' })),
  },
  {
    name: 'asks a person about everything',
    caughtBy: 'owned-for-a-reason',
    make() {
      const asks = every(5)
      const asked = new Map<number, Exception>()
      return onCommit((changes) => {
        for (const { order } of changes.orders) {
          if (order.version === 1 && asks()) asked.set(order.id, question(order))
        }
        const orders = changes.orders.map((one) => (asked.has(one.order.id) ? { ...one, loop: 'owned' as const } : one))
        const raised = changes.orders.flatMap(({ order }) => (order.version === 1 ? (asked.get(order.id) ?? []) : []))
        return { ...changes, orders, exceptions: [...changes.exceptions, ...raised] }
      })
    },
  },
  {
    name: 'never closes what was settled',
    caughtBy: 'no-order-adrift',
    make: () =>
      onCommit((changes) => ({
        ...changes,
        exceptions: changes.exceptions.filter(({ status }) => status !== 'closed'),
      })),
  },
]

function isToBeCancelled({ order: { words } }: WrittenOrder): boolean {
  return words.some(({ subject, side }) => subject === 'cancel' && side === 'placer')
}

function cancelled(one: WrittenOrder): WrittenOrder {
  return { ...one, loop: 'agreed', order: { ...one.order, ...nobody, state: 'cancelled' } }
}

function question(order: Order): Exception {
  const text = 'Please look at this order.'
  const about = { orderIds: [order.id], messageId: null, deliveryId: null, flow: '', system: '' }
  const clock = { openedAt: order.firstSeenAt, dueAt: order.firstSeenAt + 3_600_000, closedAt: null }
  return {
    ...{ id: 1_000_000 + order.id, kind: 'unsolicited-result', severity: 'low', text, cause: 'question' },
    ...{ ...about, ...clock, team: 'lab', status: 'assigned', takenBy: '', rootCause: '' },
  }
}
