// Riverside's workflows against a run of its two virtual systems: what the laboratory really does is what was designed.
import { expect, test } from 'vitest'
import { sourceOf } from '../../src/engine/rules.ts'
import { parseMessage } from '../../src/hl7/index.ts'
import type { LabloopBooks } from '../../src/rehearsal/play/evidence.ts'
import { fixedOffset } from '../../src/site/time-zone.ts'
import { type Conformance, compare } from '../../src/workflow/conformance.ts'
import { workflowsOf } from '../../src/workflow/designed-paths.ts'
import { site } from './riverside.ts'
import { whole } from './whole.ts'

const zone = () => fixedOffset(0)

/** The paths that the orders of a run took, by Labloop's books. */
function conformanceOf({ orders, messages }: Pick<LabloopBooks, 'orders' | 'messages'>): Conformance {
  const sources = new Map(site.systems.map((system) => [system.id, sourceOf(system, site, zone)]))
  const told = orders.map(({ order }) => order)
  const comparison = compare(site, workflowsOf(site, zone()), sources, told)
  for (const { id, system, body, receivedAt } of messages.toSorted((a, b) => a.id - b.id)) {
    const { encoding } = sources.get(system)!.system.dialect
    comparison.hear({ id, system, receivedAt, message: parseMessage(body, { encoding }) })
  }
  return comparison.result()
}

test('a run without faults takes the designed paths, and its traffic keeps to the specification', async () => {
  const on = await whole()
  await on.after(1.5 * 3_600_000)
  const { orders, messages } = on.memory.books
  const found = conformanceOf({ orders: [...orders.values()], messages: [...messages.values()] })
  expect(found).toMatchObject({ orders: 100, withoutWorkflow: 0, traffic: [] })
  expect(found.workflows.length).toBeGreaterThan(5)
  for (const { workflow, orders: total, asDesigned, deviations } of found.workflows)
    expect([workflow, asDesigned, deviations]).toEqual([workflow, total, []])
  const loops = found.workflows.flatMap(({ variants }) => variants.flatMap(({ path }) => path))
  expect(loops).toContain('correction')
  expect(loops).toContain('cancel (ehr)')
})
