import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimNode } from './claim-node.ts'
import { testDatabase } from './embedded/testing.ts'

let database: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  database = await testDatabase('claim-node')
})
afterAll(() => database.drop())

test('the first process of a machine has its name, a second one beside it another, and the next after it the name again', async () => {
  const place = { url: database.url, schema: 'labloop_riverside' }
  const first = await claimNode(place, 'lab-1')
  const second = await claimNode(place, 'lab-1')
  const otherSite = await claimNode({ ...place, schema: 'labloop_bench' }, 'lab-1')
  expect(first.name).toBe('lab-1')
  expect(second.name).toBe(`lab-1#${process.pid}`)
  expect(otherSite.name).toBe('lab-1')
  await first.release()
  const next = await claimNode(place, 'lab-1')
  expect(next.name).toBe('lab-1')
  await Promise.all([second, otherSite, next].map((node) => node.release()))
})

test('a database that cannot be reached is told as such', async () => {
  const nowhere = { url: 'postgres://labloop@127.0.0.1:1/labloop', schema: 'labloop_riverside' }
  await expect(claimNode(nowhere, 'lab-1')).rejects.toMatchObject({ code: 'database-unreachable' })
})
