// One effect for one control id: what is sent again, by a system or by Labloop, is the same message and does its work once.
// (HL7 v2.5.1 §2.9.2: the initiating system may send again under the same MSH-10 where no answer came)
import { type Docket, grouped } from './docket.ts'
import { isSame, type Talk } from './talks.ts'
import { checker, type Fault } from './violations.ts'

export const oneEffect = checker(
  'one-effect',
  {
    verifies:
      'A message that comes again under its control id is processed once; Labloop sends one delivery under one control id and with the same bytes; nothing is filed twice.',
    notVerified:
      'What a system says again under a new control id is a message of its own: that it changes nothing is the ledger’s to show.',
  },
  function* (docket) {
    yield* processedTwice(docket)
    yield* sentTwice(docket)
    yield* changedOnTheWay(docket)
    yield* filedTwice(docket)
  },
)

function* processedTwice({ evidence: { labloop, site } }: Docket): Generator<Fault> {
  const windows = new Map(site.systems.map(({ id, control_id_window }) => [id, control_id_window]))
  for (const messages of grouped(labloop.messages, ({ system, controlId }) => [`${system} ${controlId}`]).values()) {
    for (const [nth, message] of messages.entries()) {
      const { system, controlId: subject, body, receivedAt } = message
      const before = messages.slice(0, nth).find((one) => isSame(one.body, body))
      if (subject === '' || !before || receivedAt - before.receivedAt > (windows.get(system) ?? 0)) continue
      yield {
        subject,
        at: receivedAt,
        text: `Message ${subject} of ${system} was stored twice, as ${before.id} and ${message.id}.`,
      }
    }
  }
}

/** One stored message, one destination, the same content: more than one control id. */
function* sentTwice(docket: Docket): Generator<Fault> {
  const { deliveries } = docket.evidence.labloop
  const groups = grouped(deliveries, ({ messageId, destination }) => [`${messageId} ${destination}`])
  for (const same of groups.values()) {
    if (same.length < 2) continue
    const sent = same.flatMap(({ destination, controlId }) => {
      const line = docket.lineTo(destination)
      return line ? docket.talks.under(line, controlId) : []
    })
    for (const [nth, talk] of sent.entries()) {
      const { controlId: subject } = talk
      const twin = sent.slice(0, nth).find((one) => one.controlId !== subject && isSame(bodyOf(one), bodyOf(talk)))
      if (twin)
        yield {
          subject,
          text: `One message went to one system under two control ids, ${twin.controlId} and ${subject}.`,
        }
    }
  }
}

/** What stands behind the header: control id and time are of the sending. */
function bodyOf({ bytes }: Talk): Uint8Array {
  const end = bytes.indexOf(13)
  return end < 0 ? bytes : bytes.subarray(end)
}

/** More versions of a delivery on the wire than it may have: one, and one for each time that a person let it be made again. */
function* changedOnTheWay(docket: Docket): Generator<Fault> {
  for (const line of ['labloop-to-ehr', 'labloop-to-lab'] as const) {
    const ids = new Set(docket.talks.on[line].map(({ controlId }) => controlId))
    for (const subject of ids) {
      const versions = docket.talks
        .under(line, subject)
        .filter(({ sent, arrived }) => sent.length > 0 || arrived.length > 0)
      const own = versions.some(({ sent }) => sent.length > 0)
        ? versions.filter(({ sent }) => sent.length > 0)
        : versions
      if (own.length < 2) continue
      const deliveries = docket.deliveriesUnder(line, subject)
      const most = deliveries.length + deliveries.filter(({ id }) => isMadeAgain(docket, id)).length
      if (own.length > most)
        yield { subject, text: `Labloop sent ${own.length} different messages under the control id ${subject}.` }
    }
  }
}

function isMadeAgain({ evidence }: Docket, deliveryId: number): boolean {
  return evidence.labloop.audit.some(
    ({ about }) => about.startsWith(`delivery ${deliveryId},`) && about.includes('made again'),
  )
}

function* filedTwice(docket: Docket): Generator<Fault> {
  const { ehr, acts } = docket.evidence
  const filed = ehr.events.filter(({ what }) => what === 'filed')
  // The machine that took over never heard of the message: what is sent again is filed again there.
  const moves = acts.flatMap(({ at, act }) => (act.who === 'ehr' && act.act.do === 'fail-over' ? [at] : []))
  const machine = (at: number) => moves.filter((moved) => moved <= at).length
  const groups = grouped(filed, ({ placer, controlId, at }) => [`${machine(at)} ${placer} ${controlId}`])
  for (const [key, events] of groups) {
    const { controlId, placer: subject, at } = events.at(-1)!
    const messages = Math.max(1, docket.deliveriesUnder('labloop-to-ehr', controlId).length)
    // Two OBR of one message on one order, as of a split accession, are filed together.
    const times = new Set(events.map((event) => event.at)).size
    if (times <= messages || key.endsWith(' ')) continue
    yield { subject, at, text: `Message ${controlId} was filed ${times} times on one order.` }
  }
}
