import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { prepare } from './programs.ts'

const folder = mkdtempSync(join(tmpdir(), 'labloop-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('the programs run from their copy, links included, and the copy is made once', () => {
  const first = prepare([join(folder, 'cache')])
  const { stdout } = spawnSync(first.postgres, ['--version'], { encoding: 'utf8' })
  expect(stdout).toMatch(`(PostgreSQL) ${first.version.replace(/\.0$/, '')}`)
  const made = statSync(first.postgres).ino
  expect(statSync(prepare([join(folder, 'cache')]).postgres).ino).toBe(made)
})

test('a copy that was cut short is made anew', () => {
  const { postgres } = prepare([join(folder, 'short')])
  const size = statSync(postgres).size
  truncateSync(postgres, 1000)
  expect(statSync(prepare([join(folder, 'short')]).postgres).size).toBe(size)
  expect(readdirSync(join(folder, 'short'))).toHaveLength(1)
})

test('a folder that others may write to is passed over, since they could change the programs', () => {
  mkdirSync(join(folder, 'open'))
  chmodSync(join(folder, 'open'), 0o777)
  const { postgres } = prepare([join(folder, 'open'), join(folder, 'cache')])
  expect(postgres.startsWith(join(folder, 'cache'))).toBe(true)
})

test('without any folder to copy to, the error names those that were tried', () => {
  const inAFile = join(dirname(import.meta.filename), 'programs.ts', 'cache')
  expect(() => prepare([inAFile])).toThrow(
    expect.objectContaining({ code: 'postgres-binaries-unusable', place: inAFile }),
  )
})
