import { expect, test } from 'vitest'
import { postgresCoverage } from '../../adapters/postgres/coverage-book.ts'
import { stopOwnTestServer, testDatabase } from '../../adapters/postgres/embedded/testing.ts'
import { schemaOf } from '../../adapters/postgres/migrate.ts'
import { report } from '../../rehearsal/report/testing/sample.ts'
import type { Io } from '../command.ts'
import { recordCoverage } from './record.ts'

test('a rehearsal is recorded in the site’s own tables, failures as well, and only what passed is proven', async () => {
  const database = await testDatabase('record')
  const io = { env: { DATABASE_URL: database.url }, stderr: () => {} } as unknown as Io
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
