// What becomes of a message on which a rule of alignment finds something, by the flow's policy, with PostgreSQL and sockets:
// it goes on with a warning, is held, or is refused whole.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import { silent } from '../../src/engine/ports/log.ts'
import { receiver } from '../../src/engine/receive.ts'
import { field, oru } from '../../src/engine/testing/messages.ts'
import { testSite } from '../../src/engine/testing/site.ts'
import type { AlignmentPolicy } from '../../src/site/shapes/alignment.ts'
import type { Site } from '../../src/site/shapes/site.ts'
import { fixedOffset } from '../../src/site/time-zone.ts'
import { withPorts } from '../../src/site/with-ports.ts'
import { type TestStores, testStores } from '../stores/databases.ts'
import { clock, network, random, sink, source, until } from './systems.ts'

let stores: TestStores
beforeEach(async () => {
  stores = await testStores('engine-alignment')
})
afterEach(() => stores.drop())

const potassium = { code: 'K', name: 'Potassium', value_type: 'NM', unit: 'mmol/L', ranges: '3.5-5.1', flags: 'N;L;H' }
type Policy = Partial<AlignmentPolicy>

function siteWith(alignment: Policy, ehrPort: number): Site {
  const local = (port: number) => ({ host: '127.0.0.1', port })
  const site = testSite({
    catalogs: { 'lis-components': [potassium] },
    flows: { results: { unsolicited: 'accept', acknowledge: 'decided', alignment } },
  })
  return withPorts(site, {
    ...{ 'ehr-in': local(0), 'lis-in': local(0) },
    ...{ 'ehr-out': local(ehrPort), 'lis-out': local(ehrPort) },
  })
}

function engineOf(site: Site): Engine {
  const store = stores.open()
  const tls = () => undefined
  return createEngine({
    ...{ site, functions: new Map(), zone: () => fixedOffset(0), node: 'node', log: silent },
    ...{ store, network, clock, random, tls },
    reception: (of) => receiver(of, { store, network, clock, random, tls }),
  })
}

test.each<[string, Policy, string, string]>([
  ['goes on with a warning', {}, 'AA', '1001 umol/L'],
  ['is held by the name of the rule', { rules: { 'unit-magnitude': 'hold' } }, 'AA', ''],
  ['is refused whole by its severity', { critical: 'reject' }, 'AE', ''],
])('a result in another size of unit %s, and is counted and owned', async (name, policy, answer, arrives) => {
  const ehr = await sink()
  const placer = name.replaceAll(' ', '').slice(0, 12)
  const engine = engineOf(siteWith(policy, ehr.listener.port))
  const bound = await engine.start()
  const lis = source(bound.find(({ connection }) => connection === 'lis-in')!.port)
  await lis.send(oru({ placer }, '1001', { id: placer, unit: 'umol/L' }))
  await until(() => lis.heard.length === 1)
  expect(lis.heard).toEqual([`${answer} ${placer}`])
  await until(async () => (await counted()) === 1)
  if (arrives) await until(() => ehr.got.length === 1)
  expect(ehr.got.map((message) => `${field(message, 'OBX', 5)} ${field(message, 'OBX', 6)}`).join()).toBe(arrives)
  const own = (await stores.open().openExceptions()).filter(({ cause }) => cause.includes('unit-magnitude'))
  expect(own.at(-1)).toMatchObject({ kind: 'alignment-finding', severity: 'critical', team: 'lab' })
  expect(engine.held().map(({ why }) => why.split(':')[0])).toEqual(name.startsWith('is held') ? ['alignment'] : [])
  lis.line.close()
  await engine.stop(5000)
  await ehr.listener.close(0)
})

async function counted(): Promise<number> {
  const found = (await stores.open().findings()).find(({ rule }) => rule === 'unit-magnitude')
  return found?.count ?? 0
}
