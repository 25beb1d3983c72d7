// Real processes of the command line in a test: their own group, as in a terminal, signals to all of it, and what is left
// running of a folder afterwards.
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { riverside } from '../demo-run.ts'

const program = join(import.meta.dirname, '..', 'start.ts')

/** A folder of the test's own which the user of the database can enter, also where we are root. Removed in the end. */
export function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'labloop-running-'))
  for (const made of [folder, join(folder, 'temporary')]) {
    mkdirSync(made, { recursive: true })
    chmodSync(made, 0o755)
  }
  onTestFinished(async () => {
    for (const pid of processesOn(folder)) process.kill(pid, 'SIGKILL')
    await sleep(50)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })
  return folder
}

/** A copy of Riverside in that folder, as somebody makes it to work on. */
export function copyOfRiverside(folder: string, name = 'site'): string {
  cpSync(riverside, join(folder, name), { recursive: true })
  return join(folder, name)
}

/** What `labloop up` needs to start beside others: free ports for all that listens. */
export const freePorts: readonly string[] = ['ehr-orders', 'lis-results'].flatMap((id) => [
  '--connection',
  `${id}=127.0.0.1:0`,
])

export type Started = {
  readonly child: ChildProcess
  stdout(): string
  stderr(): string
  /** Sends a signal to the process and all of its group, as a terminal does. */
  signal(name: NodeJS.Signals): void
  /** Its exit code, or the name of the signal that ended it. */
  readonly ended: Promise<number | string>
}

/** Starts `labloop WORDS` in a group of its own; its temporary files lie in `folder`. */
export function startProcess(words: readonly string[], folder: string, env: Record<string, string> = {}): Started {
  const { DATABASE_URL: _, LABLOOP_DATA: __, ...inherited } = process.env
  const child = spawn(process.execPath, [program, ...words], {
    cwd: folder,
    detached: true,
    env: { ...inherited, TMPDIR: join(folder, 'temporary'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk) => (out += chunk))
  child.stderr.on('data', (chunk) => (err += chunk))
  const ended = new Promise<number | string>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'nothing'))
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return {
    child,
    ended,
    stdout: () => out,
    stderr: () => err,
    signal: (name) => {
      try {
        process.kill(-child.pid!, name)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
      }
    },
  }
}

/** Every process, dead ones aside, whose words or working folder name the folder. On Linux; elsewhere none is found. */
export function processesOn(folder: string): readonly number[] {
  if (process.platform !== 'linux') return []
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  return numbers.map(Number).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)
    } catch {
      return false
    }
  })
}
