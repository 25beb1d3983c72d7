import fc from 'fast-check'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bigints, booleans, byteas, integers, smallints, textBytes, texts } from './arrays.ts'
import { CopyRows } from './copy.ts'
import { stopOwnTestServer, type TestDatabase, testDatabase } from './embedded/testing.ts'
import type { Step } from './pipeline.ts'
import { Session } from './session.ts'

let database: TestDatabase
let client: Client
let session: Session

beforeAll(async () => {
  database = await testDatabase('arrays')
  client = new Client({ connectionString: database.url })
  await client.connect()
  session = new Session({ url: database.url, schema: 'public', name: 'test', connect_ms: 5000, answer_ms: 60_000 })
})
afterAll(async () => {
  await session.close()
  await client.end()
  await database.drop()
  await stopOwnTestServer()
})

const whole = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(0, -1, 2 ** 32, -(2 ** 32), 2 ** 31, -(2 ** 31) - 1))
const characters = fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed())

const run = (steps: Step[]) => session.run(steps)

/** What PostgreSQL makes of one array of a type, as JSON. */
async function read(type: string, array: Buffer): Promise<unknown> {
  const each = type === 'bytea' ? "encode(value, 'hex')" : type === 'bigint' ? 'value::text' : 'value'
  const text = `SELECT coalesce(json_agg(${each} ORDER BY place), '[]') AS found
    FROM unnest($1::${type}[]) WITH ORDINALITY AS given (value, place)`
  return (await client.query(text, [array])).rows[0].found
}

test('PostgreSQL reads every array as it was meant', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.option(whole)),
      fc.array(characters),
      fc.array(fc.integer()),
      fc.array(fc.boolean()),
      async (numbers, strings, small, flags) => {
        expect(await read('bigint', bigints(numbers))).toEqual(
          numbers.map((value) => (value === null ? null : `${value}`)),
        )
        expect(await read('text', texts(strings))).toEqual(strings.map((text) => text.replaceAll('\0', '\ufffd')))
        const bytes = strings.map((text) => Buffer.from(text))
        expect(await read('bytea', byteas(bytes))).toEqual(bytes.map((value) => value.toString('hex')))
        expect(await read('bytea', textBytes(strings))).toEqual(bytes.map((value) => value.toString('hex')))
        expect(await read('integer', integers(small))).toEqual(small)
        expect(await read('boolean', booleans(flags))).toEqual(flags)
      },
    ),
    { numRuns: 60 },
  )
})

test('a count too large for its column is written as the largest', async () => {
  expect(await read('smallint', smallints([0, 32_767, 32_768, 1e9]))).toEqual([0, 32_767, 32_767, 32_767])
})

test('COPY takes every row as it was meant, however many there are', async () => {
  await client.query(
    `CREATE TABLE copied (place int, a bigint, b integer, c smallint, d boolean, e text, f bytea, g bigint[])`,
  )
  const text = 'COPY copied FROM STDIN (FORMAT binary)'
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.option(whole), fc.integer(), fc.boolean(), characters)), async (rows) => {
      const copy = new CopyRows()
      rows.forEach(([a, b, d, e], place) => {
        copy
          .row(8)
          .integer(place)
          .bigint(a)
          .integer(b)
          .smallint(b & 255)
          .boolean(d)
          .text(e)
          .textBytes(e)
        copy.bytes(bigints([place, -1]))
      })
      await run([{ statement: { name: 'copy', text }, values: [], copy: copy.end() }])
      const found = await client.query("SELECT a, b, c, d, e, encode(f, 'hex') AS f, g FROM copied ORDER BY place")
      expect(found.rows).toEqual(
        rows.map(([a, b, d, e], place) => ({
          ...{ a: a === null ? null : `${a}`, b, c: b & 255, d, e: e.replaceAll('\0', '\ufffd') },
          ...{ f: Buffer.from(e).toString('hex'), g: [`${place}`, '-1'] },
        })),
      )
      await client.query('TRUNCATE copied')
    }),
    { numRuns: 40 },
  )
  const large = new CopyRows()
  for (let n = 0; n < 5000; n++) large.row(1).textBytes('x'.repeat(n % 50))
  expect(large.end().length).toBeGreaterThan(100_000)
})

test('a pipeline is one transaction: an error anywhere undoes what came before it', async () => {
  await client.query('CREATE TABLE pipelined (a integer PRIMARY KEY)')
  const text = 'INSERT INTO pipelined VALUES ($1::integer) RETURNING a'
  const step = (value: number) => ({ statement: { name: 'insert', text }, values: [value] })
  await expect(run([step(7), step(7)])).rejects.toMatchObject({ code: '23505' })
  expect(await run([step(7), step(8)])).toEqual([[['7']], [['8']]])
})

test('a statement longer than the buffer, and values of any size, go through', async () => {
  const text = `SELECT length($1::text), length($2::bytea), $3::bigint IS NULL -- ${'x'.repeat(300_000)}`
  const large = 'ü'.repeat(3_000_000)
  const step = { statement: { name: 'long', text }, values: [large, Buffer.alloc(5_000_000), null] }
  expect(await run([step, step])).toEqual([[['3000000', '5000000', 't']], [['3000000', '5000000', 't']]])
  expect(await run([{ statement: { name: 'short', text: 'SELECT 1' }, values: [] }])).toEqual([[['1']]])
})
