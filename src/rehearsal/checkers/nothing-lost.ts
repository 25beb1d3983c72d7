// Each acknowledged message is followed to where it ends: at the other system's own end of the wire, or at a person. The
// one thing to know: what Labloop calls delivered counts only where the frame really arrived there.
import type { BookedDelivery, BookedMessage, Docket } from './docket.ts'
import { isOpen } from './docket.ts'
import { positive, type Talk } from './talks.ts'
import { checker, type Fault } from './violations.ts'

const lines = ['ehr-to-labloop', 'lab-to-labloop'] as const

export const nothingLost = checker(
  'nothing-lost',
  {
    verifies:
      'Every message that a system got AA or CA for has arrived at the other system, or somebody owns it, or a person decided that it does not go.',
    notVerified:
      'What the other system makes of it once it has arrived (see last-word), and whether a message of a type that no flow takes should have one.',
  },
  function* (docket) {
    for (const line of lines) for (const talk of docket.talks.on[line]) yield* judge(docket, talk)
  },
)

function* judge(docket: Docket, talk: Talk): Generator<Fault> {
  const { controlId: subject, type, replies } = talk
  if (type === 'ACK' || !replies.some(({ code, end }) => positive.has(code) && end === 'arrived')) return
  const stored = docket.storedOf(talk)
  if (stored.length === 0)
    yield { subject, text: `Message ${subject} was acknowledged and is not in the store: it is lost.` }
  for (const message of stored) {
    const why = endOf(docket, message, type)
    if (why !== '')
      yield { subject, at: message.receivedAt, text: `Message ${subject} (${type}) was acknowledged, and ${why}.` }
  }
}

/** What is missing of the way of a stored message; empty where it is accounted for. */
function endOf(docket: Docket, { id, system }: BookedMessage, type: string): string {
  const { site, labloop } = docket.evidence
  if (id > labloop.processedThrough) return 'it was never processed'
  if (site.mode === 'observe') return ''
  const deliveries = docket.deliveriesOf(id)
  if (deliveries.length > 0)
    return deliveries.map((delivery) => missing(docket, delivery)).find((why) => why !== '') ?? ''
  if (docket.raisedAbout(id).length > 0) return ''
  if (isTaken(docket, system, type)) return 'it went nowhere and nobody was told'
  const told = labloop.exceptions.some(({ kind, system: of }) => kind === 'no-flow' && of === system)
  return told ? '' : 'no flow takes it and nobody was told'
}

/** What is missing of one delivery. */
function missing(docket: Docket, delivery: BookedDelivery): string {
  const { id, state, destination, controlId, messageId } = delivery
  const line = docket.lineTo(destination)
  const arrived = line && docket.talks.under(line, controlId).some((talk) => talk.arrived.length > 0)
  if (state === 'delivered')
    return arrived ? '' : `${destination} never got delivery ${id}, which Labloop calls delivered`
  if (state === 'cancelled')
    return isDecided(docket, id) ? '' : `delivery ${id} was cancelled and no person asked for it`
  const owners = [...docket.raisedFor(id), ...docket.raisedAbout(messageId)].some(isOpen)
  const trouble = owners || isTroubled(docket, delivery)
  return trouble ? '' : `delivery ${id} is ${state} and nobody owns it`
}

function isDecided({ evidence }: Docket, deliveryId: number): boolean {
  const named = new RegExp(`^delivery ${deliveryId}\\b`)
  return evidence.labloop.audit.some(({ about }) => named.test(about))
}

/** A queue that stands still as a whole is owned once, for all that waits in it. */
function isTroubled({ evidence }: Docket, { orderIds, destination }: BookedDelivery): boolean {
  return evidence.labloop.exceptions.some(
    (one) =>
      isOpen(one) &&
      (one.orderIds.some((id) => orderIds.includes(id)) ||
        one.kind === 'operator-hold' ||
        one.cause.includes(destination)),
  )
}

function isTaken({ evidence }: Docket, system: string, type: string): boolean {
  const code = type.split('^', 1)[0]!
  return evidence.site.flows.some(
    ({ from, messages }) => from === system && (messages.includes(type) || messages.includes(code)),
  )
}
