// `labloop exceptions`: what is open, whose it is, and how long they have.
import type { ExceptionView } from '../../server/contract.ts'
import { age } from '../../server/pages/words.ts'
import type { Command } from '../command.ts'
import { listCommand, listingExits, listingHelp } from '../listing.ts'

const help = `labloop exceptions: what somebody must decide

Usage: labloop exceptions [options]

Lists the open exceptions of the Labloop that runs, the most urgent first: number, severity, kind, whose it is, its clock.
"labloop take" and "labloop close" act on them by their number; on held messages act the commands that "labloop held" names.

Options:
${listingHelp}

Examples:
  labloop exceptions --site hospital
  labloop exceptions --data /var/lib/labloop/hospital --json

${listingExits}
`

export const exceptions: Command = listCommand({
  name: 'exceptions',
  summary: 'what somebody must decide, and whose it is',
  help,
  ask: (running) => running.exceptions(),
  text: exceptionText,
  none: 'Nothing is open.',
})

/** Two or three lines: whose and by when, what is wrong, what it is about. */
function exceptionText(one: ExceptionView, now: number): string {
  const { id, severity, kind, team, text } = one
  return `${id}  ${severity}  ${kind}: ${team}, ${standing(one, now)}\n    ${text}\n${about(one)}`
}

/** Who has it, or how long they have. */
export function standing({ status, takenBy, dueAt }: ExceptionView, now: number): string {
  if (status === 'taken') return `taken by ${takenBy}`
  return dueAt < now ? `assigned, ${age(now - dueAt)} past its clock` : `assigned, within ${age(dueAt - now)}`
}

function about({ orderIds, messageId, deliveryId, switched }: ExceptionView): string {
  const parts = [
    ...orderIds.slice(0, 5).map((id) => `order #${id}`),
    ...(orderIds.length > 5 ? [`${orderIds.length - 5} more orders`] : []),
    ...(messageId === null ? [] : [`message ${messageId}`]),
    ...(deliveryId === null ? [] : [`delivery ${deliveryId}`]),
    ...(switched === '' ? [] : [`resume ${switched}`]),
  ]
  return parts.length ? `    ${parts.join(', ')}\n` : ''
}
