import { expect, test } from 'vitest'
import { diagnose } from './diagnose.ts'

const cases: [string, string][] = [
  ['initdb: error: could not write file "pg_wal/1": No space left on device', 'postgres-disk-full'],
  ['initdb: error: could not access directory "/root/x": Permission denied', 'postgres-data-not-writable'],
  ['FATAL:  data directory "/x" has wrong ownership', 'postgres-data-not-writable'],
  ['FATAL:  could not open file "pg_logical/x": Read-only file system', 'postgres-data-not-writable'],
  ['postgres: error while loading shared libraries: libm.so.6', 'postgres-binaries-unusable'],
  ['FATAL:  invalid value for parameter "shared_buffers": "much"', 'postgres-start-failed'],
]

test.each(cases)('%s is %s', (output, code) => {
  expect(diagnose(output, '/data', 'ended with 1')).toMatchObject({ error: { code } })
})

test.each([
  'FATAL:  could not open shared memory segment "/PostgreSQL.12": Permission denied',
  'FATAL:  could not resize shared memory segment "/PostgreSQL.12" to 1048576 bytes: No space left on device',
])('%s is about /dev/shm, not about the folder or its disk', (output) => {
  expect(diagnose(output, '/data', 'ended with 1')).toMatchObject({
    error: { code: 'postgres-start-failed', remedy: expect.stringContaining('/dev/shm') },
  })
})

test('a port that is taken and a server that has not quite gone are worth another try', () => {
  const port =
    'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use\nFATAL:  could not create any TCP/IP sockets'
  expect(diagnose(port, '/data', 'ended with 1')).toEqual({ retry: 'port' })
  expect(diagnose('LOG:  starting', '/data', 'the server ended with SIGKILL')).toEqual({ retry: 'killed' })
  expect(diagnose('FATAL:  lock file "postmaster.pid" already exists', '/data', '')).toEqual({ retry: 'busy' })
  expect(diagnose('LOG:  starting', '/data', 'the server ended with SIGKILL')).toEqual({ retry: 'killed' })
  expect(diagnose('FATAL:  lock file "postmaster.pid" is empty', '/data', '')).toEqual({ retry: 'busy' })
  expect(diagnose('FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use', '/data', '')).toEqual({
    retry: 'busy',
  })
})

test('the error quotes the last lines, bounded, and never a statement', () => {
  const statement = "STATEMENT:  ALTER USER labloop WITH PASSWORD E'secret'"
  const found = diagnose(`FATAL:  the cause\n${statement}\nchild ended`, '/data', 'ended with 1')
  expect(found).toMatchObject({ error: { given: 'ended with 1; it said: FATAL:  the cause / child ended' } })
  const plain = diagnose('y'.repeat(5000), '/data', 'ended with 1')
  expect('error' in plain && plain.error.message.length).toBeLessThan(1000)
})
