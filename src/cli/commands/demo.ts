// `labloop demo`, which is what `npm start` runs: a hospital in motion, with its page.
import { parseArgs } from 'node:util'
import { isStopped, unlessStopped } from '../../adapters/shared/stopping.ts'
import { exitCodes, LabloopError } from '../../errors.ts'
import type { Command, Io } from '../command.ts'
import { openControl } from '../control.ts'
import { openDatabase, quoted } from '../database.ts'
import { clocksNote, riverside, startDemo } from '../demo-run.ts'
import { complaints, type DemoFigures, figuresOf, isClean, settled } from '../demo-settled.ts'
import { processLog } from '../log.ts'
import { openPages } from '../pages.ts'
import { progressBar } from '../progress.ts'
import { portOf, wholeNumber } from './up.ts'

const help = `labloop demo: a hospital in motion

Usage: labloop demo [options]

Runs Riverside, the example hospital: a virtual EHR places orders, a virtual LIS works and reports, and Labloop stands
between them with its own PostgreSQL, over real sockets. A few orders are planted to go wrong, so that one sees who owns
them. Everything goes away when it stops.

Options:
  --orders N        place N orders and no more (without it: until Ctrl-C)
  --exit            stop once all of them are placed and settled
  --per-second 12   orders a second (without --exit: 1)
  --seed WORD       the same word, the same orders
  --no-faults       plant nothing
  --port 7070       the page, at 127.0.0.1; the next free port if it is taken
  --json            with --exit: the figures as one JSON object on standard output

Examples:
  labloop demo
  labloop demo --orders 300 --exit --json
  labloop demo --orders 100 --exit --no-faults --seed monday

Exit codes: 0 done, 1 something was lost, adrift, still on course, or owned without a planted cause (with --exit), 2 wrong
words, 3 something needed does not work (a port, the database, the disk).
`

const options = {
  orders: { type: 'string' },
  exit: { type: 'boolean', default: false },
  'per-second': { type: 'string' },
  seed: { type: 'string' },
  'no-faults': { type: 'boolean', default: false },
  port: { type: 'string', default: '7070' },
  json: { type: 'boolean', default: false },
} as const

export const demo: Command = {
  name: 'demo',
  summary: 'a hospital in motion: two virtual systems, the real engine, and a page',
  help,
  async run(args, io) {
    const { values } = parseArgs({ args, options })
    const { orders, perSecond, untilSettled, port } = wanted(values)
    const started = Date.now()
    const seed = values.seed ?? String(started)
    io.stderr(`seed ${seed}\n`)
    const wishes = { orders, perSecond, seed, planted: !values['no-faults'], log: processLog('error') }
    const { env, onStop } = io
    // Until Ctrl-C, that is its end; with --exit it is no end.
    if (!untilSettled) void io.stopped
    const demo = await startDemo(wishes, (site) =>
      openDatabase({ site, temporary: true }, { env, onStop, stderr: () => {} }),
    ).catch((error: Error) => {
      if (untilSettled || !isStopped(error)) throw error
    })
    if (!demo) {
      io.stdout('Stopped before it was running; nothing of it is left.\n')
      return exitCodes.done
    }
    try {
      if (!untilSettled) return await show(demo, io, port)
      const bar = progressBar(io.stderr, io.isTerminal, Date.now)
      const counting = settled(demo, (done) => bar.show(done, orders, 'orders settled'))
      const rest = await unlessStopped(demo.database.stop, counting).finally(() => bar.end())
      const figures = await figuresOf(demo, rest, (Date.now() - started) / 1000)
      for (const line of await complaints(demo)) io.stderr(`${line}\n`)
      io.stdout(values.json ? `${JSON.stringify(figures)}\n` : inWords(figures))
      return isClean(figures, orders) ? exitCodes.done : exitCodes.wrong
    } finally {
      await demo.stop()
      if (!untilSettled) io.stdout('Stopped; its temporary database is gone.\n')
    }
  },
}

type Values = {
  readonly orders?: string | undefined
  readonly 'per-second'?: string | undefined
  readonly exit: boolean
  readonly json: boolean
  readonly port: string
}

/** What the words ask for. @throws LabloopError usage, before anything is started */
function wanted(values: Values) {
  if (values.exit && values.orders === undefined) {
    throw new LabloopError('usage', { place: '--exit', given: 'no --orders', allowed: '--orders N --exit' })
  }
  if (values.json && !values.exit) {
    throw new LabloopError('usage', { place: '--json', given: 'no --exit', allowed: '--orders N --exit --json' })
  }
  return {
    orders: values.orders === undefined ? Number.POSITIVE_INFINITY : atLeastOne('--orders', values.orders),
    perSecond: atLeastOne('--per-second', values['per-second'] ?? (values.exit ? '12' : '1')),
    untilSettled: values.exit,
    port: portOf(values.port),
  }
}

function atLeastOne(option: string, text: string): number {
  const number = wholeNumber(option, text)
  if (number >= 1) return number
  throw new LabloopError('usage', { place: option, given: text, allowed: 'a whole number from 1' })
}

/** Shows the page until it is told to stop. */
async function show(demo: Awaited<ReturnType<typeof startDemo>>, io: Io, port: number): Promise<number> {
  const page = await openPages(demo.runtime, demo.database, port, clocksNote)
  const control = await openControl(demo.runtime, demo.database.folder)
  io.stdout(`Riverside is running. Look at it: ${page.url}\n`)
  for (const { connection, host, port } of demo.runtime.bound) io.stdout(`  ${connection.padEnd(14)} ${host}:${port}\n`)
  io.stdout(`${clocksNote}\n`)
  io.stdout(
    `Commands that look at a site, or act on one, see it with\n  --site ${quoted(riverside)} ${demo.database.where}\n`,
  )
  io.stdout('Ctrl-C stops it; nothing of it is kept.\n')
  await io.stopped
  io.stdout('Stopping.\n')
  await control.close()
  await page.close()
  return exitCodes.done
}

function inWords(figures: DemoFigures): string {
  const rows: [string, number][] = [
    ['orders', figures.orders],
    ['agreed', figures.agreed],
    ['  of them proven', figures.proven],
    ['owned', figures.owned],
    ['  planted', figures.planted],
    ['  without a cause', figures.ownedWithoutCause],
    ['on course', figures.onCourse],
    ['dormant', figures.dormant],
    ['adrift', figures.adrift],
    ['messages in', figures.messagesIn],
    ['messages out', figures.messagesOut],
    ['lost', figures.lost],
    ['seconds', figures.seconds],
  ]
  return rows.map(([word, count]) => `${word.padEnd(18)} ${count}\n`).join('')
}
