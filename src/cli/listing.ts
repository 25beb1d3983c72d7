// What the commands that list have in common: they ask the Labloop that runs, and show what it says as text or as JSON.
import { parseArgs } from 'node:util'
import { exitCodes } from '../errors.ts'
import type { Command } from './command.ts'
import { findRunning, runningHelp, runningOptions } from './control-client.ts'

export const listingHelp = `${runningHelp}
  --json            a JSON list`

export const listingExits = 'Exit codes: 0 listed, 2 wrong words or a wrong site, 3 nothing runs here.'

type ListSpec<Item> = {
  readonly name: string
  readonly summary: string
  readonly help: string
  readonly ask: (running: Awaited<ReturnType<typeof findRunning>>) => Promise<readonly Item[]>
  /** One of them in a few lines, at a moment in milliseconds. */
  readonly text: (item: Item, now: number) => string
  /** What is said where there is none. */
  readonly none: string
}

/** A command that lists what the running Labloop knows of one kind. */
export function listCommand<Item>({ name, summary, help, ask, text, none }: ListSpec<Item>): Command {
  return {
    ...{ name, summary, help },
    async run(args, io) {
      const { values } = parseArgs({ args, options: runningOptions })
      const items = await ask(await findRunning(values, io))
      if (values.json) io.stdout(`${JSON.stringify(items)}\n`)
      else io.stdout(items.length === 0 ? `${none}\n` : items.map((item) => text(item, Date.now())).join('\n'))
      return exitCodes.done
    },
  }
}
