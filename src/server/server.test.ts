import { request } from 'node:http'
import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isOwnHost, isOwnOrigin } from './guard.ts'
import { type PageServer, servePages } from './server.ts'
import { sampleViews } from './testing/sample-views.ts'

let server: PageServer
beforeAll(async () => {
  server = await servePages(sampleViews, { host: '127.0.0.1', port: 0, orNext: false })
})
afterAll(() => server.close())

/** Asks with headers of our own choice, which fetch would not let us set. */
function ask(path: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(`${server.url}${path}`, { headers }, (answer) => {
      let text = ''
      answer.on('data', (chunk) => {
        text += chunk
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
    })
    asked.on('error', reject)
    asked.end()
  })
}

test('the first page shows the numbers, the flows, what is overdue and whose it is', async () => {
  const { status, text } = await ask('/')
  expect(status).toBe(200)
  for (const words of [
    'Agreed, proven',
    'Past their clock',
    'Meridian',
    '3 messages waiting, oldest 2 min',
    '30 min past its clock',
    'Interface analyst on call',
  ]) {
    expect(text).toContain(words)
  }
})

test('a note of whoever serves them stands above every page, and none where there is none', async () => {
  const site = () => ({ ...sampleViews.site(), note: 'Hours are <seconds> here.' })
  const noted = await servePages({ ...sampleViews, site }, { host: '127.0.0.1', port: 0, orNext: false })
  try {
    for (const path of ['/', '/exceptions', '/orders/1'])
      expect(await (await fetch(`${noted.url}${path}`)).text()).toContain(
        '<p class="note">Hours are &lt;seconds&gt; here.</p>',
      )
  } finally {
    await noted.close()
  }
  expect((await ask('/')).text).not.toContain('<p class="note">')
})

test('an order shows every version of a result, the older ones labelled, and its story', async () => {
  const { text } = await ask('/orders/1')
  expect(text.indexOf('4.1')).toBeLessThan(text.indexOf('earlier version'))
  expect(text).toContain('corrected Potassium from 6.9 to 4.1.')
  expect(text).toContain('Testpatient, Ida &lt;b&gt;')
  expect(text).toContain('<a href="/orders/2">order #2</a>, done because of it')
})

test('a message is shown in words and as received; unknown pages say so', async () => {
  expect((await ask('/messages/13')).text).toContain('Observation Value')
  expect((await ask('/messages/13')).text).toContain('OBX|1|NM|K||4.1')
  expect((await ask('/orders/99')).status).toBe(404)
  expect((await ask('/orders/1e3')).status).toBe(404)
  expect((await ask('/nowhere')).status).toBe(404)
  expect((await ask('/search?q=900001')).text).toContain('900001^EPC')
  expect((await ask('/orders?loop=owned')).text).not.toContain('26-326-001')
})

test('alignment shows what messages mean otherwise to their receiver, how often, and what was decided', async () => {
  const { text } = await ask('/alignment')
  for (const words of ['unit-magnitude', '1,204', 'href="/messages/13"', 'Accepted by Laboratory director', '3 more']) {
    expect(text).toContain(words)
  }
  expect((await ask('/')).text).toContain('href="/alignment"')
  expect((await ask('/alignment')).text).toContain('also of one that is held')
})

test('an exception has a page with the commands that act on it', async () => {
  const { text } = await ask('/exceptions/7')
  for (const words of [
    'held (ehr-results; mapping: nobody has approved what the receiver calls a code (OBX-3)), <time',
    '>order #2</a>',
    'labloop take 7',
    'labloop release 9',
    '--data data',
    '/orders/2',
    'is made again',
  ]) {
    expect(text).toContain(words)
  }
  expect((await ask('/exceptions')).text).toContain('href="/exceptions/7"')
  expect((await ask('/exceptions/8')).status).toBe(404)
})

test('a name that another domain can point at this machine is refused, and so is everything but reading', async () => {
  const port = new URL(server.url).port
  for (const host of [
    'localhost.evil.example',
    '127.0.0.1.nip.io',
    'localtest.me',
    '0.0.0.0',
    '[::]',
    'LOCALHOST.',
    '',
  ]) {
    expect((await ask('/', { host: `${host}:${port}` })).status, host).toBe(403)
  }
  for (const origin of [
    'null',
    'https://127.0.0.1',
    `http://127.0.0.1:${Number(port) + 1}`,
    `http://x@127.0.0.1:${port}`,
  ]) {
    expect((await ask('/', { origin })).status, origin).toBe(403)
  }
  for (const method of ['POST', 'PUT', 'DELETE']) {
    expect((await fetch(`${server.url}/orders`, { method })).status, method).toBe(404)
  }
})

test('every answer forbids scripts and frames of others, guessed types, kept copies, and telling others where one was', async () => {
  const held = {
    'content-security-policy':
      "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; form-action 'self'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cache-control': 'no-store',
  }
  const answers = ['/', '/orders/1', '/search?q=x', '/nowhere', '/style.css', '/live.js', '/icon.svg'].map((path) =>
    fetch(`${server.url}${path}`),
  )
  const refused = fetch(`${server.url}/`, { headers: { origin: 'https://other.example' } })
  for (const answer of await Promise.all([...answers, refused]))
    expect(Object.fromEntries(answer.headers), answer.url).toMatchObject(held)
  const live = await fetch(`${server.url}/events`)
  await live.body!.cancel()
  expect(Object.fromEntries(live.headers)).toMatchObject(held)
})

test('a request that names another host or comes from another origin is refused', async () => {
  const port = new URL(server.url).port
  expect((await ask('/', { host: 'evil.example' })).status).toBe(403)
  expect((await ask('/', { host: `127.0.0.1.evil.example:${port}` })).status).toBe(403)
  expect((await ask('/events', { origin: 'http://evil.example' })).status).toBe(403)
  expect((await ask('/', { host: `localhost:${port}`, origin: `http://localhost:${port}` })).status).toBe(200)
})

test('only loopback names with our port count as ours', () => {
  for (const host of ['127.0.0.1:7070', 'localhost:7070', '[::1]:7070', '127.9.9.9:7070'])
    expect(isOwnHost(host, 7070)).toBe(true)
  for (const host of [
    undefined,
    '',
    '127.0.0.1',
    'localhost:7071',
    '10.0.0.1:7070',
    '127.0.0.1.x:7070',
    '[::2]:7070',
  ]) {
    expect(isOwnHost(host, 7070)).toBe(false)
  }
  expect(isOwnOrigin('https://localhost:7070', 7070)).toBe(false)
})

test('an address that others could reach is refused until sign-in exists', async () => {
  await expect(servePages(sampleViews, { host: '0.0.0.0', port: 0, orNext: false })).rejects.toMatchObject({
    code: 'address-not-loopback',
  })
})

test('a taken port gives the next free one when asked, and an error with a remedy when not', async () => {
  const holder = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => holder.once('listening', done))
  const { port } = holder.address() as { port: number }
  const next = await servePages(sampleViews, { host: '127.0.0.1', port, orNext: true })
  expect(Number(new URL(next.url).port)).toBeGreaterThan(port)
  await next.close()
  await expect(servePages(sampleViews, { host: '127.0.0.1', port, orNext: false })).rejects.toMatchObject({
    code: 'port-taken',
  })
  holder.close()
})

test('live events send every part once, and then only what changed', async () => {
  const abort = new AbortController()
  const answer = await fetch(`${server.url}/events`, { signal: abort.signal })
  const reader = answer.body!.getReader()
  let text = ''
  while (!text.includes('"id":"messages"')) {
    const { value, done } = await reader.read()
    expect(done, text).toBe(false)
    text += new TextDecoder().decode(value)
  }
  expect([...text.matchAll(/event: part/g)]).toHaveLength(5)
  const more = await Promise.race([reader.read(), new Promise((done) => setTimeout(done, 1500, 'nothing'))])
  expect(more).toBe('nothing')
  abort.abort()
})
