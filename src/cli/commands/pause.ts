// `labloop pause`: stops what goes out of a flow or to a destination, for a planned while.
import { actingExits, actingHelp, switchCommand } from '../acting.ts'

const help = `labloop pause: stop what goes out, for a planned while

Usage: labloop pause ID --by NAME --why TEXT [options]

ID is that of a flow, or of the connection to a destination. What comes in is stored and acknowledged as ever; what would go
out waits in order, also over a restart, until "labloop resume". An exception of low severity stands for it meanwhile.

Options:
  --why TEXT        why, and until when
${actingHelp}

Examples:
  labloop pause ehr-results --by "Ada Ward, lab shift lead" --why "The chart is upgraded until 03:00" --site hospital
  labloop pause orders --by "Ada Ward, lab shift lead" --why "The LIS is down for its monthly restart" --site hospital

${actingExits}
`

export const pause = switchCommand({
  name: 'pause',
  summary: 'stop what goes out, for a planned while',
  help,
  done: 'paused; what it would send waits, in order',
})
