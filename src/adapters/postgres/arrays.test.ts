import fc from 'fast-check'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bigints, booleans, byteas, integers, smallints, textBytes, texts } from './arrays.ts'
import { CopyRows } from './copy.ts'
import { stopOwnTestServer, type TestDatabase, testDatabase } from './embedded/testing.ts'
import { Pipeline } from './pipeline.ts'

let database: TestDatabase
let client: Client

beforeAll(async () => {
  database = await testDatabase('arrays')
  client = new Client({ connectionString: database.url })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.drop()
  await stopOwnTestServer()
})

const whole = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(0, -1, 2 ** 32, -(2 ** 32), 2 ** 31, -(2 ** 31) - 1))
const characters = fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed())

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
      const pipeline = new Pipeline((wire) => {
        wire.parse({ name: '', text, types: [] })
        wire.bind({ statement: '', values: [] })
        wire.execute({})
        wire.sendCopyFromChunk(copy.end())
        wire.endCopyFrom()
      })
      client.query(pipeline)
      await pipeline.done
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
  const insert = (value: string) =>
    new Pipeline((wire) => {
      for (const each of ['7', value]) {
        wire.parse({ name: '', text: 'INSERT INTO pipelined VALUES ($1::integer) RETURNING a', types: [] })
        wire.bind({ statement: '', values: [each] })
        wire.execute({})
      }
    })
  const failing = insert('7')
  client.query(failing)
  await expect(failing.done).rejects.toMatchObject({ code: '23505' })
  const passing = insert('8')
  client.query(passing)
  expect(await passing.done).toEqual([[['7']], [['8']]])
})
