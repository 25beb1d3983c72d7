import { Client } from 'pg'
import { expect, test } from 'vitest'
import { postgresCoverage } from '../../adapters/postgres/coverage-book.ts'
import { stopOwnTestServer, testDatabase } from '../../adapters/postgres/embedded/testing.ts'
import { schemaOf } from '../../adapters/postgres/migrate.ts'
import { report } from '../../rehearsal/report/testing/sample.ts'
import type { Io } from '../command.ts'
import { recordCoverage, reserveRecord } from './record.ts'

test('a rehearsal is recorded in the site’s own tables, failures as well, and only what passed is proven', async () => {
  const database = await testDatabase('record')
  const io = { env: { DATABASE_URL: database.url }, stderr: () => {}, onStop: () => () => {} } as unknown as Io
  try {
    expect(await recordCoverage(report, undefined, io)).toBe(1)
    const book = postgresCoverage({ url: database.url, schema: schemaOf(report.site) })
    expect(await book.on(report.revision)).toEqual(report.coverage)
    // The same story fails in a later run: it is proven no more.
    const later = report.coverage.map((row) => ({ ...row, passed: false, at: row.at + 1 }))
    expect(await recordCoverage({ ...report, coverage: later }, undefined, io)).toBe(0)
    expect(await book.on(report.revision)).toHaveLength(4)
    await book.close()
  } finally {
    await database.drop()
    await stopOwnTestServer()
  }
}, 60_000)

test('whether coverage can be kept is tried before, and nothing is added by that', async () => {
  const database = await testDatabase('record-ready')
  const io = { env: { DATABASE_URL: database.url }, stderr: () => {}, onStop: () => () => {} } as unknown as Io
  const stage = { site: { name: report.site }, folder: '/site' }
  const client = new Client({ connectionString: database.url })
  try {
    await reserveRecord(stage, undefined, io)
    const book = postgresCoverage({ url: database.url, schema: schemaOf(report.site) })
    expect(await book.on(report.revision)).toEqual([])
    await book.close()
    await client.connect()
    const name = new URL(database.url).pathname.slice(1)
    await client.query(`ALTER DATABASE "${name}" SET default_transaction_read_only = on`)
    const refused = { code: 'database-unreachable', allowed: 'a database that takes writes' }
    await expect(reserveRecord(stage, undefined, io)).rejects.toMatchObject(refused)
    const gone = { ...io, env: { DATABASE_URL: database.url.replace(name, 'nosuch') } } as Io
    await expect(reserveRecord(stage, undefined, gone)).rejects.toMatchObject({ given: 'SQLSTATE 3D000' })
  } finally {
    await client.end()
    await database.drop()
    await stopOwnTestServer()
  }
}, 60_000)
