// What an exception says of a message must be known when it is said. The one thing to know: its text is fixed before the
// message is mapped, held, sent and answered, so it never says that anything arrived.
import { expect, test } from 'vitest'
import { alarms } from '../ledger/alarms.ts'
import { legality } from '../ledger/legality.ts'
import { command, deliveryStates, one, open } from './testing/looking.ts'
import { ack, controlIdOf, oru } from './testing/messages.ts'
import { world } from './testing/world.ts'

const claims = /\b(?:was|were) (?:delivered|sent on)\b|\bwent on\b/

const textOf = (on: Awaited<ReturnType<typeof world>>, kind: string) =>
  open(on).find((exception) => exception.kind === kind)?.text

test('no alarm of the ledger says that a message was delivered', () => {
  for (const { text } of [...Object.values(alarms), ...Object.values(legality)]) expect(text).not.toMatch(claims)
})

test('a result that nobody ordered and that its receiver refuses is not called delivered', async () => {
  const on = await world({})
  on.toEhr.answer = (message) => [ack(controlIdOf(message), 'AE', '204')]
  on.lis.send(oru(one, '4.1'))
  await on.after(1000)
  expect(deliveryStates(on)).toEqual(['held'])
  expect(textOf(on, 'unsolicited-result')).toContain('nobody ordered. It is not held for this.')
  expect(
    open(on)
      .map(({ text }) => text)
      .join(' '),
  ).not.toMatch(claims)
})

test('a value that is overwritten in silence and held for another reason is not called delivered', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'hold' } } } })
  on.lis.send(oru(one, '5.4'))
  await on.after(100)
  on.lis.send(oru(one, '6.9', { id: 'M2' }))
  await on.after(1000)
  expect(deliveryStates(on)).toEqual(['held', 'held'])
  expect(textOf(on, 'silent-overwrite')).toContain('not held for this')
  expect(
    open(on)
      .map(({ text }) => text)
      .join(' '),
  ).not.toMatch(claims)
})

test('a result that waits behind a pause is not called delivered', async () => {
  const on = await world({})
  await command(on, { do: 'pause', what: 'destination', id: 'ehr-out', who: 'ana', why: 'the chart is upgraded' })
  on.lis.send(oru(one, '4.1'))
  await on.after(1000)
  expect(deliveryStates(on)).toEqual(['queued'])
  expect(
    open(on)
      .map(({ text }) => text)
      .join(' '),
  ).not.toMatch(claims)
})
