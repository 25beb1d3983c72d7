import { expect, test } from 'vitest'
import type { Exception } from '../ownership/exception.ts'
import { ack, answerOf, controlIdOf, field, orm, orr, oru } from './testing/messages.ts'
import { type World, world } from './testing/world.ts'

const one = { placer: 'P1' }
const order = (on: World, id = 1) => on.memory.books.orders.get(id)!
const open = ({ memory }: World): Exception[] => [...memory.books.open].map((id) => memory.books.exceptions.get(id)!)
const kinds = (on: World) => open(on).map(({ kind }) => kind)

test('an order and its result go round, and each word is taken as far as its answer proves', async () => {
  const on = await world()
  on.ehr.send(orm(one))
  await on.after(100)
  expect(on.ehr.answers()).toEqual(['AA M1'])
  expect(on.toLis.got.map((message) => field(message, 'ORC', 2))).toEqual(['P1'])
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.toEhr.got.map((message) => field(message, 'OBX', 5))).toEqual(['4.1'])
  expect(order(on)).toMatchObject({ loop: 'agreed', order: { state: 'final' } })
  expect(order(on).order.words.map(({ side, level, to }) => [side, level, to])).toEqual([
    ['placer', 'filed', 'lis'],
    ['filler', 'received', 'ehr'],
  ])
  expect(kinds(on)).toEqual([])
})
