// The pages of long lists, from the database to the link that leads on: whoever follows the links sees every row once.
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { requireSite } from '../../src/adapters/file/open-site.ts'
import { stopOwnTestServer } from '../../src/adapters/postgres/embedded/testing.ts'
import { postgresQuery, type Query } from '../../src/adapters/postgres/query.ts'
import { type PageServer, servePages } from '../../src/server/server.ts'
import { byUrgency } from '../../src/server/views/rows.ts'
import { openViews } from '../../src/server/views/views.ts'
import { schema, type TestStores, testStores } from './databases.ts'
import * as sample from './samples.ts'

const { change, changes, exception, incoming, morning, patient } = sample
const [ORDERS, MESSAGES, EXCEPTIONS] = [2600, 450, 5000]
/** Two of three are owned; ids leave gaps, as they do where a batch was done again. */
const orderIds = Array.from({ length: ORDERS }, (_, at) => 2 * at + 1)
const isOwned = (id: number) => id % 3 !== 0
const owned = orderIds.filter(isOwned)

/** A flood of one severity, all past their clock; a few taken and closed; and last, what must not drown in it. */
const flood = Array.from({ length: EXCEPTIONS }, (_, at) => {
  const id = at + 1
  const status = (['taken', 'closed', 'assigned'] as const)[Math.min(2, id % 50)]!
  const flooded = { text: `flood ${id}`, orderIds: orderIds.slice(0, 100), dueAt: morning - 86_400_000 + (id % 7) }
  return exception(id, { ...flooded, status, takenBy: status === 'taken' ? 'Ada Ward' : '' })
})
const grave = [
  exception(EXCEPTIONS + 1, { severity: 'high', dueAt: morning + 3_600_000 }),
  exception(EXCEPTIONS + 2, { severity: 'critical', dueAt: morning + 900_000 }),
]
const off = exception(EXCEPTIONS + 3, {
  ...{ kind: 'operator-hold', severity: 'low', cause: 'operator-hold|flow|results' },
})
const open = [...flood, ...grave, off].filter(({ status }) => status !== 'closed')

let database: TestStores
let query: Query
let views: ReturnType<typeof openViews>
let server: PageServer

beforeAll(async () => {
  database = await testStores('lists')
  const store = database.open()
  const receiver = (await store.lease('receiver', 'node-1', 60_000, morning))!
  const processor = (await store.lease('processor', 'node-1', 60_000, morning))!
  for (let at = 0; at < MESSAGES; ) {
    // Groups of one, as on a quiet night, and of many, as after a downtime.
    const group = Array.from({ length: Math.min(at < 20 ? 1 : 43, MESSAGES - at) }, (_, n) => `M${at + n + 1}`)
    await store.receive(
      receiver,
      group.map((controlId) => incoming({ controlId, text: controlId })),
    )
    at += group.length
  }
  await store.commit(
    [processor],
    changes({
      processedThrough: MESSAGES,
      patients: [
        ...Array.from({ length: 60 }, (_, n) => patient(n + 1, { familyName: 'Manyfold', givenName: `A${100 + n}` })),
        patient(61, { familyName: 'Fewtest', givenName: 'Ida' }),
      ],
      orders: orderIds.map((id) => {
        const of = { ...sample.order(id).patient, patientId: id === orderIds[0] ? 60 : 61 }
        return change(sample.order(id, { patient: of }), isOwned(id) ? 'owned' : 'agreed')
      }),
      exceptions: [...flood, ...grave, off],
    }),
  )
  const { site } = await requireSite(join(import.meta.dirname, '../../examples/riverside'))
  const counts = { everAdrift: 0, connections: new Map(), censusAt: new Map(), destinations: new Map() }
  views = openViews({
    ...{ site, store, database: { url: database.url, schema }, now: () => morning, where: '' },
    engine: { counts: () => ({ ...counts, deliveredPerMinute: new Map() }) as never, held: () => [] },
    log: { error: (what, more) => expect.fail(`${what}: ${JSON.stringify(more)}`) },
  })
  query = postgresQuery({ url: database.url, schema })
  server = await servePages(views, { host: '127.0.0.1', port: 0, orNext: false })
})
afterAll(async () => {
  await server.close()
  await views.close()
  await query.close()
  await database.drop()
  await stopOwnTestServer()
})

const page = async (path: string) => (await fetch(server.url + path)).text()
const rowsOf = (text: string, list: string) =>
  [...text.matchAll(new RegExp(`href="/${list}/(\\d+)"`, 'g'))].map(([, id]) => Number(id))
const way = (text: string, word: string) =>
  new RegExp(`<a href="([^"]+)">${word}</a>`).exec(text)?.[1]?.replaceAll('&amp;', '&')

/** Every row of a list, by following one of its links from a page on. */
async function follow(path: string, word: string, list: string): Promise<number[][]> {
  const pages: number[][] = []
  for (let at: string | undefined = path; at !== undefined; ) {
    const text = await page(at)
    pages.push(rowsOf(text, list))
    at = way(text, word)
  }
  return pages
}

test('every owned order is reached from the newest on, each once, and from the oldest back', async () => {
  const down = await follow('/orders?loop=owned', 'Older', 'orders')
  expect(down.flat()).toEqual(owned.toReversed())
  const oldest = way(await page('/orders?loop=owned'), 'Oldest')!
  expect(rowsOf(await page(oldest), 'orders').at(-1)).toBe(owned[0])
  const up = await follow(oldest, 'Newer', 'orders')
  expect(up.toReversed().flat()).toEqual(owned.toReversed())
})

test('a page of orders says how much of how much it shows', async () => {
  const total = owned.length.toLocaleString('en-US')
  const first = await page('/orders?loop=owned')
  expect(first).toContain(`The newest 200 of ${total} orders.`)
  expect(await page(way(first, 'Older')!)).toContain(`201 to 400 of ${total} orders, newest first.`)
  expect(await page(way(first, 'Oldest')!)).toContain(`The oldest 200 of ${total} orders.`)
  expect(await page('/orders')).toContain(`The newest 200 of ${ORDERS.toLocaleString('en-US')} orders.`)
  const none = await page('/orders?loop=dormant')
  expect(none).toContain('No order here.')
  expect(none).not.toContain('Older')
})

test('where nothing is left behind a place, the page leads back', async () => {
  const below = await page('/orders?loop=owned&before=1')
  expect(below).toContain('No order here.')
  expect(rowsOf(await page(way(below, 'Newer')!), 'orders').at(-1)).toBe(owned[0])
  const above = await page('/orders?loop=owned&after=999999')
  expect(rowsOf(await page(way(above, 'Older')!), 'orders')[0]).toBe(owned.at(-1))
})

test('a place that is none is the newest end', async () => {
  for (const asked of ['before=x', 'after=-1', 'before=1&before=2', 'before=', 'after=1e3', `before=${'9'.repeat(30)}`])
    expect(rowsOf(await page(`/orders?${asked}`), 'orders')[0], asked).toBe(orderIds.at(-1))
})

test('every message is reached, whatever it was stored together with', async () => {
  const all = Array.from({ length: MESSAGES }, (_, at) => MESSAGES - at)
  const down = await follow('/messages', 'Older', 'messages')
  expect(down.flat()).toEqual(all)
  expect(down.map(({ length }) => length)).toEqual([200, 200, 50])
  const up = await follow('/messages?after=0', 'Newer', 'messages')
  expect(up.toReversed().flat()).toEqual(all)
  expect(await page('/messages')).toContain('The newest 200 messages.')
})

test('messages of any page are as many as were asked for', async () => {
  for (const before of [MESSAGES + 1, 400, 63, 25, 12])
    expect((await query.messages(before, 10)).map(({ id }) => id)).toEqual(
      Array.from({ length: 10 }, (_, at) => before - 1 - at),
    )
  expect((await query.messagesAfter(17, 5)).map(({ id }) => id)).toEqual([22, 21, 20, 19, 18])
})

test('every open exception is reached, the most urgent first, each once', async () => {
  const pages = await follow('/exceptions', 'Less urgent', 'exceptions')
  const seen = [...new Set(pages.flat())]
  expect(seen).toEqual(open.toSorted(byUrgency).map(({ id }) => id))
  expect(seen.slice(0, 2)).toEqual([EXCEPTIONS + 2, EXCEPTIONS + 1])
  expect(pages.length).toBe(Math.ceil(open.length / 200))
})

test('a page of exceptions says how much of how much, of what kinds, and leads to each', async () => {
  const first = await page('/exceptions')
  const text = first.replaceAll(/<[^>]+>/g, '')
  expect(text).toContain(`The 200 most urgent of ${open.length.toLocaleString('en-US')} open exceptions.`)
  expect(text).toContain('Nobody has taken: 1 critical, 1 high, 4,800 normal, 1 low. Taken: 100 normal.')
  expect(await page(way(first, 'Less urgent')!)).toContain('201 to 400 of')
  expect(rowsOf(await page(way(first, '100 normal')!), 'exceptions')[0]).toBe(350)
  expect(rowsOf(await page('/exceptions?after=nonsense'), 'exceptions')[0]).toBe(EXCEPTIONS + 2)
  expect(await page('/exceptions?after=1-3-9-9')).toContain('Nothing less urgent is open.')
})

test('the first page stays small whatever is open, and shows the most urgent and how many more there are', async () => {
  const text = await page('/')
  expect(text.length).toBeLessThan(60_000)
  const shown = [...new Set(rowsOf(text, 'exceptions'))]
  expect(shown).toEqual(
    open
      .toSorted(byUrgency)
      .slice(0, 20)
      .map(({ id }) => id),
  )
  expect(text).toContain(`<a href="/exceptions">and ${(open.length - 20).toLocaleString('en-US')} more</a>`)
  expect(text).toContain('and 95 more</a>')
})

test('a flow that is switched off is shown so, however far down its exception stands', async () => {
  expect(await page('/')).toMatch(/<strong>results<\/strong> <em>paused<\/em>/)
})

test('a search that finds more than it shows says so, also where a name is that of too many patients', async () => {
  const more = 'There are more than are shown here'
  expect(await page('/search?q=Fewtest')).toContain(more)
  const named = await page('/search?q=Manyfold')
  expect(named).toContain('No order here.')
  expect(named).toContain(more)
  const narrow = await page('/search?q=Manyfold%2C+A159')
  expect(rowsOf(narrow, 'orders')).toEqual([orderIds[0]])
  expect(narrow).not.toContain(more)
})
