// What the benches and the crash test share: a Labloop of its own process on free ports and a temporary folder, and the
// load tools around it. Everything started here is stopped here.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

export const root = dirname(dirname(import.meta.dirname))
export const loadTools = join(root, 'test', 'load')

export const labloop = join(root, 'bin', 'labloop')

/** The environment for a program that is started by its first line, as users do, with the Node that runs this. */
export function withThisNode(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}` }
}

export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'labloop-bench-'))
  // Started by root, the database runs as another user, who must be able to enter.
  chmodSync(path, 0o755)
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) }
}

/** What `labloop up --json` says once it is ready. */
export type Ready = { ready: true; pid: number; databasePid: number | null; database: string; page: string | null }

export type Running = { ready: Ready; child: ChildProcess; stop(): Promise<void> }

/** Starts `labloop up SITE` and resolves once it says that it is ready. */
export async function up(site: string, options: string[]): Promise<Running> {
  const child = spawn(labloop, ['up', site, '--json', '--show-password', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: root,
    env: withThisNode(),
  })
  const ready = await new Promise<Ready>((resolve, reject) => {
    const lines = createInterface({ input: child.stdout! })
    lines.on('line', (line) => {
      const said = JSON.parse(line)
      if (said.ready) resolve(said)
    })
    child.once('exit', (code) => reject(new Error(`labloop up ended with ${code} before it was ready`)))
  })
  return { ready, child, stop: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const killer = setTimeout(() => child.kill('SIGKILL'), 20_000)
  await once(child, 'exit')
  clearTimeout(killer)
}

/** Starts a load tool that runs until it is stopped; resolves once it has said its first line on stderr. */
export async function startTool(name: string, options: string[]): Promise<{ stop(): Promise<void> }> {
  const child = spawn(process.execPath, [join(loadTools, name), ...options], { stdio: ['ignore', 'ignore', 'pipe'] })
  await once(child.stderr!, 'data')
  child.stderr!.resume()
  return { stop: () => stop(child) }
}

/** Runs a load tool to its end and gives the JSON object that it printed. */
export async function runTool<T>(name: string, options: string[]): Promise<T> {
  const child = spawn(process.execPath, [join(loadTools, name), ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout!.on('data', (chunk) => {
    text += chunk
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${name} ended with ${code}`)
  return JSON.parse(text)
}
