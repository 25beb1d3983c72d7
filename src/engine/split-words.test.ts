// One message that goes out as several: the answer to a part takes the words of the orders that this part carries, no others.
import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { type get, set } from '../hl7/index.ts'
import { command, kinds, minute, open, order } from './testing/looking.ts'
import { ack, controlIdOf, orm, oru } from './testing/messages.ts'
import { type World, type WorldOptions, world } from './testing/world.ts'

/** One report on the orders P1 and P2. */
function both(id = 'R1'): Buffer {
  const text = (placer: string) => oru({ placer }, '4.1', { id }).toString('latin1')
  const second = text('P2')
  return Buffer.from(text('P1') + second.slice(second.indexOf('ORC|')), 'latin1')
}

async function ordered(results: object, more: Omit<WorldOptions, 'site'> = {}): Promise<World> {
  const on = await world({ site: { flows: { results } }, ...more })
  for (const placer of ['P1', 'P2']) on.ehr.send(orm({ placer }, { id: placer }))
  await on.after(100)
  return on
}

const level = (on: World, id: number) =>
  order(on, id).order.words.findLast(({ subject }) => subject === 'result')?.level

const placerOf = (message: Uint8Array) => /ORC\|RE\|(P\d)/.exec(Buffer.from(message).toString('latin1'))?.[1]

/** Answers only what is about these orders. */
function answers(on: World, ...placers: string[]): void {
  on.toEhr.answer = (message) => (placers.includes(placerOf(message) ?? '') ? [ack(controlIdOf(message))] : [])
}

test.each(['order', 'observation-group'])(
  'the answer to one part takes the words of its order alone (%s)',
  async (split) => {
    const on = await ordered({ steps: [{ split }] })
    answers(on, 'P1')
    on.lis.send(both())
    await on.after(minute)
    expect([level(on, 1), level(on, 2)]).toEqual(['received', 'sent'])
    expect([order(on, 1).loop, order(on, 2).loop]).toEqual(['agreed', 'on-course'])
    await on.restart()
    await on.after(minute)
    expect([level(on, 1), level(on, 2)]).toEqual(['received', 'sent'])
    answers(on, 'P1', 'P2')
    await on.after(5 * minute)
    expect([level(on, 1), level(on, 2)]).toEqual(['received', 'received'])
    expect(kinds(on)).toEqual([])
    expect(on.life.engine.counts().everAdrift).toBe(0)
  },
)

test('a part is known by the orders that it came from, though steps write other numbers before and after', async () => {
  const steps = [
    { set: 'OBR[2]-2', value: 'P9' },
    { split: 'order' },
    { set: 'ORC-2', value: 'P7' },
    { map: 'OBX[*]-3', table: 'components', unmapped: 'pass' },
  ]
  const on = await ordered({ steps })
  on.toEhr.answer = (message) => [ack(controlIdOf(message), /OBR\|1\|P1/.test(String(message)) ? 'AA' : 'AE')]
  on.lis.send(both())
  await on.after(minute)
  expect([level(on, 1), level(on, 2)]).toEqual(['received', 'sent'])
  expect(open(on).filter(({ deliveryId }) => deliveryId !== null)).toMatchObject([{ orderIds: [2] }])
})

test('where a function of the site made the lines, a word is taken once every part is', async () => {
  const steps = [{ call: 'steps/any.ts#touch' }, { split: 'order' }]
  const functions = { 'steps/any.ts#touch': (message: Parameters<typeof get>[0]) => set(message, 'MSH-8', 'X') }
  const on = await ordered({ steps }, { functions })
  answers(on, 'P1')
  on.lis.send(both())
  await on.after(minute)
  expect([level(on, 1), level(on, 2)]).toEqual(['sent', 'sent'])
  await on.restart()
  answers(on, 'P1', 'P2')
  await on.after(5 * minute)
  expect([level(on, 1), level(on, 2)]).toEqual(['received', 'received'])
})

test('one order in two parts is taken once both are, and a part that a person withdraws is not made up for', async () => {
  const on = await ordered({ steps: [{ split: 'observation-group' }] })
  const first = oru({ placer: 'P1' }, '4.1', { id: 'R1' }).toString('latin1')
  const second = first.slice(first.indexOf('OBR|')).replace('OBR|1', 'OBR|2').replaceAll('K^Potassium', 'NA^Sodium')
  on.toEhr.answer = (message) => [ack(controlIdOf(message), /Sodium/.test(String(message)) ? 'AE' : 'AA')]
  on.lis.send(Buffer.from(first + second, 'latin1'))
  await on.after(minute)
  expect(level(on, 1)).toBe('sent')
  const [held] = [...on.life.engine.held()]
  await command(on, { do: 'cancel', deliveryId: held!.id, who: 'ana', rootCause: 'not wanted' })
  await on.after(minute)
  expect(level(on, 1)).toBeNull()
  expect(open(on)).toMatchObject([{ cause: 'overdue-step|settled|ehr' }])
})

test('an answer that comes long after, as a message, takes the part that its control id names', async () => {
  const on = await ordered({ steps: [{ split: 'order' }] })
  const sent: Uint8Array[] = []
  on.toEhr.answer = (message) => {
    sent.push(message)
    return []
  }
  on.lis.send(both())
  await on.after(100)
  on.life.crash()
  on.toEhr.answer = () => []
  await on.begin()
  // On the line on which it sends: an answer as a message of its own.
  on.ehr.send(ack(controlIdOf(sent[0]!)))
  await on.after(100)
  expect(placerOf(sent[0]!)).toBe('P1')
  expect([level(on, 1), level(on, 2)]).toEqual(['received', 'sent'])
})
