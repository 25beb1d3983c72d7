// What an answer does that comes after its message was held, let go or given up: to the delivery, its order and its owner.
import { expect, test } from 'vitest'
import { deliveryStates, kinds, minute, one, order } from './testing/looking.ts'
import { ack, orm, orr } from './testing/messages.ts'
import { world } from './testing/world.ts'

const hold = { no_answer: 'hold', answer_within: '2s' } as const

test('an answer that names nothing is foreign on either side of the line, also of what a crash left unanswered', async () => {
  const on = await world({ site: { delivery: { orders: { ...hold, control_id: 'keep' } } } })
  on.toLis.answer = () => []
  on.ehr.send(orm(one, { id: '' }))
  on.ehr.send(orm(one))
  await on.after(1000)
  expect(deliveryStates(on)).toEqual(['sent'])
  await on.restart()
  await on.after(1000)
  on.toLis.say(ack(''))
  on.lis.send(orr(one, '', { id: 'A2' }))
  await on.after(minute)
  expect(deliveryStates(on)[0]).toBe('held')
  expect(order(on).order.words.find(({ side }) => side === 'placer')).not.toMatchObject({ by: 'AA' })
  expect(kinds(on)).toContain('no-answer')
  expect(kinds(on).filter((kind) => kind === 'foreign-acknowledgement').length).toBeGreaterThan(0)
})
