import { expect, test } from 'vitest'
import { defaultSettings, lastPort, settingsFile } from './settings.ts'

const GB = 2 ** 30

test('durability is on by default, whatever the memory', () => {
  for (const memory of [GB, 4 * GB, 512 * GB])
    expect(defaultSettings(memory)).toMatchObject({ fsync: true, synchronous_commit: 'on', full_page_writes: true })
})

test('memory is taken in proportion, within bounds', () => {
  expect(defaultSettings(0.5 * GB)).toMatchObject({ shared_buffers: '128MB' })
  expect(defaultSettings(2 * GB)).toMatchObject({ shared_buffers: '256MB' })
  expect(defaultSettings(64 * GB)).toMatchObject({ shared_buffers: '512MB' })
})

test('a setting given wins over the default, and its text is quoted', () => {
  const text = settingsFile(5432, { max_connections: 7, jit: true, application_name: "o'clock\nfsync = off" })
  expect(text).toContain('max_connections = 7\n')
  expect(text).not.toContain('max_connections = 50')
  expect(text).toContain('jit = on\n')
  expect(text).toContain("application_name = 'o''clock fsync = off'\n")
})

test('a name that is no setting is refused', () => {
  expect(() => settingsFile(1, { 'fsync = off #': true })).toThrow(TypeError)
})

test('the port of the last start is read back', () => {
  expect(lastPort(settingsFile(40123, {}))).toBe(40123)
  expect(lastPort('nothing')).toBe(0)
})
