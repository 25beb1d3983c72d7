// `labloop release`: lets a held message go out.
import { actingExits, actingHelp, numberedCommand } from '../acting.ts'

const help = `labloop release: let a held message go out

Usage: labloop release NUMBER... --by NAME --why TEXT [options]

NUMBER is that of a delivery, as "labloop held" and the page show it. The message goes out as it was made when it was held:
a code that had no row in a map goes out as it came, also when the row has been added since. (To have it translated, have
the sender send the message again, and cancel this one.) What waits behind it follows. Its exceptions close.

Options:
  --why TEXT        why it may go: the root cause, and what was done. Name no patient
  --second NAME     the second person, who must have looked too where numbers and patient contradict each other
${actingHelp}

Examples:
  labloop release 31 --by "Ada Ward, lab shift lead" --why "Same patient: registration corrected the birth date" --site hospital

${actingExits}
`

export const release = numberedCommand({
  name: 'release',
  summary: 'let a held message go out',
  help,
  noun: 'delivery',
  reasoned: true,
  sends: true,
  done: 'released; it goes out in its turn',
  command: (deliveryId, who, rootCause) => ({ do: 'release', deliveryId, who, rootCause }),
})
