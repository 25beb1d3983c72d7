// Asked to stop at any moment of a start, or with nobody to read what is written: nothing goes on running, and the next start
// goes on from there. Every tenth of a second is tried in stopping.long.test.ts.
import { spawn } from 'node:child_process'
import { appendFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { exitCodes } from '../errors.ts'
import { until } from './commands/testing/run.ts'
import { interruptedDemo, interruptedUp, isReady, upWords } from './testing/interrupted.ts'
import { copyOfRiverside, openFolder, processesOn, startProcess } from './testing/processes.ts'

/** Several starts of a database each, perhaps on a machine that has other things to do. */
const patient = { timeout: 180_000 }

test.for([
  [900, 'SIGINT'],
  [1400, 'SIGHUP'],
  [1900, 'SIGTERM'],
  [2700, 'SIGINT'],
] as const)(
  'up asked to stop after %i ms by %s leaves nothing running, and a folder that starts',
  patient,
  async ([ms, name]) => {
    await interruptedUp(ms, name)
  },
)

test.for([1900, 2600])('the demo interrupted after %i ms leaves no database behind', patient, async (after_ms) => {
  await interruptedDemo(after_ms, 'SIGINT')
})

test.for([
  ['check', 'SIGINT'],
  ['check', 'SIGTERM'],
  ['up', 'SIGTERM'],
] as const)('%s ends by %s while a file of the site never ends', patient, async ([command, name]) => {
  const folder = openFolder()
  const site = copyOfRiverside(folder)
  appendFileSync(join(site, 'steps/callback.ts'), 'while (true) {}\n')
  const looking = startProcess(command === 'up' ? upWords(site, join(folder, 'data')) : [command, site], folder)
  await sleep(2000)
  const asked = performance.now()
  looking.signal(name)
  expect(await looking.ended).toBe(name)
  expect(performance.now() - asked).toBeLessThan(1500)
  expect(processesOn(folder)).toEqual([])
})

/** A folder in which the site has run and was stopped. */
async function afterUp() {
  const folder = openFolder()
  const [site, data] = [copyOfRiverside(folder), join(folder, 'data')]
  const up = startProcess(upWords(site, data), folder)
  await isReady(up)
  up.signal('SIGINT')
  expect(await up.ended).toBe(0)
  return { folder, site, data }
}

test(
  'a command that only looks, interrupted or with a reader that goes away, stops the database that it started',
  patient,
  async () => {
    const { folder, site, data } = await afterUp()
    const looks = ['conformance', site, '--data', data]
    for (const after_ms of [700, 1100, 1500]) {
      const looking = startProcess(looks, folder)
      await sleep(after_ms)
      looking.signal('SIGINT')
      expect([0, 'SIGINT']).toContain(await looking.ended)
      expect(processesOn(folder), looking.stderr()).toEqual([])
    }
    const unread = spawn(process.execPath, [join(import.meta.dirname, 'start.ts'), ...looks], {
      env: { ...process.env, TMPDIR: join(folder, 'temporary') },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    unread.stdout.destroy()
    expect(await new Promise((resolve) => unread.on('exit', resolve))).toBe(0)
    expect(processesOn(folder)).toEqual([])
  },
)

test(
  'listen ends when nobody reads it any more, and the engine runs on when nobody reads its log',
  patient,
  async () => {
    const folder = openFolder()
    const up = startProcess(upWords(copyOfRiverside(folder), join(folder, 'data')), folder)
    await isReady(up)
    up.child.stderr!.destroy()
    up.child.stdout!.destroy()
    const { page } = JSON.parse(up.stdout())
    const port = Number(/"ehr-orders","host":"[^"]+","port":(\d+)/.exec(up.stdout())![1])
    // A connection is logged.
    const send = startProcess(
      ['send', '--to', `127.0.0.1:${port}`, join(import.meta.dirname, '../../docs/guide/order.hl7')],
      folder,
    )
    expect(await send.ended).toBe(0)
    await sleep(300)
    expect((await fetch(page)).status).toBe(200)
    up.signal('SIGTERM')
    expect(await up.ended).toBe(0)
    const listen = startProcess(['listen', '--port', '0'], folder)
    const listening = await until(() => /listening on (\S+)/.exec(listen.stderr())?.[1])
    listen.child.stdout!.destroy()
    startProcess(['send', '--to', listening, join(import.meta.dirname, '../../docs/guide/order.hl7')], folder)
    expect(await listen.ended).toBe(0)
  },
)

test(
  'a second up says for whom it waits and takes over from it; a folder that says something else is refused',
  patient,
  async () => {
    const folder = openFolder()
    const [site, data] = [copyOfRiverside(folder), join(folder, 'data')]
    const copy = join(folder, 'copy')
    cpSync(site, copy, { recursive: true })
    const file = join(copy, 'site.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^title: .*$/m, 'title: Riverside, to try something on'))

    const first = startProcess(upWords(site, data), folder)
    await isReady(first)
    const other = startProcess(upWords(copy, data), folder)
    expect(await other.ended).toBe(exitCodes.unavailable)
    expect(other.stderr()).toContain('Another Labloop runs the same site on this database')
    expect(other.stderr()).toContain('give it a name of its own')
    expect(processesOn(folder).length, 'the first and its database run on').toBe(2)

    const wanted = startProcess([...upWords(copy, data), '--stand-by'], folder)
    const waiting = startProcess(upWords(site, data), folder)
    await until(() =>
      waiting.stderr().includes('runs the site riverside on this data; this one waits and takes over when it ends.\n'),
    )
    await until(() => wanted.stderr().includes('From then on the revision of this folder counts'))
    wanted.signal('SIGINT')
    expect(await wanted.ended).toBe(0)
    expect(wanted.stderr()).toContain('Stopped before Riverside, to try something on was running.')

    first.signal('SIGINT')
    expect(await first.ended).toBe(0)
    await isReady(waiting)
    waiting.signal('SIGINT')
    expect(await waiting.ended).toBe(0)
    expect(processesOn(folder)).toEqual([])
  },
)
