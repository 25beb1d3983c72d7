// `labloop hold`: stops what goes out of a flow or to a destination because something is wrong.
import { actingExits, actingHelp, switchCommand } from '../acting.ts'

const help = `labloop hold: stop what goes out, because something is wrong

Usage: labloop hold ID --by NAME --why TEXT [options]

As "labloop pause", for an emergency: the exception that stands for it is of high severity, so that somebody must act within
its clock. ID is that of a flow, or of the connection to a destination.

Options:
  --why TEXT        what is wrong
${actingHelp}

Examples:
  labloop hold results --by "Ada Ward, lab shift lead" --why "Potassium comes with wrong units since 04:10" --site hospital

${actingExits}
`

export const hold = switchCommand({
  name: 'hold',
  summary: 'stop what goes out, because something is wrong',
  help,
  done: 'on hold; what it would send waits, in order',
})
