// A cancel is a dialogue: it ends with an answer, both sides know how, and what was refused goes on. AA to a cancel is not a
// cancellation. (HL7 v2.5.1 table 0119: CA with CR or UC; OC)
import type { LabEntry } from '../lab/lab-book.ts'
import type { Docket } from './docket.ts'
import { checker, type Fault } from './violations.ts'

export const cancelsHeard = checker(
  'cancels-heard',
  {
    verifies:
      'What the lab cancelled is cancelled in the chart, what it would not cancel goes on in the chart and in the ledger, and no cancel stays without an answer, or somebody owns it.',
    notVerified: 'Whether a result that crossed a cancel should have been kept.',
  },
  function* (docket, { lab, labloop }) {
    for (const [key, entry] of lab.book) {
      const why = wrongWith(docket, key, entry)
      if (why !== '' && !docket.isOwned(key) && !docket.isDecided(key))
        yield { subject: key, text: `${why} Nobody owns it.` }
    }
    for (const { order, loop } of labloop.orders)
      if (order.state === 'cancelling' && loop !== 'owned') yield* unanswered(docket, order)
  },
)

/** States of the lab's book in which an order is over without a result, and what the chart says of one. (HL7 table 0038) */
const ended: ReadonlySet<LabEntry['state']> = new Set(['cancelled', 'refused', 'discontinued', 'replaced'])
const off: ReadonlySet<string> = new Set(['CA', 'DC', 'RP'])

function wrongWith(docket: Docket, key: string, { state }: LabEntry): string {
  const isOff = ended.has(state)
  const charted = docket.chartOrderOf(key)?.status
  if (isOff && charted !== undefined && !off.has(charted))
    return `The lab has it as ${state}, the chart as ${charted || 'open'}.`
  if (!isOff && off.has(charted ?? '')) return 'The chart has it as cancelled, and the lab goes on.'
  const [known, ...others] = docket.ordersOf(key)
  if (!known || others.length > 0) return ''
  const isOver = known.order.state === 'cancelled' || known.order.state === 'refused'
  if (isOver === isOff) return ''
  return isOver
    ? `Labloop has it as ${known.order.state}, and the lab goes on.`
    : `The lab has it as ${state}, Labloop as ${known.order.state}.`
}

/** A request to cancel that is still open: while its answer is awaited it is on course. */
function* unanswered(docket: Docket, order: Parameters<Docket['keyOf']>[0]): Generator<Fault> {
  const awaited = order.expectations.some(({ due }) => due > docket.evidence.end)
  if (!awaited)
    yield {
      subject: docket.keyOf(order),
      text: `Order ${order.id} waits for the answer to a cancel that nobody awaits.`,
    }
}
