// `labloop close`: ends an exception with its root cause.
import { actingExits, actingHelp, numberedCommand } from '../acting.ts'

const help = `labloop close: end an exception with its root cause

Usage: labloop close NUMBER... --by NAME --why TEXT [options]

NUMBER is that of an exception. One about a held message ends when the message is released, resent, skipped or cancelled;
one about a switch, when it is resumed. Those about a step or a queue close by themselves when what was awaited comes.

Options:
  --why TEXT        the root cause, and what was done; where a result was phoned, who was called, when, and that it was
                    read back. Name no patient
${actingHelp}

Examples:
  labloop close 12 --by "Ada Ward, lab shift lead" --why "Chart compared with the analyser: same value" --site hospital

${actingExits}
`

export const close = numberedCommand({
  name: 'close',
  summary: 'end an exception with its root cause',
  help,
  noun: 'exception',
  reasoned: true,
  done: 'closed',
  command: (exceptionId, asking, rootCause) => ({ do: 'close', exceptionId, ...asking, rootCause }),
})
