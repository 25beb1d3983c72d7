// A merge and its undoing by the EHR's own list, kept by PostgreSQL: what the records hold after a restart decides whose a
// result is.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../src/adapters/clock/clock.ts'
import { systemRandom } from '../../src/adapters/clock/random.ts'
import { mllpNetwork } from '../../src/adapters/mllp/network.ts'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import type { CensusPage } from '../../src/engine/ports/census.ts'
import { silent } from '../../src/engine/ports/log.ts'
import type { Connection } from '../../src/engine/ports/network.ts'
import { receiver } from '../../src/engine/receive.ts'
import { ack, adt, controlIdOf, field, orm, oru } from '../../src/engine/testing/messages.ts'
import { testSite } from '../../src/engine/testing/site.ts'
import type { Site } from '../../src/site/shapes/site.ts'
import { fixedOffset } from '../../src/site/time-zone.ts'
import { withPorts } from '../../src/site/with-ports.ts'
import { type TestStores, testStores } from '../stores/databases.ts'

const [clock, random] = [systemClock(), systemRandom()]
const network = mllpNetwork(clock, random)
const plain = { host: '127.0.0.1', port: 0, maxMessage_bytes: 1 << 20, idle_ms: 0 }
const hour = 3_600_000
let stores: TestStores

beforeAll(async () => {
  stores = await testStores('unmerge')
})
afterAll(() => stores.drop())

async function sink() {
  const got: Uint8Array[] = []
  const onMessage = (connection: Connection, message: Uint8Array) => {
    got.push(message)
    connection.send(ack(controlIdOf(message)))
  }
  const listener = await network.listen(plain, { onMessage })
  return { got, listener }
}

function source(port: number) {
  let open: (connection: Connection) => void
  const connected = new Promise<Connection>((resolve) => {
    open = resolve
  })
  const backoff_ms = [10, 100] as const
  const line = network.connect(
    { ...plain, port, backoff_ms },
    { onOpen: (connection) => open(connection), onMessage: () => {} },
  )
  return { line, send: async (message: Uint8Array) => void (await connected).send(message) }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; !(await holds()); waited += 20) {
    if (waited > 25_000) throw new Error('it did not come')
    await sleep(20)
  }
}

/** The list as the EHR gives it: an order under a record number, changed an hour after now. */
const listed = (placer: string, mrn: string): CensusPage => ({
  ...{ cursor: 'c', takenAt: Date.now() + 2 * hour, more: false, results: [] },
  orders: [{ placer, filler: '', mrn, mrnAuthority: 'TEST', test: 'K', status: 'IP', changedAt: Date.now() + hour }],
})

test('a merge that the EHR’s list shows to be undone is undone in the records that PostgreSQL keeps', async () => {
  const [ehr, lis] = [await sink(), await sink()]
  const local = (port: number) => ({ host: '127.0.0.1', port })
  const tested = testSite({ census: true })
  const systems = tested.systems.map((system) =>
    system.census ? { ...system, census: { ...system.census, every: 50 } } : system,
  )
  const site: Site = withPorts(
    { ...tested, systems },
    {
      ...{ 'ehr-in': local(0), 'lis-in': local(0) },
      ...{ 'ehr-out': local(ehr.listener.port), 'lis-out': local(lis.listener.port) },
    },
  )
  const pages: CensusPage[] = []
  const nothing: CensusPage = { cursor: 'c', takenAt: 1, more: false, orders: [], results: [] }
  const engine = async (): Promise<{ engine: Engine; port: (id: string) => number }> => {
    const store = stores.open()
    const tls = () => undefined
    const made = createEngine({
      ...{ site, functions: new Map(), zone: () => fixedOffset(0), node: 'node', log: silent },
      ...{ store, network, clock, random, tls, census: { read: async () => pages.shift() ?? nothing } },
      reception: (of) => receiver(of, { store, network, clock, random, tls }),
    })
    const bound = await made.start()
    return { engine: made, port: (id) => bound.find(({ connection }) => connection === id)!.port }
  }
  const conflicts = async () =>
    (await stores.open().openExceptions()).filter(({ kind }) => kind === 'identity-conflict').map(({ cause }) => cause)

  const first = await engine()
  const [fromEhr, fromLis] = [source(first.port('ehr-in')), source(first.port('lis-in'))]
  for (const placer of ['P1', 'P2']) await fromEhr.send(orm({ placer, mrn: '100' }, { id: `O${placer}` }))
  await fromEhr.send(adt('A40', '300', { id: 'A1', prior: '100' }))
  await until(() => lis.got.length === 3)
  await fromLis.send(oru({ placer: 'P2', mrn: '300' }, '4.0', { id: 'R0' }))
  await until(() => ehr.got.length === 1)
  expect(await conflicts()).toEqual([])
  pages.push(listed('P1', '100'))
  await until(async () => (await conflicts()).length === 1)
  expect(await conflicts()).toEqual(['identity-conflict|ehr|unmerged'])
  await first.engine.stop(5000)

  const second = await engine()
  const again = source(second.port('lis-in'))
  await again.send(oru({ placer: 'P1', mrn: '100' }, '4.1', { id: 'R1' }))
  await until(() => ehr.got.length === 2)
  await again.send(oru({ placer: 'P1', mrn: '300' }, '6.9', { id: 'R2', status: 'C' }))
  await until(async () => (await conflicts()).length === 2)
  expect(await conflicts()).toContain('identity-conflict|lis|recordNumber')
  expect(ehr.got.map((message) => field(message, 'OBX', 5))).toEqual(['4.0', '4.1'])
  expect(await stores.open().held('')).toHaveLength(1)
  for (const { line } of [fromEhr, fromLis, again]) line.close()
  await second.engine.stop(5000)
  await Promise.all([ehr.listener.close(0), lis.listener.close(0)])
})
