// The engine as it runs in production: PostgreSQL, sockets, and receiving in a thread of its own.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { threadReception } from '../../src/adapters/receiver-thread/thread-reception.ts'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import { silent } from '../../src/engine/ports/log.ts'
import { receiver } from '../../src/engine/receive.ts'
import { field, orm, oru } from '../../src/engine/testing/messages.ts'
import { testSite } from '../../src/engine/testing/site.ts'
import type { Site } from '../../src/site/shapes/site.ts'
import { fixedOffset } from '../../src/site/time-zone.ts'
import { withPorts } from '../../src/site/with-ports.ts'
import { schema, type TestStores, testStores } from '../stores/databases.ts'
import { clock, network, random, sink, source, until } from './systems.ts'

const wiring = new URL('../../src/adapters/receiver-thread/testing/postgres-wiring.ts', import.meta.url).href
let stores: TestStores

beforeAll(async () => {
  stores = await testStores('engine')
})
afterAll(() => stores.drop())

function engineOf(site: Site, inThread: boolean): Engine {
  const store = stores.open()
  const tls = () => undefined
  return createEngine({
    ...{ site, functions: new Map(), zone: () => fixedOffset(0), node: 'node', log: silent },
    ...{ store, network, clock, random, tls },
    reception: (of) =>
      inThread
        ? threadReception(of, wiring, { url: stores.url, schema })
        : receiver(of, { store, network, clock, random, tls }),
  })
}

test.each([
  ['beside the processor', false],
  ['in a thread of its own', true],
])(
  'an order and its result go round over sockets and PostgreSQL, receiving %s, and a restart goes on',
  async (name, inThread) => {
    const [ehr, lis] = [await sink(), await sink()]
    const local = (port: number) => ({ host: '127.0.0.1', port })
    const site = withPorts(testSite(), {
      ...{ 'ehr-in': local(0), 'lis-in': local(0) },
      ...{ 'ehr-out': local(ehr.listener.port), 'lis-out': local(lis.listener.port) },
    })
    const placer = inThread ? 'T1' : 'P1'
    const first = engineOf(site, inThread)
    const bound = await first.start()
    const port = (id: string) => bound.find(({ connection }) => connection === id)!.port
    const [fromEhr, fromLis] = [source(port('ehr-in')), source(port('lis-in'))]
    await fromEhr.send(orm({ placer }, { id: `O ${name}` }))
    await until(() => lis.got.length === 1)
    await fromLis.send(oru({ placer }, '4.1', { id: `R ${name}` }))
    await until(() => ehr.got.length === 1)
    expect([...fromEhr.heard, ...fromLis.heard]).toEqual([`AA O ${name}`, `AA R ${name}`])
    expect(field(ehr.got[0]!, 'OBX', 5)).toBe('4.1')
    await first.stop(5000)

    const second = engineOf(site, inThread)
    const again = await second.start()
    const relis = source(again.find(({ connection }) => connection === 'lis-in')!.port)
    await relis.send(oru({ placer }, '4.1', { id: `R ${name}` }))
    await relis.send(oru({ placer }, '4.3', { id: `R2 ${name}`, status: 'C' }))
    await until(() => ehr.got.length === 2 && relis.heard.length === 2)
    expect(relis.heard).toEqual([`AA R ${name}`, `AA R2 ${name}`])
    expect(field(ehr.got[1]!, 'OBX', 5)).toBe('4.3')
    await until(() => [...second.counts().destinations.values()].every(({ queued }) => queued === 0))
    const counts = await stores.open().loopCounts()
    expect(counts).toMatchObject({ adrift: 0, owned: 0 })
    expect(counts.agreed).toBe(counts.total)
    for (const { line } of [fromEhr, fromLis, relis]) line.close()
    await second.stop(5000)
    await Promise.all([ehr.listener.close(0), lis.listener.close(0)])
  },
)

test('a converted result goes out, is stored as it was reported, and one in another unit is held, over a restart too', async () => {
  const [ehr, lis] = [await sink(), await sink()]
  const local = (port: number) => ({ host: '127.0.0.1', port })
  const conversion = {
    ...{ unitFrom: 'mmol/L', unitTo: 'mg/dL', factor: '3.91', offset: '', decimals: 1 },
    ...{ signedBy: 'Laboratory director', signedOn: '2026-02-01' },
  }
  const steps = [{ map: 'OBX[*]-3', table: 'components' }]
  const flows = { results: { steps, unsolicited: 'accept' as const } }
  const site = withPorts(testSite({ components: { K: '1002' }, conversions: { K: conversion }, flows }), {
    ...{ 'ehr-in': local(0), 'lis-in': local(0) },
    ...{ 'ehr-out': local(ehr.listener.port), 'lis-out': local(lis.listener.port) },
  })
  const engine = engineOf(site, false)
  const fromLis = source((await engine.start()).find(({ connection }) => connection === 'lis-in')!.port)
  await fromLis.send(oru({ placer: 'C1', mrn: '201' }, '5.3', { id: 'RC1' }))
  await fromLis.send(oru({ placer: 'C2', mrn: '202' }, '20.7', { id: 'RC2', unit: 'mg/dL' }))
  await until(() => ehr.got.length === 1 && engine.held().length === 1)
  expect([5, 6, 7].map((number) => field(ehr.got[0]!, 'OBX', number))).toEqual(['20.7', 'mg/dL', '13.7-19.9'])
  expect(field(ehr.got[0]!, 'NTE', 3)).toContain('5.3 mmol/L')
  await engine.stop(5000)
  const again = engineOf(site, false)
  await again.start()
  expect(again.held()).toMatchObject([{ why: 'conversion: a value cannot be converted' }])
  const refused = await again.command({
    do: 'release',
    deliveryId: again.held()[0]!.id,
    who: 'ana',
    rootCause: 'phoned',
  })
  expect(refused).toMatchObject({ done: false, why: 'still-unconverted' })
  expect(ehr.got).toHaveLength(1)
  const cancelled = {
    do: 'cancel',
    deliveryId: again.held()[0]!.id,
    who: 'ana',
    rootCause: 'sent again in mmol/L',
  } as const
  expect(await again.command(cancelled)).toEqual({ done: true })
  fromLis.line.close()
  await again.stop(5000)
  await Promise.all([ehr.listener.close(0), lis.listener.close(0)])
})
