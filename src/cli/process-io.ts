// The real process behind a command: standard streams, signals, environment. The one thing to know: neither a signal nor a
// reader that goes away ends a command that has something open; it is told, closes what it has, and ends.
import { createInterface } from 'node:readline/promises'
import type { Io } from './command.ts'

export type ProcessIo = Io & {
  /** The signal that asked to stop. */
  readonly askedBy: NodeJS.Signals | null
  /** The code of what keeps standard output from being written, a reader that has gone aside: `ENOSPC`. */
  readonly unwritten: string | null
}

export function processIo(): ProcessIo {
  const signals = new Signals()
  const output = new Output()
  let stopped: Promise<void> | undefined
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    stdin: readAll,
    lines: () => createInterface({ input: process.stdin })[Symbol.asyncIterator](),
    /** Asked for the first time, it takes over Ctrl-C for good. */
    get stopped() {
      stopped ??= new Promise<void>((resolve) => signals.onStop(resolve))
      return stopped
    },
    onStop: (listener) => signals.onStop(listener),
    unread: output.unread,
    get askedBy() {
      return signals.askedBy
    },
    get unwritten() {
      return output.unwritten
    },
    env: process.env,
    cwd: process.cwd(),
    isTerminal: process.stderr.isTTY === true,
  }
}

/** One Ctrl-C can come several times: from the terminal, and passed on by npm or by bin/labloop. */
const echo_ms = 1000
const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Tells listeners of the first signal. One that comes later, by somebody who will not wait, ends the process at once; so does
 * the first while nobody listens.
 */
class Signals {
  askedBy: NodeJS.Signals | null = null
  #askedAt = 0
  readonly #listeners = new Set<() => void>()

  onStop(listener: () => void): () => void {
    if (this.#listeners.size === 0) for (const name of names) process.on(name, this.#hear)
    // Two calls may bring the same function: each has a place of its own.
    const own = () => listener()
    this.#listeners.add(own)
    if (this.askedBy) listener()
    return () => {
      if (this.#listeners.delete(own) && this.#listeners.size === 0) this.#letGo()
    }
  }

  #letGo(): void {
    for (const name of names) process.off(name, this.#hear)
  }

  readonly #hear = (signal: NodeJS.Signals): void => {
    if (!this.askedBy) {
      this.askedBy = signal
      this.#askedAt = Date.now()
      for (const listener of [...this.#listeners]) listener()
    }
    if (Date.now() - this.#askedAt < echo_ms) return
    this.#letGo()
    process.kill(process.pid, signal)
  }
}

/** Standard output and error whose reader may go away: that ends no command in the middle of its work. */
class Output {
  unwritten: string | null = null
  readonly unread: Promise<void>

  constructor() {
    const gone = Promise.withResolvers<void>()
    this.unread = gone.promise
    process.stdout.on('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => {
      if (code === 'EPIPE') gone.resolve()
      else this.unwritten ??= code
    })
    process.stderr.on('error', () => {}) // there is nobody left to tell
  }
}

async function readAll(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of process.stdin) chunks.push(chunk)
  return Buffer.concat(chunks)
}
