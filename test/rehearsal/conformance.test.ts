// Riverside's workflows against a run of its two virtual systems: what the laboratory really does is what was designed.
import { expect, test } from 'vitest'
import { conformanceOfBooks } from '../../src/rehearsal/conformance.ts'
import { fixedOffset } from '../../src/site/time-zone.ts'
import { site } from './riverside.ts'
import { whole } from './whole.ts'

test('a run without faults takes the designed paths, and its traffic keeps to the specification', async () => {
  const on = await whole()
  await on.after(1.5 * 3_600_000)
  const { orders, messages } = on.memory.books
  const found = conformanceOfBooks(site, { orders: [...orders.values()], messages: [...messages.values()] }, () =>
    fixedOffset(0),
  )
  expect(found).toMatchObject({ orders: 100, withoutWorkflow: 0, traffic: [] })
  expect(found.workflows.length).toBeGreaterThan(5)
  for (const { workflow, orders: total, asDesigned, deviations } of found.workflows)
    expect([workflow, asDesigned, deviations]).toEqual([workflow, total, []])
  const loops = found.workflows.flatMap(({ variants }) => variants.flatMap(({ path }) => path))
  expect(loops).toContain('correction')
  expect(loops).toContain('cancel (ehr)')
})
