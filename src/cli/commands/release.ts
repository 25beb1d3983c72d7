// `labloop release`: lets a held message go out.
import { actingExits, actingHelp, numberedCommand } from '../acting.ts'

const help = `labloop release: let a held message go out

Usage: labloop release NUMBER... --by NAME --why TEXT [options]

NUMBER is that of a delivery, as "labloop held" and the page show it. A message that was never sent is made again from
what came in, by the steps and maps that are in force now: add the row that was missing, start Labloop again, and release.
While a code still has no row, or a step still fails, it stays held. One that was refused or not answered goes out as it
was. What waits behind it follows. Its exceptions close.

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
  done: 'released; it goes out in its turn',
  command: (deliveryId, asking, rootCause) => ({ do: 'release', deliveryId, ...asking, rootCause }),
})
