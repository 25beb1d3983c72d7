// `labloop held`: the messages that wait for a person, and why.
import { parseArgs } from 'node:util'
import { exitCodes } from '../../errors.ts'
import type { HeldView } from '../../server/control.ts'
import type { Command } from '../command.ts'
import { findRunning, runningHelp, runningOptions } from '../control-client.ts'
import { standing } from './exceptions.ts'

const help = `labloop held: messages that wait for a person

Usage: labloop held [options]

Lists what is held, the oldest first: number of the delivery, flow and destination, why, and whose it is. Later messages of
the same order or patient wait behind it. What can be done with it, each with --by and --why:

  labloop release NUMBER   it goes out; one that was never sent is made again first, by the maps in force now
  labloop resend NUMBER    it goes out again, under the same control ID
  labloop skip NUMBER      it does not go out: the receiver has it by other means
  labloop cancel NUMBER    it does not go out: nobody is to have it

Options:
${runningHelp}
  --json            a JSON list

Examples:
  labloop held --site hospital
  labloop held --data /var/lib/labloop/hospital --json

Exit codes: 0 listed, 2 wrong words, 3 nothing runs here.
`

export const held: Command = {
  name: 'held',
  summary: 'messages that wait for a person, and why',
  help,
  async run(args, io) {
    const { values } = parseArgs({ args, options: runningOptions })
    const running = await findRunning(values, io)
    const all = await running.held()
    if (values.json) io.stdout(`${JSON.stringify(all)}\n`)
    else if (all.length === 0) io.stdout('Nothing is held.\n')
    else io.stdout(all.map((one) => heldText(one, Date.now())).join('\n'))
    return exitCodes.done
  },
}

function heldText({ id, flow, destination, messageId, orderIds, why, attempts, exceptions }: HeldView, now: number) {
  const orders = orderIds.map((order) => `, order #${order}`).join('')
  const sent = attempts === 0 ? 'never sent' : attempts === 1 ? 'sent once' : `sent ${attempts} times`
  const owned = exceptions.map((one) => {
    return `    exception ${one.id}, ${one.severity}, ${one.kind}: ${one.team}, ${standing(one, now)}\n`
  })
  return `${id}  ${flow} to ${destination}: ${why} (${sent})\n    message ${messageId}${orders}\n${owned.join('')}`
}
