// After the faults end, everything that waits goes where it should, in bounded time: Labloop's queues, its backlog, and what
// the two systems themselves still have to say.
import { agreeing, counted } from '../../site/counted.ts'
import { isOpen } from './docket.ts'
import { checker, lasting } from './violations.ts'

/** After the last fault was taken away, all queues must have been empty once within this time, milliseconds. */
export const drainWithin_ms = 60 * 60_000

export const queuesDrain = checker(
  'queues-drain',
  {
    verifies:
      'Within an hour after the last fault every queue was empty, at the end nothing waits that is not held, every stored message is processed, and no system waits for an answer.',
    notVerified: 'What a person paused or put on hold, for as long as that stands and is owned.',
  },
  function* ({ evidence }) {
    const { labloop, undelivered, drainedAt, healedAt, ehr, lab } = evidence
    const paused = labloop.exceptions.some((one) => one.kind === 'operator-hold' && isOpen(one))
    if (!paused && undelivered > 0)
      yield {
        subject: '',
        text: `${counted(undelivered, 'delivery', 'deliveries')} ${agreeing(undelivered, 'waits', 'wait')} at the end of the run, and none of them is held.`,
      }
    if (!paused && drainedAt === null)
      yield { subject: '', text: 'The queues were never empty after the faults had ended.' }
    if (!paused && drainedAt !== null && drainedAt - healedAt > drainWithin_ms) {
      const took = lasting(drainedAt - healedAt)
      yield {
        subject: '',
        at: drainedAt,
        text: `The queues were empty only ${took} after the last fault; ${lasting(drainWithin_ms)} are allowed.`,
      }
    }
    const last = labloop.messages.at(-1)?.id ?? 0
    if (labloop.processedThrough < last) {
      yield {
        subject: '',
        text: `Messages after ${labloop.processedThrough} are stored and not processed; the last is ${last}.`,
      }
    }
    for (const { controlId, code } of [...ehr.said, ...lab.said]) {
      // What has no control id is no message, and no answer can name it.
      if (code === '' && controlId !== '')
        yield { subject: controlId, text: `Message ${controlId} never got an answer that names it.` }
    }
  },
)
