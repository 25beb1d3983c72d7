// A sender that gives one control id to two messages, where the flow keeps its control ids.
import { expect, test } from 'vitest'
import { deliveryStates, kinds, minute, order } from './testing/looking.ts'
import { ack, controlIdOf, oru } from './testing/messages.ts'
import { world } from './testing/world.ts'

const site = { flows: { results: { unsolicited: 'accept' } }, delivery: { results: { control_id: 'keep' } } } as const

test.each([false, true])(
  'the second message goes out under another one, restart between them: %s',
  async (restarts) => {
    const on = await world({ site })
    on.lis.send(oru({ placer: 'P1' }, '4.1', { id: 'DUP' }))
    await on.after(100)
    if (restarts) await on.restart()
    on.toEhr.answer = () => []
    on.lis.send(oru({ placer: 'P2', mrn: '200' }, '5.2', { id: 'DUP' }))
    await on.after(1000)
    const [first, second = ''] = on.toEhr.ids()
    expect(first).toBe('DUP')
    expect(second).toMatch(/\.2\.2$/)
    on.toEhr.say(ack('DUP'))
    await on.after(1000)
    expect(deliveryStates(on)).toEqual(['delivered', 'queued'])
    expect(order(on, 2).order.words).toMatchObject([{ level: 'sent' }])
    on.toEhr.say(ack(second))
    await on.after(1000)
    expect(deliveryStates(on)).toEqual(['delivered', 'delivered'])
    expect(kinds(on)).toEqual(restarts ? ['control-id-reused', 'foreign-acknowledgement'] : ['control-id-reused'])
  },
)

test('a third goes out under a third, and each is answered by its own', async () => {
  const on = await world({ site })
  on.toEhr.answer = (message) => [ack(controlIdOf(message))]
  on.lis.send(oru({ placer: 'P1' }, '4.1', { id: 'DUP' }))
  on.lis.send(oru({ placer: 'P2', mrn: '200' }, '5.2', { id: 'DUP' }))
  on.lis.send(oru({ placer: 'P1' }, '4.3', { id: 'DUP' }))
  await on.after(minute)
  expect(new Set(on.toEhr.ids()).size).toBe(3)
  expect(deliveryStates(on)).toEqual(['delivered', 'delivered', 'delivered'])
})
