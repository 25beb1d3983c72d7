// `labloop cancel`: a held message must not go out.
import { actingExits, actingHelp, numberedCommand } from '../acting.ts'

const help = `labloop cancel: a held message must not go out

Usage: labloop cancel NUMBER... --by NAME --why TEXT [options]

NUMBER is that of a delivery. Nobody is to have this message: it was wrong, or another one takes its place. What waits
behind it follows. Its exceptions close. Where nothing newer comes in its place, its order stays owned, until you close that
exception too and say how it was settled. (This cancels the delivery of a message, not an order: orders are cancelled in the
EHR or in the laboratory.)

Options:
  --why TEXT        the root cause, and what was done. Name no patient
${actingHelp}

Examples:
  labloop cancel 31 --by "Ada Ward, lab shift lead" --why "Wrong patient at the analyser; the lab has sent the right one" --site hospital

${actingExits}
`

export const cancel = numberedCommand({
  name: 'cancel',
  summary: 'a held message must not go out',
  help,
  noun: 'delivery',
  reasoned: true,
  done: 'cancelled; it does not go out',
  command: (deliveryId, asking, rootCause) => ({ do: 'cancel', deliveryId, ...asking, rootCause }),
})
