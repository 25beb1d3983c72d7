// Nothing overtakes within an order, nor a patient's own data: what one side said first reaches the other side first. The
// one thing to know: order is that in which the saying system itself began to send, read from its end of the wire, and
// that in which the other side took it.
import type { Line } from '../play/act.ts'
import { type Docket, grouped } from './docket.ts'
import { positive, type Talk } from './talks.ts'
import { checker, type Fault } from './violations.ts'

/** A message as one side took it: when, and when the other side had begun to say it, on which line. */
type Taken = { readonly n: number; readonly controlId: string; readonly said: number; readonly from: Line }

export const orderKept = checker(
  'order-kept',
  {
    verifies:
      'The messages of one order, and those of one patient’s data, reach the other system in the order in which they were said.',
    notVerified:
      'The order of messages on two lines, which nobody can know, and of messages that share neither order nor patient.',
  },
  function* (docket) {
    for (const line of ['labloop-to-ehr', 'labloop-to-lab'] as const) {
      for (const [lane, messages] of grouped(docket.talks.on[line].filter(isTaken), lanesOf)) {
        yield* overtaken(
          lane,
          messages.flatMap((talk) => takenOf(docket, talk)),
        )
      }
    }
  },
)

function isTaken({ replies, arrived, type }: Talk): boolean {
  return arrived.length > 0 && type !== 'ACK' && replies.some(({ code, end }) => positive.has(code) && end === 'sent')
}

/** The orders that a message names; of patient data the patient. */
function lanesOf({ type, content }: Talk): readonly string[] {
  if (type.startsWith('ADT')) return content.mrns.slice(0, 1)
  return [...new Set(content.orders.map(({ placer, filler }) => placer || filler))].filter((number) => number !== '')
}

function takenOf(docket: Docket, talk: Talk): Taken[] {
  const answer = talk.replies.find(({ code, end }) => positive.has(code) && end === 'sent')!
  const n = talk.arrived.findLast((one) => one < answer.n) ?? talk.arrived[0]!
  const sources = docket.deliveriesUnder(talk.line, talk.controlId).flatMap(({ messageId }) => {
    const message = docket.message(messageId)
    return message ? docket.saidAs(message) : []
  })
  const [source] = sources
  return source && source.sent.length > 0
    ? [{ n, controlId: talk.controlId, said: source.sent[0]!, from: source.line }]
    : []
}

function* overtaken(lane: string, messages: readonly Taken[]): Generator<Fault> {
  const newest = new Map<Line, Taken>()
  for (const message of messages.toSorted((a, b) => a.n - b.n)) {
    const before = newest.get(message.from)
    if (before && before.said > message.said) {
      yield {
        subject: lane,
        text: `Message ${message.controlId} was said before ${before.controlId} and taken after it.`,
      }
    } else newest.set(message.from, message)
  }
}
