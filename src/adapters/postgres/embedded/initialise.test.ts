// A folder that cannot be made is told as such, also where this user may not even look.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeFolder, placeOf } from './initialise.ts'

const nobody = 65_534

test.skipIf(process.platform === 'win32')(
  'a folder below one that is closed to this user is told as not writable',
  () => {
    const base = mkdtempSync(join(tmpdir(), 'labloop-closed-'))
    const closed = join(base, 'closed')
    mkdirSync(closed, { mode: 0o000 })
    onTestFinished(() => rmSync(base, { recursive: true, force: true }))
    chmodSync(base, 0o755)
    const root = process.geteuid?.() === 0
    if (root) process.seteuid?.(nobody)
    try {
      expect(() => makeFolder(placeOf(join(closed, 'x')), false)).toThrow(
        expect.objectContaining({ code: 'postgres-data-not-writable', given: 'EACCES' }),
      )
    } finally {
      if (root) process.seteuid?.(0)
      chmodSync(closed, 0o700)
    }
  },
)
