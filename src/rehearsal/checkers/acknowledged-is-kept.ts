// Frames against store: Labloop may say AA or CA only of what would survive a crash at that very moment.
// (HL7 v2.5.1 §2.9.2: an accept acknowledgement says that the message is in safe storage)
import type { Docket } from './docket.ts'
import { positive, type Talk } from './talks.ts'
import { checker, type Fault } from './violations.ts'

const lines = ['ehr-to-labloop', 'lab-to-labloop'] as const

export const acknowledgedIsKept = checker(
  'acknowledged-is-kept',
  {
    verifies: 'No message is answered AA or CA before the store has it for good, to the byte.',
    notVerified:
      'Messages that come as an answer on a line of Labloop’s own get no answer on the wire, so nothing can be held against one.',
  },
  function* (docket) {
    for (const line of lines) for (const talk of docket.talks.on[line]) yield* judge(docket, talk)
  },
)

function* judge(docket: Docket, talk: Talk): Generator<Fault> {
  const answer = firstAnswer(talk)
  if (!answer) return
  const { controlId: subject } = talk
  const stored = docket.storedOf(talk)
  const { kept } = docket.evidence.labloop
  if (stored.length === 0) {
    yield {
      subject,
      at: answer.at,
      text: `Message ${subject} was answered ${answer.code}, and the store does not have it.`,
    }
  } else if (kept.size > 0 && !stored.some(({ id }) => (kept.get(id) ?? Number.POSITIVE_INFINITY) < answer.n)) {
    yield { subject, at: answer.at, text: `Message ${subject} was answered ${answer.code} before the store had it.` }
  }
}

/** The first answer that says it is safe: as it left Labloop where that end was written down, else as it arrived. */
function firstAnswer({ replies }: Talk) {
  const good = replies.filter(({ code }) => positive.has(code))
  return good.find(({ end }) => end === 'sent') ?? good[0]
}
