// `labloop resume`: what was paused or held goes on.
import { actingExits, actingHelp, switchCommand } from '../acting.ts'

const help = `labloop resume: what was paused or held goes on

Usage: labloop resume ID --by NAME --why TEXT [options]

ID is that of a flow, or of the connection to a destination. What waits goes out in order. The exception that stood for it
closes.

Options:
  --why TEXT        why it may go on
${actingHelp}

Examples:
  labloop resume ehr-results --by "Ada Ward, lab shift lead" --why "The upgrade is done" --site hospital

${actingExits}
`

export const resume = switchCommand({
  name: 'resume',
  summary: 'what was paused or held goes on',
  help,
  done: 'goes on',
})
