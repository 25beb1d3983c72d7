import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serverUser } from './user.ts'

const root = process.getuid?.() === 0

test('the server runs as the user that we are, or as one of its own when that is root', () => {
  const user = serverUser('/nowhere')
  if (root) expect(user?.uid).toBeGreaterThan(0)
  else expect(user).toBeUndefined()
})

test('a user that cannot be made is an error that says how to make it; an ordinary user needs none', () => {
  const impossible = () => serverUser('/nowhere', 'no user: at all')
  if (root) expect(impossible).toThrow(expect.objectContaining({ code: 'postgres-user-missing' }))
  else expect(impossible()).toBeUndefined()
})

test('data that root left to itself does not make root run the server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'labloop-test-'))
  expect(serverUser(folder)?.uid).not.toBe(0)
  rmSync(folder, { recursive: true })
})
