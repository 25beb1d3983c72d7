// Conformance read from PostgreSQL: the same answer as from the books of the run itself.
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { stopOwnTestServer } from '../../src/adapters/postgres/embedded/testing.ts'
import { postgresQuery } from '../../src/adapters/postgres/query.ts'
import { conformanceSince } from '../../src/cli/commands/conformance.ts'
import type { Lease } from '../../src/engine/ports/store.ts'
import { bench, ordered, reported, said, siteWith } from '../../src/workflow/testing/lab.ts'
import { schema, testStores } from './databases.ts'
import { change, changes, incoming } from './samples.ts'

afterAll(stopOwnTestServer)

const workflow = `id: chemistry
title: Chemistry
for: { tests: [GLU] }
steps:
  - { id: ordered, title: Ordered, who: ehr, proof: { from: ehr, message: ORM^O01, where: { ORC-1: NW } } }
  - { id: accepted, title: Accepted, who: lab, within: 30m, proof: { from: lis, message: ORL^O22, where: { ORC-1: OK } } }
  - { id: resulted, title: Resulted, who: analyser, within: 4h, proof: { from: lis, message: ORU^R01, where: { OBR-25: F } } }
`
const monday = Date.parse('2026-11-23T08:00:00-06:00')

test('orders and messages of a span are read page by page, with their marks, and held against the workflow', async () => {
  const site = siteWith({ chemistry: workflow })
  const lab = bench(site)
  const texts: { system: string; at: number; text: string }[] = []
  const say = (system: 'ehr' | 'lis', at: number, segments: readonly string[]) => {
    texts.push({ system, at, text: segments.join('\r') })
    lab.say(system, at, ...segments)
  }
  for (let n = 1; n <= 40; n++) {
    const placer = `P${n}`
    say('ehr', monday + n, ordered({ placer }))
    if (n % 10 > 0) say('lis', monday + n, said('ORL^O22', 'OK', { placer }))
    say('lis', monday + n, reported('F', '90', { placer }))
  }
  const database = await testStores('conformance')
  const query = postgresQuery({ url: database.url, schema })
  onTestFinished(async () => {
    await query.close()
    await database.drop()
  })
  const store = database.open()
  const lease = async (name: string): Promise<Lease> => (await store.lease(name, 'node-1', 60_000, monday))!
  const [receiver, processor] = [await lease('receiver'), await lease('processor')]
  // One flush a message: more groups than a page of the query holds.
  for (const { system, at, text } of texts)
    await store.receive(receiver, [{ ...incoming({ text, system }), receivedAt: at }])
  await store.commit(
    [processor],
    changes({ orders: lab.orders().map((order) => change({ ...order, version: 1 }, 'agreed')) }),
  )

  const found = await conformanceSince(site, query, monday, 1000)
  expect(found).toMatchObject({ orders: 40, messages: texts.length, withoutWorkflow: 0, traffic: [] })
  expect(found.workflows).toMatchObject([{ workflow: 'chemistry', orders: 40, asDesigned: 36 }])
  expect(found.workflows[0]!.deviations).toMatchObject([{ kind: 'skipped', step: 'accepted', orders: 4 }])
  const [kept] = await query.orders(null, 2, 1)
  expect(kept!.order.marks).toEqual(lab.order(1).marks)

  const later = await conformanceSince(site, query, monday + 31, 1000)
  expect([later.orders, later.messages]).toEqual([10, 29])
  expect((await conformanceSince(site, query, monday, 5)).orders).toBe(5)
})
