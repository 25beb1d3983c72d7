// The end of a real process: Ctrl-C as terminals, npm and our own launcher send it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { until } from './commands/testing/run.ts'

const root = join(import.meta.dirname, '..', '..')

/** A process that needs a while to end once it is asked to. */
function slowToEnd(ends_ms: number) {
  const module = JSON.stringify(join(root, 'src', 'cli', 'process-io.ts'))
  const text = `const { processIo } = await import(${module})
    const { stopped } = processIo()
    console.log('ready')
    const alive = setInterval(() => {}, 1000)
    await stopped
    await new Promise((done) => setTimeout(done, ${ends_ms}))
    clearInterval(alive)
    process.exit(0)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** Its exit code and signal after two Ctrl-C, so far apart. */
async function interruptedTwice(child: ReturnType<typeof slowToEnd>, apart_ms: number): Promise<unknown[]> {
  await once(child.stdout, 'data')
  child.kill('SIGINT')
  await sleep(apart_ms)
  child.kill('SIGINT')
  return once(child, 'exit')
}

test('a Ctrl-C that comes twice, from the terminal and passed on, still lets the process end well', async () => {
  expect(await interruptedTwice(slowToEnd(400), 100)).toEqual([0, null])
})

test('a Ctrl-C of somebody who will not wait ends it at once', async () => {
  expect(await interruptedTwice(slowToEnd(60_000), 1200)).toEqual([null, 'SIGINT'])
})

test('a command whose launcher is killed ends too', async () => {
  const listen = ['listen', '--port', '0']
  const program = join(root, 'src', 'cli', 'start.ts')
  const text = `const { spawn } = await import('node:child_process')
    const child = spawn(process.execPath, ${JSON.stringify([program, ...listen])}, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    console.error('pid ' + child.pid)`
  const launcher = spawn(process.execPath, ['--input-type=module', '-e', text], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [launcher.stdout, launcher.stderr]) stream.on('data', (chunk) => (said += chunk))
  await until(() => said.includes('listening on') && /pid \d+/.test(said))
  const pid = Number(/pid (\d+)/.exec(said)![1])
  launcher.kill('SIGKILL')
  await until(() => !alive(pid))
})

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
