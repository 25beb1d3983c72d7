// Asks the Labloop that runs on this machine: finds it by its control file, and carries a question or a command to it.
// The one thing to know: no answer to a command means unknown, and is told so; it may have been carried out.
import { request } from 'node:http'
import { resolve } from 'node:path'
import { requireSite } from '../adapters/file/open-site.ts'
import type { Command, CommandResult } from '../engine/command.ts'
import { LabloopError } from '../errors.ts'
import type { ExceptionView } from '../server/contract.ts'
import type { ControlState, HeldView } from '../server/control.ts'
import type { Io } from './command.ts'
import { type ControlEntry, readControlFiles } from './control-file.ts'
import { dataFolder } from './database.ts'

/** The options of a command that asks a running Labloop, for parseArgs. */
export const runningOptions = {
  site: { type: 'string', default: '.' },
  data: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

export const runningHelp = `  --site DIR        the site folder; without it the current folder
  --data DIR        the data folder of labloop up, where it was started with --data; then no site is needed`

export type RunningLabloop = {
  readonly state: ControlState
  exceptions(): Promise<readonly ExceptionView[]>
  held(): Promise<readonly HeldView[]>
  command(command: Command): Promise<CommandResult>
}

const ask_ms = 30_000

/**
 * The Labloop that acts for the site on this machine.
 * @throws LabloopError not-running, standing-by, not-permitted, command-unanswered
 */
export async function findRunning(
  chosen: { readonly site: string; readonly data?: string | undefined },
  io: Pick<Io, 'cwd' | 'env'>,
): Promise<RunningLabloop> {
  const folder = await folderOf(chosen, io)
  const entries = readControlFiles(folder)
  const states = await Promise.all(entries.map(async (entry) => ({ entry, state: await stateOf(entry) })))
  const alive = states.flatMap(({ entry, state }) => (state ? [{ entry, state }] : []))
  if (entries.length === 0) throw new LabloopError('not-running', { place: folder })
  if (alive.length === 0)
    throw new LabloopError('command-unanswered', {
      place: folder,
      remedy: 'It runs and does not answer. Try again; if it stays so, look into its log.',
    })
  const acting = alive.find(({ state }) => state.acting)
  if (!acting) throw new LabloopError('standing-by', { place: folder })
  return runningAt(acting.entry, acting.state)
}

async function folderOf(
  { site, data }: { readonly site: string; readonly data?: string | undefined },
  { cwd, env }: Pick<Io, 'cwd' | 'env'>,
): Promise<string> {
  if (data !== undefined) return resolve(cwd, data)
  return dataFolder((await requireSite(resolve(cwd, site))).site.name, env)
}

function runningAt(entry: ControlEntry, state: ControlState): RunningLabloop {
  const get = async <T>(path: string) => (await ask(entry, 'GET', path)).body as T
  return {
    state,
    exceptions: () => get('/exceptions'),
    held: () => get('/held'),
    command: async (command) => {
      const { status, body } = await ask(entry, 'POST', '/command', command)
      if (status === 200) return body as CommandResult
      throw new LabloopError('usage', { given: (body as { why?: string }).why ?? `status ${status}` })
    },
  }
}

/** What answers there; null where nothing does. */
async function stateOf(entry: ControlEntry): Promise<ControlState | null> {
  try {
    const { status, body } = await ask(entry, 'GET', '/state')
    return status === 200 ? (body as ControlState) : null
  } catch {
    return null
  }
}

type Asked = { readonly status: number; readonly body: unknown }

function ask({ url, secret }: ControlEntry, method: 'GET' | 'POST', path: string, body?: unknown): Promise<Asked> {
  const text = body === undefined ? '' : JSON.stringify(body)
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
  return new Promise<Asked>((done, fail) => {
    const unknown = (cause: unknown) => fail(new LabloopError('command-unanswered', { place: url, cause }))
    const asked = request(`${url}${path}`, { method, headers, timeout: ask_ms }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', unknown)
      answer.on('end', () => {
        const read = parsed(Buffer.concat(chunks).toString('utf8'))
        const status = answer.statusCode ?? 0
        if (read === undefined || status >= 500) unknown(new Error(`status ${status}`))
        else done({ status, body: read })
      })
    })
    asked.on('timeout', () => asked.destroy(new Error('no answer in time')))
    asked.on('error', unknown)
    asked.end(text)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
