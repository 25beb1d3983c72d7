// Messages that are held: whose they are, what waits behind them, and what each way of letting them go is worth.
import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { closed, command, deliveryStates, kinds, minute, one, open, order, values } from './testing/looking.ts'
import { ack, controlIdOf, orm, oru } from './testing/messages.ts'
import { type World, world } from './testing/world.ts'

const wrongPatient = (value: string, id: string) =>
  Buffer.from(
    oru(one, value, { id })
      .toString('latin1')
      .replace('||100^^^TEST^MR||Testpatient^Ida||19700102|F', '||999^^^TEST^MR||Other^Otto||19500101|M'),
    'latin1',
  )

test('a result of another patient under a known number is held, with a critical exception, and others go on', async () => {
  const on = await world()
  on.ehr.send(orm(one))
  on.ehr.send(orm({ placer: 'P2', mrn: '200' }, { id: 'M2' }))
  await on.after(100)
  on.lis.send(wrongPatient('9.9', 'R1'))
  on.lis.send(oru({ placer: 'P2', mrn: '200' }, '4.2', { id: 'R2' }))
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(['4.2'])
  const holding = open(on).find(({ deliveryId }) => deliveryId !== null)
  expect(holding).toMatchObject({ severity: 'critical', team: 'lab', status: 'assigned' })
})

const two = { who: 'ana', second: 'ben' }

const otherBirthDate = (value: string, change: Parameters<typeof oru>[2]) =>
  Buffer.from(oru(one, value, change).toString('latin1').replace('19700102', '19700201'), 'latin1')

test('a result held for identity that people let go is the order’s, and its words are taken', async () => {
  const on = await world()
  on.ehr.send(orm(one))
  const result = otherBirthDate('4.1', { id: 'R1' }).toString('latin1')
  const second = result.slice(result.indexOf('OBR|1')).replace('OBR|1', 'OBR|2').replace('|K^Potassium', '|NA^Sodium')
  on.lis.send(Buffer.from(result + second.replace('NM|K^', 'NM|NA^'), 'latin1'))
  await on.after(100)
  expect(order(on)).toMatchObject({ loop: 'owned', order: { state: 'requested', observations: [] } })
  await on.restart()
  await command(on, { do: 'release', deliveryId: 2, ...two, rootCause: 'birth date was mistyped' })
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(['4.1'])
  expect(order(on)).toMatchObject({ loop: 'agreed', order: { state: 'final', patient: { birthDate: '19700102' } } })
  expect(order(on).order.observations.map(({ code }) => code.code)).toEqual(['K', 'NA'])
  expect(order(on).order.words.at(-1)).toMatchObject({ side: 'filler', level: 'received', to: 'ehr' })
  expect(kinds(on)).toEqual([])
})

test('a result held for identity that the receiver has by other means is the order’s as well; a cancelled one is nobody’s', async () => {
  const on = await world()
  on.ehr.send(orm(one))
  on.lis.send(otherBirthDate('4.1', { id: 'R1' }))
  on.lis.send(otherBirthDate('4.1', { id: 'R2' }))
  await on.after(100)
  await command(on, { do: 'cancel', deliveryId: 2, who: 'ana', rootCause: 'sent twice' })
  expect(order(on).order).toMatchObject({ state: 'requested', observations: [] })
  await command(on, { do: 'skip', deliveryId: 3, ...two, rootCause: 'phoned and entered' })
  expect(order(on)).toMatchObject({ loop: 'agreed', order: { state: 'final' } })
  expect(order(on).order.words.at(-1)).toMatchObject({ level: 'received', by: 'operator' })
})

test('a held result that is let go after a newer one goes out before it, and does not become the lab’s last word', async () => {
  const on = await world()
  on.ehr.send(orm(one))
  on.lis.send(otherBirthDate('9.9', { id: 'R1' }))
  on.lis.send(oru(one, '4.1', { id: 'R2', status: 'C' }))
  await on.after(100)
  await command(on, { do: 'release', deliveryId: 2, ...two, rootCause: 'birth date was mistyped' })
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(['9.9', '4.1'])
  expect(order(on).order.observations[0]!.versions.map(({ value }) => value)).toEqual(['4.1'])
  expect(open(on)).toMatchObject([{ kind: 'late-version', orderIds: [1] }])
})

test('a refused final result is the laboratory’s at once, and goes out when a person lets it go', async () => {
  const on = await world()
  on.toEhr.answer = (message) => [ack(controlIdOf(message), on.toEhr.got.length === 1 ? 'AE' : 'AA')]
  on.ehr.send(orm(one))
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(open(on)).toMatchObject([{ kind: 'delivery-refused', severity: 'critical', team: 'lab', deliveryId: 2 }])
  expect(order(on)).toMatchObject({ loop: 'owned' })
  expect(on.life.engine.held()).toMatchObject([{ id: 2, flow: 'results', why: expect.stringMatching(/AE/) }])
  on.lis.send(oru(one, '4.3', { id: 'M2', status: 'C' }))
  await on.after(100)
  expect(on.toEhr.got).toHaveLength(1)
  const result = await command(on, { do: 'release', deliveryId: 2, who: 'ana', rootCause: 'account was locked' })
  expect(result).toEqual({ done: true })
  await on.after(200)
  expect(values(on.toEhr.got)).toEqual(['4.1', '4.1', '4.3'])
  expect(closed(on)[0]).toMatchObject({ rootCause: 'account was locked' })
  expect(on.memory.books.audit[0]).toMatchObject({
    who: 'ana',
    what: 'release',
    about: 'delivery 2: account was locked',
  })
})

test.each([
  ['cancel', null, 'withdrawn', ['overdue-step'], 'owned'],
  ['skip', 'received', 'operator', [], 'agreed'],
] as const)('%s ends a held delivery, and says what its word is worth', async (act, level, by, raised, loop) => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  on.toEhr.answer = (message) => [ack(controlIdOf(message), 'AE')]
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  await command(on, { do: act, deliveryId: 1, who: 'ana', rootCause: 'phoned' })
  expect(deliveryStates(on)).toEqual(['cancelled'])
  expect(order(on).order.words).toMatchObject([{ to: 'ehr', level, by }])
  await on.after(minute)
  expect(kinds(on)).toEqual(raised)
  expect(order(on).loop).toBe(loop)
})

test('an urgent result that waits behind a held message is the laboratory’s too, until it has gone out', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  on.toEhr.answer = (message) => [ack(controlIdOf(message), values([message])[0] === '4.1' ? 'AE' : 'AA')]
  on.lis.send(oru(one, '4.1', { status: 'P' }))
  await on.after(100)
  on.lis.send(oru(one, '4.2', { id: 'M2', status: 'P' }))
  on.lis.send(oru({ placer: 'P2' }, '9.9', { id: 'M3', status: 'P', flag: 'HH' }))
  await on.after(100)
  const waiting = (on: World) => open(on).filter(({ deliveryId }) => deliveryId !== 1)
  const held = { kind: 'delivery-held', severity: 'critical', team: 'lab' }
  expect(waiting(on)).toMatchObject([{ ...held, deliveryId: 3, orderIds: [2] }])
  await on.restart()
  expect(waiting(on)).toHaveLength(1)
  await command(on, { do: 'cancel', deliveryId: 1, who: 'ana', rootCause: 'phoned' })
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(['4.1', '4.2', '9.9'])
  expect(kinds(on)).toEqual([])
})

test('a held message is one exception, however long; a word that is not held and that nobody acknowledges is another', async () => {
  const refusing = async (andCancelling: boolean) => {
    const on = await world()
    on.toEhr.answer = (message) => [ack(controlIdOf(message), 'AE')]
    on.ehr.send(orm(one))
    await on.after(100)
    on.lis.send(oru(one, '4.1', { status: 'P' }))
    await on.after(100)
    if (andCancelling) {
      on.toLis.answer = () => []
      on.ehr.send(orm(one, { id: 'M2', control: 'CA' }))
    }
    await on.after(30 * minute)
    return open(on).map(({ cause }) => cause.split('|').slice(0, 2).join(' '))
  }
  expect(await refusing(false)).toEqual(['delivery-refused ehr-out'])
  expect(await refusing(true)).toContain('overdue-step answered')
})

test('once what was held is let go and nobody acknowledges it, waiting begins anew', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  on.toEhr.answer = (message) => [ack(controlIdOf(message), 'AE')]
  on.lis.send(oru(one, '4.1'))
  await on.after(60 * minute)
  on.toEhr.answer = () => []
  await command(on, { do: 'release', deliveryId: 1, who: 'ana', rootCause: 'x' })
  expect(order(on)).toMatchObject({ loop: 'on-course' })
  await on.after(60 * minute)
  expect(kinds(on)).toContain('overdue-step')
})

test('once a held message is cancelled, what waited behind it goes on', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  on.toEhr.answer = (message) => [ack(controlIdOf(message), values([message])[0] === '4.1' ? 'AE' : 'AA')]
  on.lis.send(oru(one, '4.1'))
  on.lis.send(oru(one, '4.2', { id: 'M2', status: 'C' }))
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(['4.1'])
  await command(on, { do: 'cancel', deliveryId: 1, who: 'ana', rootCause: 'phoned' })
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(['4.1', '4.2'])
  expect(deliveryStates(on)).toEqual(['cancelled', 'delivered'])
})

test('a message held for want of an answer is let go by the answer itself', async () => {
  const delivery = { answer_within: '1s', no_answer: 'hold' } as const
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } }, delivery: { results: delivery } } })
  on.toEhr.answer = (message) => (values([message])[0] === '4.1' ? [] : [ack(controlIdOf(message))])
  on.lis.send(oru(one, '4.1'))
  on.lis.send(oru(one, '4.2', { id: 'M2', status: 'C' }))
  await on.after(5000)
  expect(kinds(on)).toEqual(['no-answer', 'delivery-held'])
  on.toEhr.say(ack(on.toEhr.ids()[0]!))
  await on.after(200)
  expect(values(on.toEhr.got)).toEqual(['4.1', '4.2'])
  expect(deliveryStates(on)).toEqual(['delivered', 'delivered'])
  expect(kinds(on)).toEqual([])
})
