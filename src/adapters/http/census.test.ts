import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { CensusPage } from '../../engine/ports/census.ts'
import { takeCensus } from '../../rehearsal/ehr/census.ts'
import { openChart } from '../../rehearsal/ehr/chart.ts'
import { httpCensus } from './census-client.ts'
import { type CensusServer, serveCensus } from './census-server.ts'

const open: { close(): Promise<void> | void }[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

async function served(read: (since: string) => CensusPage): Promise<CensusServer> {
  const server = await serveCensus({ read, port: 0 })
  open.push(server)
  return server
}

/** A server that answers anything with this. */
async function answering(status: number, body: string): Promise<string> {
  const server = createServer((_, response) => void response.writeHead(status).end(body))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  open.push({ close: () => void server.close() })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/census`
}

/** What a request line that no client would write is answered with. */
function rawRequest(url: string, line: string): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(`${line}\r\nHost: x\r\nConnection: close\r\n\r\n`),
    )
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
  })
}

function chart() {
  const made = openChart()
  made.place({ placer: '1', mrn: 'R1', mrnAuthority: 'RVH', test: 'LAB1', group: 'G1', placedAt: 1 })
  const component = { component: 'K', alternate: 'K2', name: 'Kalium', subId: '', value: '4,1 µg & <5', unit: 'mmol/L' }
  const components = [{ ...component, range: '', flags: 'HI!', status: 'C', note: '', observedAt: '', performedBy: '' }]
  made.file('1', { filler: { number: 'F1', authority: '' }, status: 'CM', components, controlId: 'C', at: 2 })
  return made
}

function census(url: string, timeout_ms?: number) {
  return httpCensus(new Map([['ehr', url]]), timeout_ms)
}

test('what the EHR says arrives as it was said, and then only what changed since', async () => {
  const books = chart()
  const { url } = await served((since) => takeCensus(books, since, 9))
  const page = await census(url).read('ehr', '')
  expect(page).toEqual(takeCensus(books, '', 9))
  expect(await census(url).read('ehr', page.cursor)).toMatchObject({ orders: [], results: [] })
  books.file('1', { status: 'CA', controlId: 'D', at: 3 })
  expect((await census(url).read('ehr', page.cursor)).orders).toMatchObject([{ placer: '1', status: 'CA' }])
})

test('a cursor is given back as it came, whatever stands in it', async () => {
  const seen: string[] = []
  const { url } = await served((since) => {
    seen.push(since)
    return { cursor: 'a&b=c d/?', takenAt: 1, more: false, orders: [], results: [] }
  })
  const { cursor } = await census(url).read('ehr', '')
  await census(url).read('ehr', cursor)
  expect(seen).toEqual(['', 'a&b=c d/?'])
})

test('the server has one page and takes one method', async () => {
  const { url } = await served(() => ({ cursor: '', takenAt: 1, more: false, orders: [], results: [] }))
  expect((await fetch(url.replace('/census', '/other'))).status).toBe(404)
  expect((await fetch(url, { method: 'POST' })).status).toBe(405)
  expect(await rawRequest(url, 'GET // HTTP/1.1')).toMatch(/^HTTP\/1.1 404/)
})

test('a port that is taken is told as such', async () => {
  const { port } = await served(() => takeCensus(openChart(), '', 1))
  await expect(serveCensus({ read: () => takeCensus(openChart(), '', 1), port })).rejects.toMatchObject({
    code: 'port-taken',
  })
})

test('a system that is not there, is silent, fails, or has no address is unreachable', async () => {
  const server = await served(() => takeCensus(openChart(), '', 1))
  await server.close()
  open.pop()
  await expect(census(server.url).read('ehr', '')).rejects.toMatchObject({ code: 'census-unreachable' })
  await expect(census(server.url).read('lis', '')).rejects.toMatchObject({ code: 'census-unreachable' })
  const failing = await answering(500, 'sorry')
  await expect(census(failing).read('ehr', '')).rejects.toThrow('it answers HTTP 500')
  const silent = createServer(() => {})
  await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve))
  open.push({
    close: () => {
      silent.close()
      silent.closeAllConnections()
    },
  })
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`
  await expect(census(url, 100).read('ehr', '')).rejects.toThrow('it does not answer in time')
})

test('an answer without end is given up, though it does not say its size', async () => {
  const block = Buffer.alloc(1 << 20, ' ')
  const endless = createServer((_, response) => {
    const more = () => {
      while (!response.destroyed && response.write(block));
    }
    response.on('drain', more)
    more()
  })
  await new Promise<void>((resolve) => void endless.listen(0, '127.0.0.1', resolve))
  open.push({
    close: () => {
      endless.close()
      endless.closeAllConnections()
    },
  })
  const url = `http://127.0.0.1:${(endless.address() as AddressInfo).port}/`
  await expect(census(url, 60_000).read('ehr', '')).rejects.toMatchObject({ code: 'census-unreadable' })
})

test('an answer that is no whole census is refused, and the error shows no value of it', async () => {
  const row = { placer: 4711, filler: 'F', mrn: 'SECRET', mrnAuthority: '', test: '', status: '', changedAt: 1 }
  const wrong = JSON.stringify({ cursor: '1', takenAt: 1, orders: [row], results: [] })
  for (const body of ['<html>', '[]', '{"cursor":"1"}', wrong]) {
    const error: Error = await census(await answering(200, body))
      .read('ehr', '')
      .catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'census-unreadable' })
    expect(error.message).not.toContain('SECRET')
    expect(error.message).not.toContain('4711')
  }
})
