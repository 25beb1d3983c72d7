// The real process behind a command: standard streams, signals, environment.
import { createInterface } from 'node:readline/promises'
import type { Io } from './command.ts'

export function processIo(): Io {
  let stopped: Promise<void> | undefined
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    stdin: readAll,
    lines: () => createInterface({ input: process.stdin })[Symbol.asyncIterator](),
    /** Asked for the first time, it takes over Ctrl-C; until then Ctrl-C simply ends the process. */
    get stopped() {
      stopped ??= askedToStop()
      return stopped
    },
    env: process.env,
    cwd: process.cwd(),
    isTerminal: process.stderr.isTTY === true,
  }
}

/** One Ctrl-C can come several times: from the terminal, and passed on by npm or by bin/labloop. */
const echo_ms = 1000

/** Resolves at the first signal. One that comes later, by somebody who will not wait, ends the process at once. */
function askedToStop(): Promise<void> {
  return new Promise((resolve) => {
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
    let first: number | undefined
    const hear = (signal: NodeJS.Signals) => {
      first ??= Date.now()
      resolve()
      if (Date.now() - first < echo_ms) return
      for (const each of signals) process.off(each, hear)
      process.kill(process.pid, signal)
    }
    for (const signal of signals) process.on(signal, hear)
  })
}

async function readAll(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of process.stdin) chunks.push(chunk)
  return Buffer.concat(chunks)
}
