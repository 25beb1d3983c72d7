// `labloop up`: runs a site until it is told to stop.
import { parseArgs } from 'node:util'
import { requireSite } from '../../adapters/file/open-site.ts'
import { isStopped } from '../../adapters/shared/stopping.ts'
import type { Log } from '../../engine/ports/log.ts'
import { exitCodes, LabloopError } from '../../errors.ts'
import { isHost } from '../../site/address.ts'
import type { Site } from '../../site/shapes/site.ts'
import { didYouMean, listed } from '../../site/suggest.ts'
import { type PortOverrides, withPorts } from '../../site/with-ports.ts'
import type { Command, Io } from '../command.ts'
import { openControl } from '../control.ts'
import { type OpenDatabase, openDatabase, withoutPassword } from '../database.ts'
import { type LogLevel, processLog } from '../log.ts'
import { openPages } from '../pages.ts'
import { type Runtime, type RuntimeOptions, startRuntime } from '../runtime.ts'
import { standBy } from '../stand-by.ts'
import { siteFolder } from './line-options.ts'

const help = `labloop up: run a site

Usage: labloop up [SITE] [options]

SITE is a site folder; without it the current folder. Runs until Ctrl-C or SIGTERM, then finishes what is under way.
The database is the one that DATABASE_URL names, else an embedded PostgreSQL in a folder of this user.

Options:
  --site DIR              the site folder, where SITE does not name it
  --data DIR              keep the embedded PostgreSQL in DIR, whatever DATABASE_URL says
  --port 7070             the page, at 127.0.0.1 (0: any free port)
  --no-page               no page
  --connection ID=HOST:PORT
                          another address for a connection of the site; may be repeated
  --stand-by              where another Labloop runs this site: wait for it also where it runs another revision
  --grace 10              seconds to finish what is under way when asked to stop
  --log info              info, warn, error or silent
  --json                  say that it is ready as one JSON line on standard output
  --show-password         with --json: the address of the database with its password

Examples:
  labloop up examples/riverside
  labloop up hospital --connection ehr-orders=0.0.0.0:6661
  DATABASE_URL=postgres://labloop@db/labloop labloop up hospital

Exit codes: 0 stopped as asked, 2 wrong words or a wrong site, 3 a port, the database or the disk does not work, or another revision of this site runs on this data.
`

const options = {
  site: { type: 'string' },
  data: { type: 'string' },
  port: { type: 'string', default: '7070' },
  'no-page': { type: 'boolean', default: false },
  connection: { type: 'string', multiple: true, default: [] as string[] },
  'stand-by': { type: 'boolean', default: false },
  grace: { type: 'string', default: '10' },
  log: { type: 'string', default: 'info' },
  json: { type: 'boolean', default: false },
  'show-password': { type: 'boolean', default: false },
} as const

export const up: Command = {
  name: 'up',
  summary: 'run a site',
  help,
  async run(args, io) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
    // Words are looked at before anything is started.
    const folder = siteFolder(positionals, io.cwd, values.site)
    const [port, grace_ms] = [portOf(values.port), wholeNumber('--grace', values.grace) * 1000]
    const log = processLog(level(values.log))
    const connections = addresses(values.connection)
    const opened = await requireSite(folder)
    const site = placed(opened.site, connections)
    const wish = { opened: { ...opened, site }, data: values.data, standBy: values['stand-by'], log, grace_ms }
    const shown = { port: values['no-page'] ? null : port, json: values.json, password: values['show-password'] }
    // From here on a signal means: close what is open, and end.
    const { stopped } = io
    try {
      await running(wish, io, (runtime, database) => show({ runtime, database, stopped }, shown, io))
    } catch (error) {
      if (!isStopped(error)) throw error
      io.stderr(`Stopped before ${site.title} was running.\n`)
    }
    return exitCodes.done
  },
}

type Wish = {
  readonly opened: RuntimeOptions['opened']
  readonly data: string | undefined
  /** Wait for a node that runs another revision too. */
  readonly standBy: boolean
  readonly log: Log
  readonly grace_ms: number
}

/** Runs the site for as long as the work takes. However that ends, nothing is left running. */
async function running(wish: Wish, io: Io, work: (runtime: Runtime, database: OpenDatabase) => Promise<void>) {
  const { opened, data, log } = wish
  const database = await openDatabase({ site: opened.site.name, folder: opened.folder, data, stops: true }, io)
  try {
    const waiting = { site: opened.site, folder: opened.folder, database, anyway: wish.standBy }
    const runtime = await startRuntime({ opened, database, log, onStandBy: () => standBy(waiting, io) })
    try {
      await work(runtime, database)
    } finally {
      await runtime.stop(wish.grace_ms)
    }
  } finally {
    await database.close()
  }
}

type Shown = { readonly port: number | null; readonly json: boolean; readonly password: boolean }
type Running = { readonly runtime: Runtime; readonly database: OpenDatabase; readonly stopped: Promise<void> }

/** Opens the page and the way for commands, says that it is ready, and waits to be stopped. */
async function show({ runtime, database, stopped }: Running, { port, json, password }: Shown, io: Io): Promise<void> {
  const page = port === null ? null : await openPages(runtime, database, port)
  const control = await openControl(runtime, database.folder)
  const address = password ? database.url : withoutPassword(database.url)
  tell(io, json, { site: runtime.site.title, page: page?.url ?? null, database, address, bound: runtime.bound })
  await stopped
  await control.close()
  await page?.close()
}

/** `id=host:port` as overrides of the site's connections. */
export function addresses(words: readonly string[]): PortOverrides {
  return Object.fromEntries(
    words.map((word) => {
      const parts = /^([a-z][a-z0-9-]*)=(.+):(\d{1,5})$/.exec(word)
      if (!parts || Number(parts[3]) > 65_535 || !isHost(parts[2]!.replace(/^\[|\]$/g, '')))
        throw new LabloopError('usage', {
          given: `--connection ${word}`,
          allowed: 'ID=HOST:PORT, with an IP address or a name as host and a port up to 65535',
        })
      return [parts[1]!, { host: parts[2]!.replace(/^\[|\]$/g, ''), port: Number(parts[3]) }]
    }),
  )
}

/** The site with its connections where the words say. @throws LabloopError usage */
function placed(site: Site, overrides: PortOverrides): Site {
  const known = site.systems.flatMap(({ connections }) => connections)
  for (const [id, { port }] of Object.entries(overrides)) {
    const connection = known.find((one) => one.id === id)
    if (connection && (port !== 0 || connection.direction === 'in')) continue
    const ids = known.map((one) => one.id)
    throw new LabloopError('usage', {
      place: '--connection',
      given: connection ? `${id} with port 0, to which nobody can connect` : didYouMean(id, ids),
      allowed: connection ? 'the port of the peer' : listed(ids, 40),
    })
  }
  return withPorts(site, overrides)
}

export function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new LabloopError('usage', { given: `${option} ${text}`, allowed: 'a whole number' })
  return Number(text)
}

/** A port, or 0 for any. */
export function portOf(text: string): number {
  const port = wholeNumber('--port', text)
  if (port <= 65_535) return port
  throw new LabloopError('usage', { given: `--port ${text}`, allowed: 'a port from 1 to 65535, or 0 for any free one' })
}

function level(text: string): LogLevel {
  const known: readonly LogLevel[] = ['info', 'warn', 'error', 'silent']
  const found = known.find((one) => one === text)
  if (!found) throw new LabloopError('usage', { given: `--log ${text}`, allowed: known.join(', ') })
  return found
}

type Started = {
  site: string
  page: string | null
  database: { place: string; pid: number | null }
  address: string
  bound: readonly { connection: string; host: string; port: number }[]
}

function tell(io: Io, json: boolean, { site, page, database, address, bound }: Started): void {
  if (json) {
    const ready = { ready: true, pid: process.pid, page, database: address, databasePid: database.pid, bound }
    io.stdout(`${JSON.stringify(ready)}\n`)
    return
  }
  const ports = bound.map(({ connection, host, port }) => `  ${connection.padEnd(16)} ${host}:${port}\n`).join('')
  io.stdout(
    `${site} is running.\n${ports}  database         ${database.place}\n${page ? `  page             ${page}\n` : ''}Ctrl-C stops it.\n`,
  )
}
