// `labloop demo` until Ctrl-C: what it says of its clocks, on the terminal and on the page, and that it has stopped.
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { demo } from './demo.ts'
import { start, until } from './testing/run.ts'

test('it tells that hours are seconds in it, there and on the page, and says when it is gone with its database', async () => {
  const running = start(demo, ['--port', '0', '--seed', 'told'])
  const url = await until(() => /Look at it: (\S+)/.exec(running.stdout())?.[1])
  await until(() => running.stdout().includes('Ctrl-C stops it'))
  const note = 'what takes hours in a hospital takes seconds here'
  expect(running.stdout()).toContain(note)
  for (const path of ['', 'exceptions', 'orders'])
    expect(await (await fetch(new URL(path, url))).text()).toContain(note)
  const folder = /--data (\S+)/.exec(running.stdout())![1]!
  expect(existsSync(folder)).toBe(true)
  running.stop()
  expect(await running.ended).toBe(0)
  expect(running.stdout()).toMatch(/Stopping\.\nStopped; its temporary database is gone\.\n$/)
  expect(existsSync(folder)).toBe(false)
}, 60_000)
