// What a person can do about an exception, as commands to type. The one thing to know: only what the engine would carry out
// is offered, so that nobody learns from a refusal what does not go.
import type { HeldDelivery } from '../../engine/held-index.ts'
import { type HeldReason, readHeldWhy, wasRefused } from '../../engine/held-reasons.ts'
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

function sendIt({ id, why: held }: HeldDelivery): readonly Way[] {
  const reason = readHeldWhy(held)?.reason
  if (reason === undefined) return [{ command: `resend ${id} ${by} ${why}`, does: wasRefused(held) ? anew : again }]
  return [{ command: `release ${id} ${by}${secondFor(reason)} ${why}`, does: releasing[reason] }]
}

function secondFor(reason: HeldReason | undefined): string {
  return reason === 'identity' ? ' --second "SECOND PERSON"' : ''
}

const anew =
  'It goes out again under another control ID, since a receiver that remembers would refuse the one that it knows again. Settle first what it stumbled over.'
const again = 'It goes out again under the same control ID. Look in the receiver first: it may have it already.'

const releasing: Readonly<Record<HeldReason, string>> = {
  identity: 'The message goes out: two people are sure that it is this patient’s.',
  mapping:
    'The message is made again and goes out, once the row is in the map and approved and Labloop was started with it. Until then it stays held.',
  conversion:
    'The message is made again and goes out, once its value can be converted by a conversion that is signed and Labloop was started with it. Until then it stays held.',
  unfinished:
    'The message is made again and goes out, once the step is corrected and Labloop was started with it. Until then it stays held.',
  asked: 'The message is made again and goes out, whatever the function of the site says.',
  unsolicited: 'The message goes out. Those behind it follow.',
  alignment: 'The message is made again and goes out as it is: somebody has looked at what it says to the receiver.',
}

function leaveIt({ id, why: held }: HeldDelivery): readonly Way[] {
  return [
    {
      command: `skip ${id} ${by}${secondFor(readHeldWhy(held)?.reason)} ${why}`,
      does: 'It does not go out, because the receiver has it by other means. Those behind it follow.',
    },
    {
      command: `cancel ${id} ${by} ${why}`,
      does: 'It does not go out, and nobody is to have it. Those behind it follow. Then say how its order is settled.',
    },
  ]
}
