import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { alive, orphans, processState, readPidFile } from './postmaster.ts'

const data = mkdtempSync(join(tmpdir(), 'labloop-test-'))
afterAll(() => rmSync(data, { recursive: true }))

const lines = ['4711', data, '1795342587', '45323', '', '127.0.0.1', '  22020101         3', 'ready   ']

test('the file of a running server gives its process, port and status', () => {
  writeFileSync(join(data, 'postmaster.pid'), `${lines.join('\n')}\n`)
  expect(readPidFile(data)).toEqual({ pid: 4711, port: 45323, status: 'ready' })
})

test('a file at any stage of being written is read without harm', () => {
  const whole = lines.join('\n')
  for (let length = 0; length <= whole.length; length++) {
    writeFileSync(join(data, 'postmaster.pid'), whole.slice(0, length))
    const found = readPidFile(data)
    if (length === 0) expect(found).toBeNull()
    else expect(lines[0]?.startsWith(String(found?.pid))).toBe(true)
  }
})

test('our own process lives, and is no server on the folder', () => {
  expect(alive(process.pid)).toBe(true)
  expect(processState(process.pid, data)).not.toBe('ours')
  expect(orphans(data)).toEqual([])
})
