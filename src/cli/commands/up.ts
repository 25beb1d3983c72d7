// `labloop up`: runs a site until it is told to stop.
import { parseArgs } from 'node:util'
import { requireSite } from '../../adapters/file/open-site.ts'
import { exitCodes, LabloopError } from '../../errors.ts'
import { type PortOverrides, withPorts } from '../../site/with-ports.ts'
import type { Command, Io } from '../command.ts'
import { openControl } from '../control.ts'
import { openDatabase, withoutPassword } from '../database.ts'
import { type LogLevel, processLog } from '../log.ts'
import { openPages } from '../pages.ts'
import { startRuntime } from '../runtime.ts'
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
  --grace 10              seconds to finish what is under way when asked to stop
  --log info              info, warn, error or silent
  --json                  say that it is ready as one JSON line on standard output
  --show-password         with --json: the address of the database with its password

Examples:
  labloop up examples/riverside
  labloop up hospital --connection ehr-orders=0.0.0.0:6661
  DATABASE_URL=postgres://labloop@db/labloop labloop up hospital

Exit codes: 0 stopped as asked, 1 the site has errors, 2 wrong words, 3 a port, the database or the disk does not work.
`

const options = {
  site: { type: 'string' },
  data: { type: 'string' },
  port: { type: 'string', default: '7070' },
  'no-page': { type: 'boolean', default: false },
  connection: { type: 'string', multiple: true, default: [] as string[] },
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
    const opened = await requireSite(folder)
    const site = withPorts(opened.site, addresses(values.connection))
    const choice = { site: site.name, folder: opened.folder, data: values.data, stops: true }
    const database = await openDatabase(choice, io)
    try {
      const runtime = await startRuntime({ opened: { ...opened, site }, database, log })
      try {
        const page = values['no-page'] ? null : await openPages(runtime, database, port)
        const control = await openControl(runtime, database.folder)
        const address = values['show-password'] ? database.url : withoutPassword(database.url)
        tell(io, values.json, { site: site.title, page: page?.url ?? null, database, address, bound: runtime.bound })
        await io.stopped
        await control.close()
        await page?.close()
      } finally {
        await runtime.stop(grace_ms)
      }
    } finally {
      await database.close()
    }
    return exitCodes.done
  },
}

/** `id=host:port` as overrides of the site's connections. */
export function addresses(words: readonly string[]): PortOverrides {
  return Object.fromEntries(
    words.map((word) => {
      const parts = /^([a-z][a-z0-9-]*)=(.+):(\d{1,5})$/.exec(word)
      if (!parts || Number(parts[3]) > 65_535)
        throw new LabloopError('usage', {
          given: `--connection ${word}`,
          allowed: 'ID=HOST:PORT, with a port up to 65535',
        })
      return [parts[1]!, { host: parts[2]!.replace(/^\[|\]$/g, ''), port: Number(parts[3]) }]
    }),
  )
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
