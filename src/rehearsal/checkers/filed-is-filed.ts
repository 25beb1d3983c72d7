// Nothing is called filed or proven that is not in the books of the system that should have filed it. An acknowledgement
// does not prove that a result is in the chart; this is where that is held against Labloop.
import { type BookedOrder, type Docket, isOpen } from './docket.ts'
import { unshown } from './shown-as-said.ts'
import { checker, type Fault } from './violations.ts'

/** Labloop learns from the next census that the chart lost something; so many censuses later it must know, and a little. */
const censuses = 2
const margin_ms = 10 * 60_000

export const filedIsFiled = checker(
  'filed-is-filed',
  {
    verifies:
      'An order that Labloop calls proven is shown in the chart as the lab last said it, and a request that it calls filed stands in the lab’s book.',
    notVerified: 'What the chart lost within the last two censuses of the run, which Labloop cannot know yet.',
  },
  function* (docket, { labloop }) {
    const lost = lostLately(docket)
    for (const one of labloop.orders) if (!lost.has(docket.keyOf(one.order)) && !lost.has('')) yield* judge(docket, one)
  },
)

function* judge(docket: Docket, { order, loop, proven }: BookedOrder): Generator<Fault> {
  const { lab } = docket.evidence
  const subject = docket.keyOf(order)
  const entry = lab.book.get(subject)
  const owned = docket.raisedOn(order.id).some(isOpen)
  if (entry && proven && loop === 'agreed' && !owned && !isAmbiguous(docket, subject)) {
    const [first] = unshown(docket, subject, entry)
    if (first) yield { subject, text: `Order ${order.id} is called proven. ${first.what}` }
  }
  const filed = order.words.some(
    ({ side, subject: about, level }) => side === 'placer' && about === 'request' && level === 'filed',
  )
  if (filed && !entry && !isInLab(docket, order)) {
    yield { subject, text: `The request of order ${order.id} is called filed, and the lab’s book does not have it.` }
  }
}

/** Two orders under one number: which of them Labloop means is judged where they are told apart. */
function isAmbiguous(docket: Docket, key: string): boolean {
  return docket.ordersOf(key).length > 1
}

function isInLab({ evidence }: Docket, { items }: BookedOrder['order']): boolean {
  const numbers = new Set(items.flatMap((item) => item.numbers.map(({ number }) => number)))
  return [...evidence.lab.book.values()].some(
    ({ order }) => numbers.has(order.placer.number) || numbers.has(order.filler.number),
  )
}

/** Orders of which the chart lost something that no census has shown yet; the empty key: all. */
function lostLately({ evidence: { ehr, acts, site, end } }: Docket): ReadonlySet<string> {
  const every = Math.max(0, ...site.systems.map(({ census }) => census?.every ?? 0))
  const from = end - censuses * every - margin_ms
  const taken = ehr.events.filter(({ what, at }) => (what === 'rejected-later' || what === 'moved') && at > from)
  const restored = acts.some(({ at, act }) => act.who === 'ehr' && act.act.do === 'restore' && at > from)
  return new Set([...taken.map(({ placer }) => placer), ...(restored ? [''] : [])])
}
