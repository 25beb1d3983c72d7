// What a person can do about an exception, as commands to type. The one thing to know: only what the engine would carry out
// is offered, so that nobody learns from a refusal what does not go.
import type { HeldDelivery } from '../../engine/held-index.ts'
import { unfinished } from '../../engine/tell-message.ts'
import type { ExceptionPageView, ExceptionView } from '../contract.ts'

type Way = ExceptionPageView['ways'][number]

const by = '--by "YOUR NAME"'
const why = '--why "WHAT WAS WRONG, AND WHAT WAS DONE"'

/**
 * The commands that act on an exception. `delivery`: the held delivery that it is about, if it is held. `where`: the option
 * with which a command finds this Labloop, `--data /var/lib/labloop/hospital`.
 */
export function waysToAct(exception: ExceptionView, delivery: HeldDelivery | undefined, where: string): readonly Way[] {
  if (exception.status === 'closed') return []
  return [...takeIt(exception), ...endIt(exception, delivery)].map(({ command, does }) => ({
    command: `labloop ${command} ${where}`.trim(),
    does,
  }))
}

function takeIt({ id, status }: ExceptionView): readonly Way[] {
  if (status === 'taken') return []
  return [{ command: `take ${id} ${by}`, does: 'Say that you are on it; it stays open.' }]
}

function endIt({ id, switched }: ExceptionView, delivery: HeldDelivery | undefined): readonly Way[] {
  if (switched !== '') {
    return [
      { command: `resume ${switched} ${by} ${why}`, does: 'What waits goes out, in order. The exception closes.' },
    ]
  }
  if (!delivery) return [{ command: `close ${id} ${by} ${why}`, does: 'It is settled. The reason is kept.' }]
  return [...sendIt(delivery), ...leaveIt(delivery)]
}

function sendIt({ id, why: held, attempts }: HeldDelivery): readonly Way[] {
  // What a failed step left half done never goes out.
  if (held === unfinished) return []
  const second = held.startsWith('identity') ? ' --second "SECOND PERSON"' : ''
  const verb = attempts === 0 ? 'release' : 'resend'
  return [{ command: `${verb} ${id} ${by}${second} ${why}`, does: sending(held, attempts) }]
}

function sending(held: string, attempts: number): string {
  if (attempts > 0) {
    return 'It goes out again under the same control ID. Look in the receiver first: it may have it already.'
  }
  if (held.startsWith('identity')) return 'The message goes out: two people are sure that it is this patient’s.'
  if (held.startsWith('mapping')) {
    return 'The message goes out with the code as it came. (A row added since is for the messages that come after it: to have this one translated, let the sender send it again, and cancel it here.)'
  }
  return 'The message goes out, as it is. Those behind it follow.'
}

function leaveIt({ id }: HeldDelivery): readonly Way[] {
  return [
    {
      command: `skip ${id} ${by} ${why}`,
      does: 'It does not go out, because the receiver has it by other means. Those behind it follow.',
    },
    {
      command: `cancel ${id} ${by} ${why}`,
      does: 'It does not go out, and nobody is to have it. Those behind it follow.',
    },
  ]
}
