// The real process behind a command: standard streams, signals, environment.
import type { Io } from './command.ts'

export function processIo(): Io {
  let stopped: Promise<void> | undefined
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    stdin: readAll,
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

function askedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
}

async function readAll(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of process.stdin) chunks.push(chunk)
  return Buffer.concat(chunks)
}
