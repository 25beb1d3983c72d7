// `labloop skip`: a held message does not go out, because its receiver has it by other means.
import { actingExits, actingHelp, numberedCommand } from '../acting.ts'

const help = `labloop skip: a held message need not go out

Usage: labloop skip NUMBER... --by NAME --why TEXT [options]

NUMBER is that of a delivery. Its receiver has what it says by other means: entered by hand, sent by another way. What waits
behind it follows. Its exceptions close. A skipped result counts as received, and as proven only once a census shows it.

Options:
  --why TEXT        by which means it came there, the root cause, and what was done. Name no patient
  --second NAME     the second person, who must have looked too where numbers and patient contradict each other
${actingHelp}

Examples:
  labloop skip 31 --by "Ada Ward, lab shift lead" --why "Entered in the chart by hand at 05:40, checked by a second person" --site hospital

${actingExits}
`

export const skip = numberedCommand({
  name: 'skip',
  summary: 'a held message need not go out: the receiver has it',
  help,
  noun: 'delivery',
  reasoned: true,
  done: 'skipped; it does not go out',
  command: (deliveryId, asking, rootCause) => ({ do: 'skip', deliveryId, ...asking, rootCause }),
})
