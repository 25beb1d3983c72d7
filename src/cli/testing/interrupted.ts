// A start that is interrupted after so long, and what it leaves: nothing that runs, and a folder on which the next start works.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { until } from '../commands/testing/run.ts'
import { copyOfRiverside, freePorts, openFolder, processesOn, type Started, startProcess } from './processes.ts'

/** `labloop up` on a site and a data folder, on free ports. */
export function upWords(site: string, data: string): readonly string[] {
  return ['up', site, '--data', data, '--port', '0', '--json', ...freePorts]
}

/** Waits until it says that it is ready. */
export async function isReady({ child, stdout, stderr }: Started): Promise<void> {
  await until(() => stdout().includes('"ready":true') || child.exitCode !== null || child.signalCode !== null)
  expect(stdout(), stderr()).toContain('"ready":true')
}

/** Starts `labloop up` on a fresh folder and asks it to stop after so long; then starts it again. */
export async function interruptedUp(after_ms: number, signal: NodeJS.Signals): Promise<{ readonly wasReady: boolean }> {
  const folder = openFolder()
  const words = upWords(copyOfRiverside(folder), join(folder, 'data'))
  const first = startProcess(words, folder)
  await sleep(after_ms)
  first.signal(signal)
  expect([0, signal], first.stderr()).toContain(await first.ended)
  expect(processesOn(folder), `left running, stopped after ${after_ms} ms: ${first.stderr()}`).toEqual([])
  const second = startProcess(words, folder)
  await isReady(second)
  second.signal('SIGINT')
  expect(await second.ended).toBe(0)
  expect(processesOn(folder)).toEqual([])
  return { wasReady: first.stdout() !== '' }
}

/** Starts the demo and asks it to stop after so long. */
export async function interruptedDemo(
  after_ms: number,
  signal: NodeJS.Signals,
): Promise<{ readonly wasReady: boolean }> {
  const folder = openFolder()
  const demo = startProcess(['demo', '--port', '0'], folder)
  await sleep(after_ms)
  demo.signal(signal)
  expect([0, signal], demo.stderr()).toContain(await demo.ended)
  expect(processesOn(folder)).toEqual([])
  expect(readdirSync(join(folder, 'temporary'))).toEqual([])
  return { wasReady: demo.stdout().includes('Ctrl-C stops it') }
}
