// No order adrift at any time: by Labloop's own check, by its stored status, and by the judge's own count of when each word
// of the lab had been taken by the EHR. The one thing to know: the last of the three asks neither `decide` nor `loopStatus`
// nor the check for adrift, only the wires and the list of exceptions.
import type { Instant } from '../../engine/ports/clock.ts'
import type { Evidence } from '../play/evidence.ts'
import { type BookedOrder, type Docket, grouped, isOpen, wordsOf } from './docket.ts'
import { ableFrom, awaySpans, type Span } from './spans.ts'
import { positive } from './talks.ts'
import { checker, type Fault, lasting } from './violations.ts'

/** How long Labloop may take to see that something is overdue, or to have a word taken, milliseconds. */
const grace_ms = 2 * 60_000

export const noOrderAdrift = checker(
  'no-order-adrift',
  {
    verifies:
      'At no time is an order adrift: what is called agreed has been taken by the other side, what has an open exception, and nothing else, is called owned, and what is awaited is raised when it is late.',
    notVerified: 'What happens between two looks: a status that was wrong for a moment only, and was never stored.',
  },
  function* (docket, evidence) {
    const byId = new Map(evidence.labloop.orders.map((one) => [one.order.id, one]))
    const keyOf = (id: number) => (byId.has(id) ? docket.keyOf(byId.get(id)!.order) : '')
    const drifted = new Set(evidence.everAdrift)
    for (const { orderId, loop } of evidence.sightings) if (loop === 'adrift') drifted.add(orderId)
    for (const { order, loop } of evidence.labloop.orders) if (loop === 'adrift') drifted.add(order.id)
    for (const id of drifted) yield { subject: keyOf(id), text: `Order ${id} was adrift.` }
    for (const one of evidence.labloop.orders) yield* atEnd(docket, one)
    yield* calledAgreed(docket, byId)
  },
)

/** What the last stored status claims, against what is there. */
function* atEnd(docket: Docket, { order, loop }: BookedOrder): Generator<Fault> {
  const { end } = docket.evidence
  const owned = docket.raisedOn(order.id).some(isOpen)
  const subject = docket.keyOf(order)
  if (loop === 'owned' && !owned)
    yield { subject, text: `Order ${order.id} is called owned, and no exception is open on it.` }
  if (loop !== 'owned' && owned)
    yield { subject, text: `Order ${order.id} is called ${loop}, and an exception is open on it.` }
  if (owned || (loop !== 'on-course' && loop !== 'dormant')) return
  const due = Math.min(...order.expectations.map((one) => one.due))
  if (order.expectations.length === 0) {
    yield { subject, text: `Order ${order.id} is called ${loop}, and nothing is awaited of it.` }
  } else if (due + grace_ms < end) {
    yield {
      subject,
      at: due,
      text: `Order ${order.id} is called ${loop}, a step is overdue for ${lasting(end - due)}, and nobody owns it.`,
    }
  }
}

/** From when to when nobody had taken a word that Labloop had: then the order was not agreed. */
type Gap = Span & { readonly controlId: string }

/** Times at which an order stood as agreed while a word of the lab that Labloop had was taken by nobody. */
function* calledAgreed(docket: Docket, byId: ReadonlyMap<number, BookedOrder>): Generator<Fault> {
  const away = awaySpans(docket.evidence)
  const gaps = new Map<number, readonly Gap[]>()
  for (const [key, words] of wordsOf(docket.evidence)) {
    if (docket.isDecided(key)) continue
    const found = words.flatMap((word, nth) => {
      const gap = gapOf(docket, word.controlId, away)
      return gap.length > 0 && isNews(words, nth) ? gap : []
    })
    if (found.length > 0) for (const { order } of docket.ordersOf(key)) gaps.set(order.id, found)
  }
  if (gaps.size === 0) return
  for (const [id, sightings] of grouped(docket.evidence.sightings, ({ orderId }) => [orderId])) {
    const gap = gaps.get(id)?.find((one) => stoodAsAgreed(docket, id, sightings, one))
    if (!gap) continue
    const subject = docket.keyOf(byId.get(id)!.order)
    yield {
      subject,
      at: gap.from,
      text: `Order ${id} was called agreed while nobody had taken message ${gap.controlId}.`,
    }
  }
}

/** A sighting holds until the next one. */
function stoodAsAgreed(docket: Docket, id: number, sightings: Evidence['sightings'], gap: Gap): boolean {
  return sightings.some(({ at, loop }, nth) => {
    const until = sightings[nth + 1]?.at ?? docket.evidence.end
    const from = Math.max(at, gap.from)
    return loop === 'agreed' && from < Math.min(until, gap.to) && !isRaised(docket, id, from)
  })
}

/** Whether a word says another thing of the order than the lab's words before it: the same again need not be taken. */
function isNews(words: Evidence['lab']['words'], nth: number): boolean {
  const { entry } = words[nth]!
  const before = words[nth - 1]?.entry
  if (!before || before.state !== entry.state || before.observations.length !== entry.observations.length) return true
  return entry.observations.some((said, at) => {
    const known = before.observations[at]!
    return known.value !== said.value || known.status !== said.status || known.component !== said.component
  })
}

function gapOf(docket: Docket, controlId: string, away: readonly Span[]): Gap[] {
  return docket.talks.under('lab-to-labloop', controlId).flatMap((talk) =>
    docket.storedOf(talk).flatMap((message): Gap[] => {
      const taken = takenAt(docket, message.id)
      const from = ableFrom(away, message.receivedAt) + grace_ms
      return taken === null || taken <= from ? [] : [{ from, to: taken, controlId }]
    }),
  )
}

/** When the EHR first took what became of a message; null where it brings it nothing: no flow, or a person's decision. */
function takenAt(docket: Docket, messageId: number): Instant | null {
  const deliveries = docket.deliveriesOf(messageId).filter(({ state }) => state !== 'cancelled')
  if (deliveries.length === 0) return null
  const times = deliveries.flatMap(({ destination, controlId }) => {
    const line = docket.lineTo(destination)
    const talks = line ? docket.talks.under(line, controlId) : []
    const answered = talks.flatMap(({ replies }) =>
      replies.filter(({ code }) => positive.has(code)).map(({ at }) => at),
    )
    // A slow receiver has filed, and its census may show it, before it answers.
    const filed = filedAt(docket.evidence).get(controlId)
    return filed === undefined ? answered : [...answered, filed]
  })
  return times.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...times)
}

const filings = new WeakMap<Evidence, ReadonlyMap<string, Instant>>()

/** When the EHR first filed each message, by control id. */
function filedAt(evidence: Evidence): ReadonlyMap<string, Instant> {
  const known = filings.get(evidence)
  if (known) return known
  const filed = evidence.ehr.events.filter(({ what }) => what === 'filed')
  const first = new Map(filed.toReversed().map(({ controlId, at }) => [controlId, at]))
  filings.set(evidence, first)
  return first
}

function isRaised(docket: Docket, orderId: number, at: Instant): boolean {
  return docket
    .raisedOn(orderId)
    .some(({ openedAt, closedAt }) => openedAt <= at && at <= (closedAt ?? Number.POSITIVE_INFINITY))
}
