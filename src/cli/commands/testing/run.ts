// Runs a command in a test as the command line does: words in, output, errors and exit code out. Nothing is mocked but the
// streams; files and sockets are real.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { exitCodeOf } from '../../../errors.ts'
import type { Command, Io } from '../../command.ts'

export type Running = {
  readonly stdout: () => string
  readonly stderr: () => string
  /** Resolves to the exit code. */
  readonly ended: Promise<number>
  stop(): void
}

/** What a command finds: standard input, the folder it is run in, the environment. */
export type Given = {
  readonly stdin?: string | Uint8Array
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** A folder of the test's own, removed when it ends. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'labloop-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split('\n').slice(0, -1)
}

/** Starts a command. */
export function start(command: Command, args: string[], given: Given = {}): Running {
  let out = ''
  let err = ''
  const stopped = Promise.withResolvers<void>()
  const io: Io = {
    stdout: (text) => {
      out += text
    },
    stderr: (text) => {
      err += text
    },
    stdin: async () => Buffer.from(given.stdin ?? ''),
    lines: () => linesOf(String(given.stdin ?? '')),
    stopped: stopped.promise,
    onStop: (listener) => {
      let listens = true
      void stopped.promise.then(() => listens && listener())
      return () => {
        listens = false
      }
    },
    unread: new Promise(() => {}),
    env: given.env ?? {},
    cwd: given.cwd ?? tmpdir(),
    isTerminal: false,
  }
  const ended = command.run(args, io).catch((error: Error & { remedy?: string }) => {
    err += `labloop ${command.name}: ${error.message}\n${error.remedy ?? ''}\n`
    return exitCodeOf(error)
  })
  onTestFinished(async () => {
    stopped.resolve()
    await ended
  })
  return { stdout: () => out, stderr: () => err, ended, stop: () => stopped.resolve() }
}

/** Runs a command to its end. */
export async function run(command: Command, args: string[], given: Given = {}) {
  const running = start(command, args, given)
  const code = await running.ended
  return { code, stdout: running.stdout(), stderr: running.stderr() }
}

type Looked<T> = T | null | undefined | false

/** Waits until something holds. */
export async function until<T>(look: () => Looked<T> | Promise<Looked<T>>): Promise<T> {
  for (;;) {
    const found = await look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
