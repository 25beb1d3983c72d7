// `labloop take`: a person on shift takes an exception.
import { actingExits, actingHelp, numberedCommand } from '../acting.ts'

const help = `labloop take: say that you are on an exception

Usage: labloop take NUMBER... --by NAME [options]

NUMBER is that of an exception, as "labloop exceptions" and the page show it. It stays open; everybody sees who has it, and
it no longer counts as past its clock with nobody on it. Take it again under another name to hand it over.

Options:
${actingHelp}

Examples:
  labloop take 12 --by "Ada Ward, lab shift lead" --site hospital
  labloop take 12 13 14 --by "Ada Ward, lab shift lead" --data /var/lib/labloop/hospital

${actingExits}
`

export const take = numberedCommand({
  name: 'take',
  summary: 'say that you are on an exception',
  help,
  noun: 'exception',
  reasoned: false,
  done: 'taken',
  command: (exceptionId, { who }) => ({ do: 'take', exceptionId, who }),
})
