// `labloop resend`: sends a held message again that may have been taken.
import { actingExits, actingHelp, numberedCommand } from '../acting.ts'

const help = `labloop resend: send a held message again

Usage: labloop resend NUMBER... --by NAME --why TEXT [options]

NUMBER is that of a delivery that was sent, and refused or never answered. One that was never answered goes out again under
the same control ID: look in the receiver first, and skip it if the message is there. One that was refused goes out under
another, since a receiver that remembers would refuse the same again. What waits behind it follows. Its exceptions close.

Options:
  --why TEXT        the root cause, and what was done. Name no patient
  --second NAME     the second person, who must have looked too where numbers and patient contradict each other
${actingHelp}

Examples:
  labloop resend 31 --by "Ada Ward, lab shift lead" --why "The chart refused it: encounter closed; reopened" --site hospital

${actingExits}
`

export const resend = numberedCommand({
  name: 'resend',
  summary: 'send a held message again',
  help,
  noun: 'delivery',
  reasoned: true,
  done: 'goes out again in its turn',
  command: (deliveryId, asking, rootCause) => ({ do: 'resend', deliveryId, ...asking, rootCause }),
})
