// Every order goes by the table of transitions alone. The one thing to know: it follows each write of each order, and asks
// whether what was said of it in that very batch can have led there.
import type { FactKind, Side } from '../../ledger/fact.ts'
import { type Order, type OrderState, orderStates } from '../../ledger/order.ts'
import { transitions } from '../../ledger/transitions.ts'
import type { OrderWrite } from '../play/evidence.ts'
import { grouped } from './docket.ts'
import { checker, type Fault } from './violations.ts'

export const legalStates = checker(
  'legal-states',
  {
    verifies:
      'The state of an order changes only by something that was said of it, only as the table of transitions allows, and no write of it is left out or made twice.',
    notVerified: 'Which of several allowed states a report or a status leads to: that is for the ledger’s own tests.',
  },
  function* (docket, { labloop }) {
    const numbers = new Map(labloop.orders.map(({ order }) => [order.id, order]))
    for (const [id, writes] of grouped(labloop.writes, ({ orderId }) => [orderId])) {
      const order = numbers.get(id)
      yield* follow(order, order ? docket.keyOf(order) : '', writes)
    }
  },
)

function* follow(last: Order | undefined, subject: string, writes: readonly OrderWrite[]): Generator<Fault> {
  let state: OrderState = 'unheard'
  let version = 0
  for (const write of writes) {
    const { orderId: id } = write
    if (write.version !== version + 1) {
      yield { subject, text: `Order ${id} was written as version ${write.version} after version ${version}.` }
    }
    if (write.state !== state && !write.commanded && !reachable(state, write.said).has(write.state)) {
      const said = write.said.map(({ side, kind }) => `${side} ${kind}`).join(', ') || 'nothing'
      yield {
        subject,
        text: `Order ${id} went from ${state} to ${write.state}, and what was said (${said}) does not lead there.`,
      }
    }
    state = write.state
    version = write.version
  }
  if (last && last.state !== state) {
    yield { subject, text: `Order ${last.id} stands as ${last.state}, and was last written as ${state}.` }
  }
}

/** States in which an order can be once these facts were told in this order. */
function reachable(from: OrderState, said: OrderWrite['said']): ReadonlySet<OrderState> {
  let states = new Set<OrderState>([from])
  for (const { side, kind, verdict } of said) {
    if (verdict === 'refused' || verdict === 'unmatched') continue
    states = new Set([...states].flatMap((state) => [state, ...ledTo(kind, side, state)]))
  }
  return states
}

const anyButUnheard = orderStates.filter((state) => state !== 'unheard')

/** Where the table leads; by what a report or a status itself says, anywhere but back to nothing. */
function ledTo(kind: FactKind, side: Side, state: OrderState): readonly OrderState[] {
  const rule = transitions[kind][side][state]
  if ('refuse' in rule || rule.next === 'same') return []
  const { next } = rule
  const named = orderStates.find((one) => one === next)
  return named ? [named] : anyButUnheard
}
