// Beside an existing engine: fed copies of both directions, and no way out. What is owned and agreed must be as if Labloop
// had carried the messages itself, and nothing may leave it.
import { expect, test } from 'vitest'
import { ack, controlIdOf, orm, oru } from './testing/messages.ts'
import { world } from './testing/world.ts'

const nowhere = { connection: undefined }
const site = {
  mode: 'observe',
  delivery: { orders: nowhere, status: nowhere, results: nowhere, answers: nowhere, patients: nowhere },
} as const

test('a site that only observes needs no deliveries: orders are followed, agreed and owned all the same', async () => {
  const on = await world({ site })
  on.ehr.send(orm({ placer: 'P1' }, { id: 'E1' }))
  await on.after(100)
  on.lis.send(ack('E1'))
  const result = oru({ placer: 'P1' }, '4.1', { id: 'R1' })
  on.lis.send(result)
  await on.after(100)
  expect(on.memory.books.orders.get(1)).toMatchObject({ loop: 'on-course', order: { state: 'final' } })
  on.ehr.send(ack(controlIdOf(result)))
  await on.after(100)
  expect(on.memory.books.orders.get(1)).toMatchObject({ loop: 'agreed' })
  expect([...on.toEhr.got, ...on.toLis.got, ...on.memory.books.deliveries.values()]).toEqual([])
  expect(on.memory.books.open.size).toBe(0)
})

test('a result that contradicts the patient is raised where nothing can be held', async () => {
  const on = await world({ site })
  on.ehr.send(orm({ placer: 'P1' }, { id: 'E1' }))
  await on.after(100)
  on.lis.send(oru({ placer: 'P1', mrn: '999' }, '4.1', { id: 'R1' }))
  await on.after(100)
  const open = [...on.memory.books.open].map((id) => on.memory.books.exceptions.get(id)!)
  expect(open.map(({ kind, severity }) => [kind, severity])).toEqual([['identity-conflict', 'critical']])
  expect(open[0]!.text).toContain('It is held')
  expect(open[0]!.text).toContain('Labloop only observes')
})

const gaps_ms = [0, 1, 2, 3, 5, 8, 13]

test.each(gaps_ms)(
  'the copy of an acknowledgement %d ms behind its message is credited to its order',
  async (gap_ms) => {
    const on = await world({ site, store_ms: 6 })
    for (let n = 1; n <= 10; n++) {
      on.ehr.send(orm({ placer: `P${n}` }, { id: `E${n}` }))
      await on.after(100)
      on.lis.send(ack(`E${n}`))
      on.lis.send(oru({ placer: `P${n}` }, '4.1', { id: `R${n}` }))
      // The line of the EHR takes as long as that of the laboratory: the copy comes behind the message.
      await on.after(gap_ms)
      on.ehr.send(ack(`R${n}`))
      await on.after(gap_ms)
    }
    await on.after(500)
    const loops = [...on.memory.books.orders.values()].map(({ loop }) => loop)
    expect(loops).toEqual(Array(10).fill('agreed'))
    expect(on.memory.books.open.size).toBe(0)
  },
)

test('a refusal right behind its message is raised on the order, and its word was not taken', async () => {
  const on = await world({ site })
  on.ehr.send(orm({ placer: 'P1' }, { id: 'E1' }))
  await on.after(100)
  on.lis.send(oru({ placer: 'P1' }, '4.1', { id: 'R1' }))
  on.ehr.send(ack('R1', 'AE', '204'))
  await on.after(200)
  const open = [...on.memory.books.open].map((id) => on.memory.books.exceptions.get(id)!)
  expect(open.map(({ orderIds }) => orderIds)).toContainEqual([1])
  expect(on.memory.books.orders.get(1)).toMatchObject({ loop: 'owned' })
})

test('what was stored and not yet decided at a crash is decided first, and then its acknowledgement', async () => {
  const on = await world({ site })
  on.ehr.send(orm({ placer: 'P1' }, { id: 'E1' }))
  await on.after(100)
  on.lis.send(ack('E1'))
  await on.after(100)
  on.life.store.fail = (call) =>
    call === 'commit' ? Object.assign(new Error('x'), { code: 'store-unavailable' }) : null
  on.lis.send(oru({ placer: 'P1' }, '4.1', { id: 'R1' }))
  on.ehr.send(ack('R1'))
  await on.after(200)
  expect(on.memory.books.orders.get(1)).toMatchObject({ order: { state: 'requested' } })
  await on.restart()
  await on.after(200)
  expect(on.memory.books.orders.get(1)).toMatchObject({ loop: 'agreed', order: { state: 'final' } })
})

test.each([1, 40, 1500])(
  'the copy of an acknowledgement that comes %d ms before its message is credited to it',
  async (gap_ms) => {
    const on = await world({ site })
    on.ehr.send(orm({ placer: 'P1' }, { id: 'E1' }))
    await on.after(100)
    on.lis.send(ack('E1'))
    on.ehr.send(ack('R1'))
    await on.after(gap_ms)
    on.lis.send(oru({ placer: 'P1' }, '4.1', { id: 'R1' }))
    await on.after(5000)
    expect(on.memory.books.orders.get(1)).toMatchObject({ loop: 'agreed' })
    expect(on.memory.books.open.size).toBe(0)
  },
)

test('one that answers nothing stays foreign, and is looked for no longer', async () => {
  const on = await world({ site })
  on.ehr.send(ack('R9'))
  await on.after(60_000)
  const looked = on.life.store.calls.get('messageUnder')
  await on.after(60_000)
  expect(on.life.store.calls.get('messageUnder')).toBe(looked)
  const open = [...on.memory.books.open].map((id) => on.memory.books.exceptions.get(id)!)
  expect(open.map(({ kind }) => kind)).toEqual(['foreign-acknowledgement'])
})
