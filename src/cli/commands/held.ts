// `labloop held`: the messages that wait for a person, and why.
import type { HeldView } from '../../server/control.ts'
import type { Command } from '../command.ts'
import { listCommand, listingExits, listingHelp } from '../listing.ts'
import { standing } from './exceptions.ts'

const help = `labloop held: messages that wait for a person

Usage: labloop held [options]

Lists what is held, the oldest first: number of the delivery, flow and destination, why, and whose it is. Later messages of
the same order or patient wait behind it. What can be done with it, each with --by and --why:

  labloop release NUMBER   it goes out; one that was never sent is made again first, by the maps in force now
  labloop resend NUMBER    it goes out again; one that was refused under another control ID
  labloop skip NUMBER      it does not go out: the receiver has it by other means
  labloop cancel NUMBER    it does not go out: nobody is to have it

Options:
${listingHelp}

Examples:
  labloop held --site hospital
  labloop held --data /var/lib/labloop/hospital --json

${listingExits}
`

export const held: Command = listCommand({
  name: 'held',
  summary: 'messages that wait for a person, and why',
  help,
  ask: (running) => running.held(),
  text: heldText,
  none: 'Nothing is held.',
})

function heldText({ id, flow, destination, messageId, orderIds, why, attempts, exceptions }: HeldView, now: number) {
  const orders = orderIds.map((order) => `, order #${order}`).join('')
  const sent = attempts === 0 ? 'never sent' : attempts === 1 ? 'sent once' : `sent ${attempts} times`
  const owned = exceptions.map((one) => {
    return `    exception ${one.id}, ${one.severity}, ${one.kind}: ${one.team}, ${standing(one, now)}\n`
  })
  return `${id}  ${flow} to ${destination}: ${why} (${sent})\n    message ${messageId}${orders}\n${owned.join('')}`
}
