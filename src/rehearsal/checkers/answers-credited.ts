// An answer is credited only to the message that its MSA-2 names: what Labloop calls delivered has an answer of its own.
// (HL7 v2.5.1 §2.15.8: MSA-2 echoes the MSH-10 of the message that is answered)
import type { Line } from '../play/act.ts'
import type { BookedDelivery, Docket } from './docket.ts'
import { positive } from './talks.ts'
import { checker } from './violations.ts'

export const answersCredited = checker(
  'answers-credited',
  {
    verifies: 'Every delivery that Labloop calls delivered got a positive answer that names its control id.',
    notVerified: 'A negative answer that the site tells Labloop to accept counts as a positive one.',
  },
  function* (docket, { labloop }) {
    for (const delivery of labloop.deliveries) {
      if (delivery.state !== 'delivered' || isAnswered(docket, delivery)) continue
      const { id, controlId: subject, destination } = delivery
      yield {
        subject,
        text: `Delivery ${id} to ${destination} is called delivered, and no positive answer named ${subject}.`,
      }
    }
  },
)

function isAnswered(docket: Docket, { destination, controlId }: BookedDelivery): boolean {
  const line = docket.lineTo(destination)
  if (!line) return false
  const accepted = acceptedCodes(docket, destination)
  return docket.talks.under(line, controlId).some(({ replies }) => {
    // As it arrived at Labloop, where that end was written down: an answer that was lost cannot be known.
    const here = replies.filter(({ end }) => end === 'arrived')
    return (writtenDown(docket, line) ? here : replies).some(({ code }) => positive.has(code) || accepted.has(code))
  })
}

const ends = new WeakMap<Docket, Map<string, boolean>>()

function writtenDown(docket: Docket, line: Line): boolean {
  const known = ends.get(docket) ?? new Map<string, boolean>()
  ends.set(docket, known)
  if (!known.has(line)) {
    known.set(
      line,
      docket.talks.on[line].some(({ replies }) => replies.some(({ end }) => end === 'arrived')),
    )
  }
  return known.get(line)!
}
function acceptedCodes({ evidence }: Docket, destination: string): ReadonlySet<string> {
  const flows = evidence.site.flows.filter(({ delivery }) => delivery.connection === destination)
  const codes = flows.flatMap(({ delivery }) => Object.entries(delivery.on).filter(([, then]) => then === 'accept'))
  return new Set(codes.map(([code]) => code))
}
