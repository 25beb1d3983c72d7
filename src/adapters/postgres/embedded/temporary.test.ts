import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { alive } from './postmaster.ts'
import { temporaryPostgres } from './temporary.ts'

type Other = { child: ChildProcess; folder: string; pid: number }

/** Another process with a temporary server, which then does what `code` says. */
async function elsewhere(code: string): Promise<Other> {
  const module = JSON.stringify(join(import.meta.dirname, 'temporary.ts'))
  const text = `const { temporaryPostgres } = await import(${module})
    const server = await temporaryPostgres({ fsync: false })
    process.stdout.write(JSON.stringify({ folder: server.folder, pid: server.pid }))
    ${code}`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', text], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said = await new Promise<string>((resolve) => child.stdout?.once('data', (bytes) => resolve(String(bytes))))
  return { child, ...JSON.parse(said) }
}

function ended(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => child.once('exit', (...how) => resolve(how)))
}

test('a temporary server is gone after stop, and so is its folder', async () => {
  const server = await temporaryPostgres({ fsync: false })
  expect(alive(server.pid)).toBe(true)
  await server.stop()
  expect(alive(server.pid)).toBe(false)
  expect(existsSync(server.folder)).toBe(false)
})

test('a process that ends takes its temporary server along', async () => {
  const { child, folder, pid } = await elsewhere('setTimeout(() => process.exit(3), 100)')
  expect(await ended(child)).toEqual([3, null])
  expect([alive(pid), existsSync(folder)]).toEqual([false, false])
})

test('Ctrl-C takes the temporary server along, and still counts as Ctrl-C', async () => {
  const { child, folder, pid } = await elsewhere('setInterval(() => {}, 1000)')
  child.kill('SIGINT')
  expect(await ended(child)).toEqual([null, 'SIGINT'])
  expect([alive(pid), existsSync(folder)]).toEqual([false, false])
})

test('what a killed process left behind goes with the next start', async () => {
  const { child, folder, pid } = await elsewhere('setInterval(() => {}, 1000)')
  child.kill('SIGKILL')
  await ended(child)
  expect([alive(pid), existsSync(folder)]).toEqual([true, true])
  await (await temporaryPostgres({ fsync: false })).stop()
  expect([alive(pid), existsSync(folder)]).toEqual([false, false])
})
