// What the demo's figures say of a run that is not clean: a checker that cannot fail proves nothing.
import { expect, test } from 'vitest'
import { one, order, plant } from '../engine/testing/looking.ts'
import { orm, oru } from '../engine/testing/messages.ts'
import { type World, world } from '../engine/testing/world.ts'
import type { Demo } from './demo-run.ts'
import { complaints, figuresOf, isClean } from './demo-settled.ts'

/** The demo over a small world, with what it planted. */
function demoOn({ memory, life }: World, planted: readonly string[] = []): Demo {
  const peers = { plantedOrders: planted.map((orderNumber) => ({ orderNumber })), unsettled: () => [] }
  return { runtime: { store: memory, engine: life.engine }, peers, messagesIn: 0, messagesOut: 0 } as unknown as Demo
}

/** An order that ends agreed, and one whose result nobody ordered and is owned. */
async function twoOrders(): Promise<World> {
  const on = await world()
  on.ehr.send(orm(one))
  on.lis.send(oru(one, '4.1'))
  on.lis.send(oru({ placer: 'P2' }, '4.2', { id: 'M2' }))
  await on.after(100)
  return on
}

test('an owned order is explained only where the demo planted it', async () => {
  const on = await twoOrders()
  const planted = await figuresOf(demoOn(on, ['P2']), new Set(), 1)
  expect(planted).toMatchObject({ orders: 2, agreed: 1, owned: 1, planted: 1, ownedWithoutCause: 0 })
  expect(isClean(planted, 2)).toBe(true)
  expect(await complaints(demoOn(on, ['P2']))).toEqual([])
  const unexplained = await figuresOf(demoOn(on), new Set(), 1)
  expect(unexplained).toMatchObject({ ownedWithoutCause: 1 })
  expect(isClean(unexplained, 2)).toBe(false)
  expect(await complaints(demoOn(on))).toEqual([expect.stringContaining('P2')])
})

test('an order on which the systems differ is lost, unless somebody owns it', async () => {
  const demo = demoOn(await twoOrders(), ['P2'])
  expect(await figuresOf(demo, new Set(['P2']), 1)).toMatchObject({ lost: 0 })
  const figures = await figuresOf(demo, new Set(['P1', 'P2']), 1)
  expect(figures).toMatchObject({ lost: 1 })
  expect(isClean(figures, 2)).toBe(false)
})

test('an order that was ever adrift counts, though it is owned by now', async () => {
  const on = await world()
  on.ehr.send(orm(one))
  await on.after(100)
  plant(on, { ...order(on), nextDue: null })
  await on.after(60_000)
  const figures = await figuresOf(demoOn(on, ['P1']), new Set(), 1)
  expect(figures).toMatchObject({ owned: 1, ownedWithoutCause: 0, adrift: 1 })
  expect(isClean(figures, 1)).toBe(false)
})

test('a run in which not every order came, or one is still on its way, is not clean', async () => {
  const on = await twoOrders()
  const demo = demoOn(on, ['P2'])
  expect(isClean(await figuresOf(demo, new Set(), 1), 3)).toBe(false)
  on.ehr.send(orm({ placer: 'P3' }, { id: 'M3' }))
  await on.after(100)
  const figures = await figuresOf(demo, new Set(), 1)
  expect(figures).toMatchObject({ orders: 3, onCourse: 1 })
  expect(isClean(figures, 3)).toBe(false)
})
