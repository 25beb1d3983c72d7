// The storm of `npm run test:all`: 5,000 orders at each of five seeds, on two threads, under the default faults.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { requireSite } from '../../src/adapters/file/open-site.ts'
import { runPool } from '../../src/cli/rehearse/storm-pool.ts'
import { tasksOf } from '../../src/cli/rehearse/storm-task.ts'
import { tallyOf } from '../../src/rehearsal/storm/tally.ts'

const folder = join(import.meta.dirname, '../../examples/riverside')
const { revision } = (await requireSite(folder)).site

async function storm(seed: string, orders: number, { faults = true, workers = 2 } = {}) {
  const options = { workers, revision, onDone: () => {} }
  return tallyOf(await runPool({ folder, seed, faults }, tasksOf(orders), options))
}

test.each(['1', '2', '3', '4', '5'])('5,000 orders under faults, seed %s: nothing wrong, none adrift', async (seed) => {
  const tally = await storm(seed, 5000)
  expect(tally.failures.slice(0, 10)).toEqual([])
  expect(tally).toMatchObject({ orders: 5000, worlds: 5, adrift: 0, violations: 0 })
  expect(tally.agreed / tally.orders).toBeGreaterThanOrEqual(0.85)
})

test('without faults at least 98 of 100 orders end agreed', async () => {
  const tally = await storm('6', 3000, { faults: false })
  expect(tally.failures.slice(0, 10)).toEqual([])
  expect(tally.agreed / tally.orders).toBeGreaterThanOrEqual(0.98)
})

test('the digest is the same with one thread and with two', async () => {
  const [one, two] = [await storm('7', 2000, { workers: 1 }), await storm('7', 2000)]
  expect(two).toEqual(one)
})
