// `labloop up` as a process of its own in a test: on free ports, with a database and a folder that the test gives.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

const labloop = join(import.meta.dirname, '../../../../bin/labloop')

export type Up = {
  readonly child: ChildProcess
  /** The address of its pages. */
  readonly page: string
  /** The port of each connection that listens. */
  readonly ports: Readonly<Record<string, number>>
  /** The line that it prints when it is ready. */
  readonly line: string
}

/**
 * Starts Labloop, waits until it is ready, and kills it when the test ends.
 * @param connections where each connection goes, or listens: `lis-results=127.0.0.1:0`
 */
export async function up(
  site: string,
  connections: readonly string[],
  env: { readonly DATABASE_URL: string; readonly LABLOOP_DATA: string },
): Promise<Up> {
  const words = connections.flatMap((each) => ['--connection', each])
  const child = spawn(process.execPath, [labloop, 'up', site, ...words, '--port', '0', '--json', '--log', 'error'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
  const { page, bound } = JSON.parse(line) as { page: string; bound: { connection: string; port: number }[] }
  return { child, page, line, ports: Object.fromEntries(bound.map(({ connection, port }) => [connection, port])) }
}
