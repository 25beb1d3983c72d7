// What waits for a connection that the next revision of the site does not have any more.
import { expect, test } from 'vitest'
import { command, deliveryStates, kinds, one, open, values } from './testing/looking.ts'
import { controlIdOf, field, oru } from './testing/messages.ts'
import { type SiteChange, testSite } from './testing/site.ts'
import { type World, world } from './testing/world.ts'

const results: SiteChange = { flows: { results: { unsolicited: 'accept' } } }
const mapped: SiteChange = {
  flows: { results: { unsolicited: 'accept', steps: [{ map: 'OBX[*]-3', table: 'components' }] } },
}
const release = { do: 'release', deliveryId: 1, who: 'ana', rootCause: 'connection renamed' } as const
const pause = { do: 'pause', what: 'destination', id: 'ehr-out', who: 'ana', why: 'moves' } as const

/** Starts again with a site whose connection to the EHR has another id. */
async function renamed(on: World, change: SiteChange = results, id = 'ehr-new'): Promise<void> {
  const text = JSON.stringify(testSite(change)).replaceAll('ehr-out', id)
  Object.assign(on, { site: { ...JSON.parse(text), revision: `next-${id}` } })
  await on.restart()
  await on.after(100)
}

test('what is queued for a connection that the site no longer has is held and owned, a result by the laboratory', async () => {
  const on = await world({ site: results })
  await command(on, pause)
  on.lis.send(oru(one, '6.8'))
  await on.after(100)
  await renamed(on)
  expect(deliveryStates(on)).toEqual(['held'])
  const held = open(on).filter(({ kind }) => kind === 'delivery-held')
  expect(held).toMatchObject([{ severity: 'critical', team: 'lab', deliveryId: 1, orderIds: [1] }])
  expect(held[0]!.text).toContain('ehr-out')
  await on.restart()
  await on.after(100)
  expect(kinds(on).filter((kind) => kind === 'delivery-held')).toHaveLength(1)
})

test('let go it goes to the connection that its flow has now, as it was and in its order', async () => {
  const on = await world({ site: results })
  await command(on, pause)
  on.lis.send(oru(one, '6.8'))
  on.lis.send(oru(one, '4.1', { id: 'M2', status: 'C' }))
  await on.after(100)
  const before = [...on.memory.books.deliveries.values()].map(({ controlId }) => controlId)
  await renamed(on)
  expect(await command(on, release)).toEqual({ done: true })
  expect(await command(on, { ...release, deliveryId: 2 })).toEqual({ done: true })
  await on.after(200)
  expect(values(on.toEhr.got)).toEqual(['6.8', '4.1'])
  expect(on.toEhr.got.map(controlIdOf)).toEqual(before)
  expect(deliveryStates(on)).toEqual(['cancelled', 'cancelled', 'delivered', 'delivered'])
  expect(kinds(on)).not.toContain('delivery-held')
})

test('what is newer on its order, and has gone out meanwhile, is never overtaken by it', async () => {
  const on = await world({ site: results })
  await command(on, pause)
  on.lis.send(oru(one, '6.8'))
  await on.after(100)
  await renamed(on)
  on.lis.send(oru(one, '4.1', { id: 'M2', status: 'C' }))
  await on.after(200)
  expect(values(on.toEhr.got)).toEqual(['4.1'])
  expect(await command(on, release)).toEqual({ done: false, why: 'overtaken' })
  expect(deliveryStates(on)).toEqual(['held', 'delivered'])
  expect(await command(on, { ...release, do: 'cancel' })).toEqual({ done: true })
})

test('what was held for a code is made again for the connection that its flow has now', async () => {
  const on = await world({ site: mapped })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  await renamed(on, { ...mapped, components: { K: '1002' } })
  expect(await command(on, release)).toEqual({ done: true })
  await on.after(200)
  expect(on.toEhr.got.map((message) => field(message, 'OBX', 3))).toEqual(['1002^Potassium^L'])
  expect(kinds(on)).toEqual([])
})

test('where the connection comes back, what was held goes out over it again', async () => {
  const on = await world({ site: results })
  await command(on, pause)
  on.lis.send(oru(one, '6.8'))
  await on.after(100)
  await renamed(on)
  await renamed(on, results, 'ehr-out')
  await command(on, { ...pause, do: 'resume' })
  expect(values(on.toEhr.got)).toEqual([])
  expect(await command(on, release)).toEqual({ done: true })
  await on.after(200)
  expect(values(on.toEhr.got)).toEqual(['6.8'])
})

test('where its flow is gone as well nothing goes out, and it can be ended', async () => {
  const on = await world({ site: results })
  await command(on, pause)
  on.lis.send(oru(one, '6.8'))
  await on.after(100)
  const site = testSite(results)
  const flows = site.flows.filter(({ to }) => to !== 'ehr')
  Object.assign(on, { site: { ...site, flows, revision: 'next' } })
  await on.restart()
  await on.after(100)
  expect(kinds(on)).toContain('delivery-held')
  expect(await command(on, release)).toEqual({ done: false, why: 'destination-gone' })
  expect(await command(on, { ...release, do: 'skip' })).toEqual({ done: true })
  expect(deliveryStates(on)).toEqual(['cancelled'])
})
