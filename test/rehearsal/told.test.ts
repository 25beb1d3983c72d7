import { expect, test } from 'vitest'
import { planOf } from '../../src/cli/rehearse/storm-task.ts'
import { playStories } from '../../src/rehearsal/storm/run-world.ts'
import { stormPlay } from '../../src/rehearsal/storm/storm-play.ts'
import { setting } from '../../src/rehearsal/storm/testing/setting.ts'
import { lies, listened } from './telling.ts'

test.each(['one', 'two', 'three'])('the stories of a storm are true of its messages (seed %s)', async (seed) => {
  const plan = planOf({ seed, faults: true }, { index: 0, orders: 200 })
  const { store, heard } = listened()
  await playStories(plan, stormPlay(plan, setting.menu), { ...setting, store: () => store })
  expect(heard.orders.size).toBeGreaterThan(150)
  expect(lies(heard)).toEqual([])
})

test('a story that tells a value which no message says is found out', async () => {
  const plan = planOf({ seed: 'four', faults: false }, { index: 0, orders: 40 })
  const { store, heard } = listened()
  await playStories(plan, stormPlay(plan, setting.menu), { ...setting, store: () => store })
  expect(lies(heard)).toEqual([])
  const changed = ['value', 'unit', 'flags', 'status', 'n'] as const
  const change = { value: '77', unit: 'stone', flags: 'ZZ', status: 'S', n: 9 }
  for (const part of changed) {
    const orders = new Map(
      [...heard.orders].map(([id, order]) => {
        const observations = order.observations.map((one) => ({
          ...one,
          versions: one.versions.map((version) => ({ ...version, [part]: change[part] })),
        }))
        return [id, { ...order, observations }]
      }),
    )
    expect(lies({ ...heard, orders }).length).toBeGreaterThan(10)
  }
})
