import { cpSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exitCodes } from '../../errors.ts'
import { riverside } from '../demo-run.ts'
import { demo } from './demo.ts'
import { migrate } from './migrate.ts'
import { run, testFolder } from './testing/run.ts'
import { up } from './up.ts'

test.each([
  [[riverside, riverside], 'one site folder'],
  [[riverside, '--port', '70000'], 'a port from 1 to 65535'],
  [[riverside, '--grace', 'soon'], 'a whole number'],
  [[riverside, '--log', 'loud'], 'info, warn, error, silent'],
  [[riverside, '--connection', 'ehr-orders=127.0.0.1:99999'], 'a port up to 65535'],
  [[riverside, '--connection', 'ehr-orders'], 'ID=HOST:PORT'],
  [[riverside, '--connection', 'ehr-orders= :2'], 'an IP address or a name'],
  [[riverside, '--connection', 'ehr-order=127.0.0.1:2'], 'did you mean "ehr-orders"'],
  [[riverside, '--connection', 'lis-orders=127.0.0.1:0'], 'the port of the peer'],
])('wrong words start nothing and say what is allowed: up %j', async (words, allowed) => {
  expect(await run(up, words)).toMatchObject({
    code: exitCodes.usage,
    stdout: '',
    stderr: expect.stringContaining(allowed),
  })
})

test.each([
  [['--exit'], '--orders N --exit'],
  [['--json'], '--orders N --exit --json'],
  [['--orders', '0', '--exit'], 'from 1'],
  [['--per-second', '0'], 'from 1'],
  [['--port', '70000'], 'a port from 1 to 65535'],
])('wrong words start nothing and say what is allowed: demo %j', async (words, allowed) => {
  const { code, stderr } = await run(demo, words)
  expect([code, stderr]).toEqual([exitCodes.usage, expect.stringContaining(allowed)])
})

test('a site with errors starts nothing', async () => {
  expect((await run(up, ['nowhere'])).code).toBe(exitCodes.usage)
})

test.each([
  ['the site folder', '.', {}, '--data'],
  ['a folder in it', 'data', {}, '--data'],
  ['a folder in it by another way', 'way/data', {}, '--data'],
  ['a folder in it, by the environment', null, { LABLOOP_DATA: 'site' }, 'LABLOOP_DATA'],
])('no database is made in the site folder, to which nothing is ever written: %s', async (_, data, env, place) => {
  const cwd = testFolder()
  const site = join(cwd, 'site')
  cpSync(riverside, site, { recursive: true })
  symlinkSync(site, join(cwd, 'way'))
  const before = readdirSync(site)
  const named = data === null ? [] : ['--data', data.startsWith('way') ? join(cwd, data) : join(site, data)]
  const set = Object.fromEntries(Object.entries(env).map(([name, folder]) => [name, join(cwd, folder)]))
  for (const command of [up, migrate]) {
    const words = command === up ? [site] : ['--site', site]
    const { code, stderr } = await run(command, [...words, ...named], { cwd, env: set })
    expect([code, stderr]).toEqual([exitCodes.usage, expect.stringContaining(`At ${place}.`)])
    expect(stderr).toContain('a folder outside the site folder')
  }
  expect(readdirSync(site)).toEqual(before)
})
