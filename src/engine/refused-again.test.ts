// What a receiver refused, and people send again: under which control id, and whether it gets through.
import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { wasRefused } from './held-reasons.ts'
import { command, deliveryStates, kinds, minute, one, open, order } from './testing/looking.ts'
import { ack, controlIdOf, oru } from './testing/messages.ts'
import { type World, world } from './testing/world.ts'

const resend = { do: 'resend', deliveryId: 1, who: 'ana', rootCause: 'encounter opened' } as const
const flows = { results: { unsolicited: 'accept' as const } }

/** A receiver that knows what it was sent by its control id, and gives its first answer again. */
function remembers({ toEhr }: World, codes: readonly string[]): void {
  const said = new Map<string, string>()
  toEhr.answer = (message) => {
    const id = controlIdOf(message)
    if (!said.has(id)) said.set(id, codes[said.size] ?? 'AA')
    return [ack(id, said.get(id))]
  }
}
const withoutId = (message: Uint8Array) => Buffer.from(message).toString('latin1').replace(controlIdOf(message), 'ID')

for (const control_id of ['new', 'keep'] as const) {
  for (const act of ['resend', 'release'] as const) {
    test(`a refused result gets through under another control id, ${act}, control_id: ${control_id}`, async () => {
      const on = await world({ site: { flows, delivery: { results: { control_id } } } })
      remembers(on, ['AE'])
      on.lis.send(oru(one, '4.1'))
      await on.after(100)
      expect(open(on)).toMatchObject([{ kind: 'delivery-refused', deliveryId: 1 }])
      expect(await command(on, { ...resend, do: act })).toEqual({ done: true })
      await on.after(100)
      const [first, second] = on.toEhr.got
      expect(on.toEhr.got).toHaveLength(2)
      expect(controlIdOf(second!)).not.toBe(controlIdOf(first!))
      expect(withoutId(second!)).toBe(withoutId(first!))
      expect(deliveryStates(on)).toEqual(['delivered'])
      expect(kinds(on)).toEqual([])
      expect(order(on)).toMatchObject({ loop: 'agreed', order: { words: [{ level: 'received', by: 'AA' }] } })
    })
  }
}

test('refused again and again it never comes under an id that the receiver knows, also after a crash', async () => {
  const on = await world({ site: { flows } })
  remembers(on, ['AE', 'AE', 'CE', 'AE'])
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  for (let times = 0; times < 4; times++) {
    expect(await command(on, resend)).toEqual({ done: true })
    await on.after(100)
    if (times === 1) await on.restart()
  }
  expect(new Set(on.toEhr.ids()).size).toBe(5)
  expect(deliveryStates(on)).toEqual(['delivered'])
  expect(order(on).loop).toBe('agreed')
})

test('what was never answered keeps its control id: the receiver may have it', async () => {
  const on = await world({ site: { flows, delivery: { results: { no_answer: 'hold', answer_within: '5s' } } } })
  on.toEhr.answer = (message, times) => (times === 1 ? [] : [ack(controlIdOf(message))])
  on.lis.send(oru(one, '4.1'))
  await on.after(minute)
  expect(kinds(on)).toEqual(['no-answer'])
  expect(await command(on, resend)).toEqual({ done: true })
  await on.after(minute)
  expect(on.toEhr.got).toHaveLength(2)
  expect(new Set(on.toEhr.ids()).size).toBe(1)
  expect(deliveryStates(on)).toEqual(['delivered'])
})

test('an answer to the refused one that comes late is credited to the same message', async () => {
  const on = await world({ site: { flows } })
  remembers(on, ['AE', 'AE'])
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  const [first] = on.toEhr.ids()
  await command(on, resend)
  await on.after(100)
  expect(deliveryStates(on)).toEqual(['held'])
  await on.restart()
  on.ehr.send(ack(first!, 'AA', '', 'late'))
  await on.after(100)
  expect(order(on).order.words).toMatchObject([{ level: 'received' }])
  expect(kinds(on)).not.toContain('foreign-acknowledgement')
})

test('the words of a hold say whether the receiver has refused it', () => {
  for (const why of ['The receiver answered AE.', 'The receiver answered CR with error 204 (table 0357) at PID.'])
    expect(wasRefused(why), why).toBe(true)
  expect(wasRefused('Answered AR (not now) for longer than 240 minutes.')).toBe(true)
  for (const why of ['Sent and not answered: it may have been taken.', 'identity: numbers and patient contradict'])
    expect(wasRefused(why), why).toBe(false)
})
