// Answers that name a control id of the form of ours which is not what was sent: of another Labloop, of a database that was
// made anew, or of a sender that is itself one.
import { expect, test } from 'vitest'
import { command, kinds, minute, one, open, order } from './testing/looking.ts'
import { ack, controlIdOf, orm, oru } from './testing/messages.ts'
import { type World, world } from './testing/world.ts'

const levels = (on: World, id = 1) => order(on, id).order.words.map(({ level }) => level)

test.each(['AA', 'AE'])(
  '%s to another minute under the numbers of a message of ours counts for nothing',
  async (code) => {
    const on = await world()
    on.toLis.answer = () => []
    on.ehr.send(orm(one))
    await on.after(100)
    const [sent] = on.toLis.ids()
    const [, ...numbers] = sent!.split('.')
    const other = ['AAAAA', ...numbers].join('.')
    on.lis.send(ack(other, code, '', 'L1'))
    on.toLis.say(ack(other, code))
    await on.after(100)
    expect(levels(on)).toEqual(['sent'])
    expect(new Set(kinds(on))).toEqual(new Set(['foreign-acknowledgement']))
    on.toLis.say(ack(sent!, code))
    await on.after(100)
    expect(levels(on)).toEqual([code === 'AA' ? 'received' : 'sent'])
  },
)

test('the control id of what went to one system counts for nothing where another one answers with it', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  const before = order(on).order.words
  on.lis.send(ack(on.toEhr.ids()[0]!, 'AE', '', 'L1'))
  await on.after(100)
  expect(order(on).order.words).toEqual(before)
  expect(kinds(on)).toEqual(['foreign-acknowledgement'])
})

test('what was sent is credited by its control id alone after a restart, under every one that it went out under', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  on.toEhr.answer = (message) => [ack(controlIdOf(message), 'AE')]
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  for (let n = 0; n < 2; n++) {
    await on.after(3 * minute)
    await command(on, { do: 'resend', deliveryId: 1, who: 'ana', rootCause: 'again' })
  }
  const ids = on.toEhr.ids()
  for (const id of new Set(ids)) {
    await on.restart()
    on.ehr.send(ack(id, 'AA', '', `late ${id}`))
    await on.after(100)
    expect(kinds(on), id).not.toContain('foreign-acknowledgement')
  }
  expect(levels(on)).toEqual(['received'])
})

test.each(['live', 'observe'] as const)(
  'a sender whose own control ids have the form of ours is answered for the message that each names (%s)',
  async (mode) => {
    const keep = { orders: { control_id: 'keep', answer_within: '1m' } } as const
    const nowhere = { connection: undefined }
    const away = { orders: nowhere, status: nowhere, results: nowhere, answers: nowhere, patients: nowhere }
    const on = await world({ site: mode === 'live' ? { delivery: keep } : { mode, delivery: away } })
    on.toLis.answer = () => []
    on.ehr.send(orm({ placer: 'P1' }, { id: 'HTDLD.2.2' }))
    await on.after(100)
    on.ehr.send(orm({ placer: 'P2', mrn: '200' }, { id: 'HTDLD.1.1' }))
    await on.after(100)
    if (mode === 'live') await on.restart()
    on.lis.send(ack('HTDLD.2.2', 'AE', '204', 'L1'))
    await on.after(200)
    expect(open(on).map(({ kind, orderIds }) => [kind, orderIds])).toEqual([['delivery-refused', [1]]])
  },
)
