import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import type { Exception } from '../ownership/exception.ts'
import type { LogFields } from './ports/log.ts'
import { ack, adt, answerOf, controlIdOf, field, orm, orr, oru } from './testing/messages.ts'
import type { SiteChange } from './testing/site.ts'
import { storeError } from './testing/virtual-store.ts'
import { type World, world } from './testing/world.ts'

const one = { placer: 'P1' }
const minute = 60_000
const order = (on: World, id = 1) => on.memory.books.orders.get(id)!
const open = ({ memory }: World): Exception[] => [...memory.books.open].map((id) => memory.books.exceptions.get(id)!)
const kinds = (on: World) => open(on).map(({ kind }) => kind)
const closed = ({ memory }: World) => [...memory.books.exceptions.values()].filter(({ status }) => status === 'closed')
const values = (messages: readonly Uint8Array[]) => messages.map((message) => field(message, 'OBX', 5))
const deliveryStates = ({ memory }: World) => [...memory.books.deliveries.values()].map(({ state }) => state)
const command = async (on: World, given: Parameters<World['life']['engine']['command']>[0]) => {
  const result = on.life.engine.command(given)
  await on.after(100)
  return result
}

test('an order and its result go round, and each word is taken as far as its answer proves', async () => {
  const on = await world()
  on.ehr.send(orm(one))
  await on.after(100)
  expect(on.ehr.answers()).toEqual(['AA M1'])
  expect(on.toLis.got.map((message) => field(message, 'ORC', 2))).toEqual(['P1'])
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(['4.1'])
  expect(order(on)).toMatchObject({ loop: 'agreed', order: { state: 'final' } })
  expect(order(on).order.words.map(({ side, level, to }) => [side, level, to])).toEqual([
    ['placer', 'filed', 'lis'],
    ['filler', 'received', 'ehr'],
  ])
  expect(kinds(on)).toEqual([])
})

test('what goes out has a control id of its own, or keeps the sender’s, as the flow says', async () => {
  const on = await world({
    site: { delivery: { results: { control_id: 'keep' } }, flows: { results: { unsolicited: 'accept' } } },
  })
  on.ehr.send(orm(one))
  on.lis.send(oru({ placer: 'P2' }, '4.1', { id: 'R7' }))
  await on.after(100)
  expect(on.toEhr.ids()).toEqual(['R7'])
  expect(on.toLis.ids()[0]).toMatch(/^[0-9A-Z]+\.1\.1$/)
})

test.each([
  ['NE', 'NE', ''],
  ['ER', '', ''],
  ['AL', 'NE', 'AL'],
])(
  'a message that came in with MSH-15 "%s", MSH-16 "%s" goes out with MSH-15 "%s": no delivery goes without an answer',
  async (accept, application, out) => {
    const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
    on.lis.send(oru(one, '4.1', { accept, application }))
    await on.after(100)
    expect(field(on.toEhr.got[0]!, 'MSH', 15)).toBe(out)
    expect(order(on).order.words[0]).toMatchObject({ level: 'received', by: 'AA' })
  },
)

test('a crash after the store kept a message and before its answer loses nothing and delivers once', async () => {
  const on = await world()
  on.ehr.send(orm(one))
  await on.after(100)
  on.life.store.onDone = (call) => call === 'receive' && on.life.crash()
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.lis.answers()).toEqual([])
  await on.begin()
  expect(values(on.toEhr.got)).toEqual(['4.1'])
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.lis.answers()).toEqual(['AA M1'])
  expect(values(on.toEhr.got)).toEqual(['4.1'])
})

test('a crash before the store kept a message leaves the sender without an answer, and its repeat is new', async () => {
  const on = await world()
  on.life.store.fail = (call) => {
    if (call === 'receive') on.life.crash()
    return null
  }
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.memory.books.messages).toEqual([])
  await on.begin()
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.memory.books.messages).toHaveLength(1)
  expect(on.lis.answers()).toEqual(['AA M1'])
})

test('a crash between commit and delivery delivers after the restart', async () => {
  const on = await world()
  on.life.store.onDone = (call) => call === 'commit' && on.life.crash()
  on.ehr.send(orm(one))
  await on.after(100)
  expect(on.toLis.got).toEqual([])
  await on.begin()
  expect(on.toLis.got).toHaveLength(1)
})

test('a crash after a delivery and before its outcome is stored repeats it under the same control id', async () => {
  const on = await world()
  let commits = 0
  on.life.store.fail = (call) => {
    if (call === 'commit' && ++commits === 2) on.life.crash()
    return null
  }
  on.ehr.send(orm(one))
  await on.after(100)
  expect(on.toLis.got).toHaveLength(1)
  await on.begin()
  await on.after(100)
  expect(on.toLis.got).toHaveLength(2)
  expect(new Set(on.toLis.ids()).size).toBe(1)
  expect(deliveryStates(on)).toEqual(['delivered'])
})

test('a lost acknowledgement leads to a repeat under the same control id, and one outcome', async () => {
  const on = await world({ site: { delivery: { orders: { answer_within: '5s' } } } })
  let lost = 0
  on.network.fate = (from) => (from === 'lis-sink' && lost++ === 0 ? 'lose' : 'pass')
  on.ehr.send(orm(one))
  await on.after(20_000)
  expect(on.toLis.got).toHaveLength(2)
  expect(new Set(on.toLis.ids()).size).toBe(1)
  expect(deliveryStates(on)).toEqual(['delivered'])
})

test('a repeated message is delivered once, and a repeated final under another control id goes through and changes nothing', async () => {
  const on = await world()
  on.ehr.send(orm(one))
  on.lis.send(oru(one, '4.1'))
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.toEhr.got).toHaveLength(1)
  on.lis.send(oru(one, '4.1', { id: 'M2' }))
  await on.after(100)
  expect(on.toEhr.got).toHaveLength(2)
  expect(order(on).order.observations[0]!.versions).toHaveLength(1)
  expect(order(on).loop).toBe('agreed')
})

test.each([
  ['raise', ['4.1'], ['unsolicited-result'], 'owned'],
  ['accept', ['4.1'], [], 'agreed'],
  ['hold', [], ['unsolicited-result'], 'owned'],
] as const)('a result that nobody ordered under unsolicited: %s', async (unsolicited, seen, raised, loop) => {
  const on = await world({ site: { flows: { results: { unsolicited } } } })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(seen)
  expect(kinds(on)).toEqual(raised)
  expect(order(on).loop).toBe(loop)
})

const mapped = (unmapped: 'pass' | 'hold' | 'reject', acknowledge: 'stored' | 'decided' = 'stored'): SiteChange => ({
  components: { NA: '2951-2' },
  flows: {
    results: { unsolicited: 'accept', unmapped, acknowledge, steps: [{ map: 'OBX[*]-3.1', table: 'components' }] },
  },
})

test.each([
  ['pass', 'stored', 'AA M1', 1, []],
  ['hold', 'stored', 'AA M1', 0, ['held']],
  ['reject', 'stored', 'AA M1', 0, []],
  ['pass', 'decided', 'AA M1', 1, []],
  ['hold', 'decided', 'AA M1', 0, ['held']],
  ['reject', 'decided', 'AE M1', 0, []],
] as const)(
  'an unmapped code under unmapped: %s, acknowledge: %s',
  async (unmapped, acknowledge, answer, seen, held) => {
    const on = await world({ site: mapped(unmapped, acknowledge) })
    on.lis.send(oru(one, '4.1'))
    await on.after(100)
    expect(on.lis.answers()).toEqual([answer])
    expect(on.toEhr.got).toHaveLength(seen)
    expect(deliveryStates(on).filter((state) => state === 'held')).toEqual(held)
    expect(kinds(on)).toEqual(['unmapped-code'])
    const stopped = unmapped !== 'pass'
    expect(open(on)[0]).toMatchObject({ team: stopped ? 'lab' : 'desk', ...(stopped ? { severity: 'critical' } : {}) })
    const known = !(unmapped === 'reject' && acknowledge === 'decided')
    expect(on.memory.books.orders.size).toBe(known ? 1 : 0)
    if (known) expect(order(on).loop).toBe('owned')
  },
)

test('a sender that asks for the verdict (MSH-16) hears that a flow refused its message, whatever the flow acknowledges', async () => {
  const on = await world({ site: mapped('reject', 'stored') })
  on.lis.send(oru(one, '4.1', { accept: 'AL', application: 'AL' }))
  await on.after(100)
  expect(on.lis.answers()).toEqual(['CA M1', 'AE M1'])
  expect(on.toEhr.got).toEqual([])
  expect(kinds(on)).toEqual(['unmapped-code'])
})

test('in observe mode what a flow would refuse is told to the ledger all the same', async () => {
  const on = await world({ site: { ...mapped('reject', 'decided'), mode: 'observe' } })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.lis.answers()).toEqual(['AA M1'])
  expect(order(on)).toMatchObject({ order: { state: 'final' } })
})

test('a message refused whole is repeated to with the same refusal', async () => {
  const on = await world({ site: mapped('reject', 'decided') })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.lis.answers()).toEqual(['AE M1', 'AE M1'])
  expect(on.lis.heard[1]).toEqual(on.lis.heard[0])
})

test('a repeat that comes while the verdict is being stored gets that verdict', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept', acknowledge: 'decided' } } } })
  let flushes = 0
  on.life.store.delay_ms = (call) => {
    if (call === 'receive') return ++flushes === 1 ? 20 : 30
    return call === 'commit' ? 20 : 2
  }
  on.lis.send(oru(one, '4.1'))
  on.lis.send(oru(one, '4.1'))
  await on.after(500)
  expect(on.lis.answers()).toEqual(['AA M1', 'AA M1'])
  expect(on.toEhr.got).toHaveLength(1)
})

test('a verdict that a crash kept from its sender is given when it asks again', async () => {
  const on = await world({ site: mapped('reject', 'decided') })
  on.life.store.onDone = (call) => call === 'commit' && on.life.crash()
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.lis.answers()).toEqual([])
  await on.begin()
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.lis.answers()).toEqual(['AE M1'])
})

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
  await command(on, { do: 'release', deliveryId: 2, who: 'ana', rootCause: 'birth date was mistyped' })
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
  await command(on, { do: 'skip', deliveryId: 3, who: 'ana', rootCause: 'phoned and entered' })
  expect(order(on)).toMatchObject({ loop: 'agreed', order: { state: 'final' } })
  expect(order(on).order.words.at(-1)).toMatchObject({ level: 'received', by: 'operator' })
})

test('a held result that is let go after a newer one goes out before it, and does not become the lab’s last word', async () => {
  const on = await world()
  on.ehr.send(orm(one))
  on.lis.send(otherBirthDate('9.9', { id: 'R1' }))
  on.lis.send(oru(one, '4.1', { id: 'R2', status: 'C' }))
  await on.after(100)
  await command(on, { do: 'release', deliveryId: 2, who: 'ana', rootCause: 'birth date was mistyped' })
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
  ['cancel', '', null, 'skipped'],
  ['skip', 'ehr', 'received', 'operator'],
] as const)('%s ends a held delivery, and says what its word is worth', async (act, to, level, by) => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  on.toEhr.answer = (message) => [ack(controlIdOf(message), 'AE')]
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  await command(on, { do: act, deliveryId: 1, who: 'ana', rootCause: 'phoned' })
  expect(deliveryStates(on)).toEqual(['cancelled'])
  expect(order(on).order.words).toMatchObject([{ to, level, by }])
  expect(kinds(on)).toEqual([])
  expect(order(on).loop).toBe('agreed')
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

test.each(['paused', 'down'] as const)(
  'a result that waits for a receiver that is %s is the laboratory’s within minutes',
  async (how) => {
    const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
    const destination = { what: 'destination', id: 'ehr-out', who: 'ana', why: 'upgrade' } as const
    if (how === 'paused') await command(on, { do: 'pause', ...destination })
    else on.toEhr.answer = () => []
    on.ehr.send(orm({ placer: 'P9', mrn: '900' }, { id: 'M9' }))
    on.lis.send(oru(one, '9.9'))
    await on.after(11 * minute)
    const old = () => open(on).filter(({ kind }) => kind === 'queue-too-old')
    expect(old()).toMatchObject([{ severity: 'critical', team: 'lab', flow: 'results' }])
    await on.after(6 * minute)
    expect(old().map(({ team }) => team)).toEqual(how === 'paused' ? ['lab'] : ['lab', 'ehr-team'])
    on.toEhr.answer = (message) => [ack(controlIdOf(message))]
    if (how === 'paused') await command(on, { do: 'resume', ...destination })
    await on.after(2 * minute)
    expect(values(on.toEhr.got).at(-1)).toBe('9.9')
    expect(old()).toEqual([])
  },
)

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

test('commands are refused, and audited, where they make no sense', async () => {
  const on = await world()
  const who = 'ana'
  expect(await command(on, { do: 'release', deliveryId: 9, who, rootCause: 'x' })).toMatchObject({
    why: 'no-such-delivery',
  })
  expect(await command(on, { do: 'close', exceptionId: 9, who, rootCause: 'x' })).toMatchObject({
    why: 'no-such-exception',
  })
  expect(await command(on, { do: 'pause', what: 'flow', id: 'none', who, why: 'x' })).toMatchObject({
    why: 'no-such-flow',
  })
  expect(on.memory.books.audit.map(({ what }) => what)).toEqual([
    'release (refused: no-such-delivery)',
    'close (refused: no-such-exception)',
    'pause (refused: no-such-flow)',
  ])
})

test('an exception is taken and closed by a person, with a root cause, but not while its message is still held', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'hold' } } } })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  await command(on, { do: 'take', exceptionId: 1, who: 'ana' })
  expect(open(on)[0]).toMatchObject({ status: 'taken', takenBy: 'ana' })
  const close = { do: 'close', exceptionId: 1, who: 'ana' } as const
  expect(await command(on, { ...close, rootCause: 'x' })).toMatchObject({ why: 'delivery-still-held' })
  await command(on, { do: 'release', deliveryId: 1, who: 'ana', rootCause: 'walk-in' })
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(['4.1'])
  expect(order(on)).toMatchObject({ loop: 'agreed' })
})

test.each(['flow', 'destination'] as const)(
  'a paused %s keeps its queue in order, over a restart too, until it is resumed',
  async (what) => {
    const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
    const id = what === 'flow' ? 'results' : 'ehr-out'
    await command(on, { do: 'pause', what, id, who: 'ana', why: 'upgrade' })
    for (let n = 1; n <= 5; n++) on.lis.send(oru({ placer: `P${n}` }, `${n}`, { id: `M${n}` }))
    await on.after(200)
    expect(on.lis.answers()).toHaveLength(5)
    expect(on.toEhr.got).toEqual([])
    expect(kinds(on)).toEqual(['operator-hold'])
    await on.restart()
    await on.after(200)
    expect(on.toEhr.got).toEqual([])
    await command(on, { do: 'resume', what, id, who: 'ana', why: 'done' })
    await on.after(200)
    expect(values(on.toEhr.got)).toEqual(['1', '2', '3', '4', '5'])
    expect(kinds(on)).toEqual([])
  },
)

test('a message that the store can never take is set aside, and the others of its batch go on in order', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept', acknowledge: 'decided' } } } })
  on.life.store.fail = (call, args) => {
    if (call !== 'commit') return null
    const { facts } = args[1] as { facts: { fact: { messageId: number } }[] }
    return facts.some(({ fact }) => fact.messageId === 3) ? storeError('internal') : null
  }
  for (let n = 1; n <= 6; n++) on.lis.send(oru({ placer: `P${n}` }, `${n}`, { id: `M${n}` }))
  await on.after(2000)
  expect(values(on.toEhr.got)).toEqual(['1', '2', '4', '5', '6'])
  expect(on.lis.answers()).toEqual(['AA M1', 'AA M2', 'AE M3', 'AA M4', 'AA M5', 'AA M6'])
  expect(open(on)).toMatchObject([{ kind: 'poison-message', severity: 'critical', messageId: 3, team: 'lab' }])
  expect(open(on)[0]!.text).toMatch(/internal/)
})

test('a store that fails is in the log with what to do, once a minute, and when it works again', async () => {
  const lines: string[] = []
  const say = (what: string, fields: LogFields = {}) => what.includes('store') && lines.push(`${what}: ${fields.doing}`)
  const on = await world({
    log: { info: say, warn: say, error: (what, fields) => say(`${what} ${fields?.code}`, fields) },
  })
  let full = true
  on.life.store.fail = (call) => ((call === 'commit' || call === 'receive') && full ? storeError('disk-full') : null)
  on.ehr.send(orm(one))
  await on.after(90_000)
  expect(lines).toEqual([
    'the store failed disk-full: receiving',
    'the store failed disk-full: processing',
    'the store failed disk-full: processing',
  ])
  full = false
  on.ehr.send(orm(one))
  await on.after(minute)
  expect(lines.slice(3).toSorted()).toEqual(['the store works again: processing', 'the store works again: receiving'])
})

test('a store that takes nothing, for whatever reason, is waited for: no message is to blame', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  let readOnly = true
  on.life.store.fail = (call) => (call === 'commit' && readOnly ? storeError('internal') : null)
  for (let n = 1; n <= 4; n++) on.lis.send(oru({ placer: `P${n}` }, `${n}`, { id: `M${n}` }))
  await on.after(minute)
  readOnly = false
  await on.after(minute)
  expect(values(on.toEhr.got)).toEqual(['1', '2', '3', '4'])
  expect(kinds(on)).toEqual([])
})

test('a message on which our own code fails is set aside at once, refused where its sender waits, and others go on', async () => {
  const zone = () => {
    throw new TypeError('a defect')
  }
  const flow = { unsolicited: 'accept', acknowledge: 'decided' } as const
  const on = await world({ zone, site: { flows: { results: flow } } })
  on.lis.send(oru(one, '4.1'))
  on.lis.send(
    Buffer.from(oru({ placer: 'P2' }, '4.2', { id: 'M2' }).toString('latin1').replaceAll('|20260302', '|'), 'latin1'),
  )
  on.ehr.send(orm({ placer: 'P3' }, { id: 'M3' }))
  await on.after(200)
  expect(on.lis.answers()).toContain('AE M1')
  expect(open(on)[0]).toMatchObject({ kind: 'poison-message', severity: 'critical', cause: 'poison-message|TypeError' })
  expect(open(on)[0]!.text).not.toContain('a defect')
})

test('an order whose stored state is broken poisons only its own messages', async () => {
  const on = await world()
  on.ehr.send(orm(one))
  on.ehr.send(orm({ placer: 'P2', mrn: '200' }, { id: 'M2' }))
  await on.after(100)
  const row = order(on, 1)
  on.memory.books.orders.set(1, { ...row, order: { ...row.order, words: null as never } })
  await on.restart()
  on.lis.send(oru(one, '4.1', { id: 'R1' }))
  on.lis.send(oru({ placer: 'P2', mrn: '200' }, '4.2', { id: 'R2' }))
  await on.after(200)
  expect(values(on.toEhr.got)).toEqual(['4.2'])
  expect(open(on)).toMatchObject([{ kind: 'poison-message', messageId: 3 }])
})

test('a store that fails is waited for, in order, and nothing is set aside', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  let down = true
  on.life.store.fail = (call) => (call === 'commit' && down ? storeError('database-unreachable') : null)
  for (let n = 1; n <= 3; n++) on.lis.send(oru({ placer: `P${n}` }, `${n}`, { id: `M${n}` }))
  await on.after(minute)
  expect(on.toEhr.got).toEqual([])
  down = false
  await on.after(20_000)
  expect(values(on.toEhr.got)).toEqual(['1', '2', '3'])
  expect(kinds(on)).toEqual([])
})

test('an order that was changed in the meantime is read again', async () => {
  const on = await world()
  let stale = 1
  on.life.store.fail = (call) => (call === 'commit' && stale-- > 0 ? storeError('stale-order') : null)
  on.ehr.send(orm(one))
  await on.after(100)
  expect(on.toLis.got).toHaveLength(1)
  expect(kinds(on)).toEqual([])
})

test('messages that could not be stored are an exception once the store works again', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  let down = true
  on.life.store.fail = (call) => (call === 'receive' && down ? storeError('disk-full') : null)
  on.lis.send(oru(one, '4.1'))
  await on.after(1000)
  down = false
  await on.after(10_000)
  expect(on.lis.answers()).toEqual(['AR M1'])
  expect(kinds(on)).toEqual(['not-stored'])
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(['4.1'])
})

test('a malformed message is an exception with its position, kept raw, and no part of an order', async () => {
  const on = await world()
  on.lis.send(Buffer.from('MSH|^~\\&|LIS|TEST|EHR|TEST|20260302||ORU^R01|M1|P|2.5.1\rPID|1\r'))
  await on.after(100)
  expect(on.lis.answers()).toEqual(['AE M1'])
  expect(open(on)).toMatchObject([{ kind: 'malformed-message', messageId: 1, team: 'lab', orderIds: [] }])
  expect(open(on)[0]!.text).toMatch(/OBR/)
  expect(on.memory.books.orders.size).toBe(0)
})

test('frames that break off are one exception of their connection, however many; what came of each is kept', async () => {
  const on = await world()
  on.network.fate = (from) => (from === 'lis' ? 'break' : 'pass')
  for (let n = 1; n <= 5; n++) on.lis.send(oru(one, '4.1', { id: `M${n}` }))
  await on.after(100)
  expect(on.memory.books.messages).toHaveLength(5)
  expect(open(on)).toMatchObject([{ kind: 'malformed-message', severity: 'high', messageId: null, team: 'lab' }])
})

test('a message on which our own judgement fails is refused and owned, and receiving goes on', async () => {
  const on = await world()
  let failures = 1
  Object.defineProperty(on.site.systems[1]!.dialect, 'encoding', {
    get() {
      if (failures-- > 0) throw new TypeError('planted')
      return undefined
    },
  })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.lis.answers()).toEqual(['AE M1'])
  expect(open(on)).toMatchObject([{ kind: 'poison-message', text: expect.stringContaining('TypeError') }])
  on.lis.send(oru(one, '4.1', { id: 'M2' }))
  await on.after(100)
  expect(on.lis.answers()).toEqual(['AE M1', 'AA M2'])
})

test('a type that no flow takes is one exception, however often it comes', async () => {
  const on = await world()
  for (let n = 0; n < 3; n++) {
    on.lis.send(Buffer.from(`MSH|^~\\&|LIS|TEST|EHR|TEST|20260302||SIU^S12|S${n}|P|2.5.1\rSCH|1\r`))
  }
  await on.after(100)
  expect(on.lis.answers()).toEqual(['AR S0', 'AR S1', 'AR S2'])
  expect(kinds(on)).toEqual(['no-flow'])
})

test('a control id given again to another message is processed as new, and raised', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  on.lis.send(oru({ placer: 'P1' }, '1'))
  on.lis.send(oru({ placer: 'P2' }, '2'))
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(['1', '2'])
  expect(kinds(on)).toEqual(['control-id-reused'])
})

test('the lab’s answer on the line is both the acknowledgement and a message, and reaches the placer under its own number', async () => {
  const on = await world()
  on.toLis.answer = (message) => [orr(one, controlIdOf(message), { id: `L${controlIdOf(message)}` })]
  on.ehr.send(orm(one, { id: 'E1' }))
  await on.after(200)
  expect(deliveryStates(on)).toEqual(['delivered', 'delivered'])
  expect(on.toEhr.got.map((message) => [field(message, 'ORC', 1), answerOf(message)])).toEqual([['OK', 'AA E1']])
  expect(order(on).order.state).toBe('accepted')
  expect(kinds(on)).toEqual([])
})

test('a commit answer and the verdict after it are one delivery of the flow', async () => {
  const on = await world({ site: { proves: 'accepted' } })
  on.toLis.answer = (message) => [ack(controlIdOf(message), 'CA'), ack(controlIdOf(message), 'AA')]
  on.ehr.send(orm(one))
  await on.after(100)
  expect(order(on).order.words[0]!.level).toBe('accepted')
  expect(on.life.engine.counts().deliveredPerMinute.get('orders')).toBe(1)
})

test('a verdict that comes later as a message of its own is credited, after a restart too', async () => {
  const on = await world({ site: { proves: 'accepted' } })
  on.toLis.answer = (message) => [ack(controlIdOf(message), 'CA')]
  on.ehr.send(orm(one))
  await on.after(100)
  const level = () => order(on).order.words[0]!.level
  expect(level()).toBe('received')
  await on.restart()
  on.lis.send(ack(on.toLis.ids()[0]!))
  await on.after(100)
  expect(level()).toBe('accepted')
  expect(kinds(on)).toEqual([])
})

test('an acknowledgement of something that was never sent is kept, raised, and credited to nothing', async () => {
  const on = await world()
  on.toLis.answer = (message) => [ack('NEVER', 'AA'), ack(controlIdOf(message))]
  on.ehr.send(orm(one))
  await on.after(100)
  expect(kinds(on)).toEqual(['foreign-acknowledgement'])
  expect(on.memory.books.messages.map(({ messageType }) => messageType)).toEqual(['ORM^O01', 'ACK^R01'])
  expect(deliveryStates(on)).toEqual(['delivered'])
})

test('a step that does not come is an exception, which closes itself as late when the step comes', async () => {
  const on = await world({ site: { clocks: { accepted: '10m' } } })
  on.ehr.send(orm(one))
  await on.after(9 * minute)
  expect(kinds(on)).toEqual([])
  await on.after(2 * minute)
  expect(kinds(on)).toEqual(['overdue-step'])
  expect(order(on).loop).toBe('owned')
  on.lis.send(orr(one, '', { id: 'L1', control: 'OK' }))
  await on.after(100)
  expect(closed(on)).toMatchObject([{ kind: 'overdue-step', rootCause: 'late' }])
  expect(order(on).loop).toBe('on-course')
})

test('a receiver that is down for long is an exception of its queue, until the queue moves again', async () => {
  const on = await world({ limits: { watch: { queueAge_ms: 5 * minute } } })
  await on.toLis.close()
  on.network.cut('engine')
  on.ehr.send(orm(one))
  await on.after(100)
  on.ehr.send(orm(one))
  await on.after(6 * minute)
  expect(kinds(on)).toContain('queue-too-old')
  expect(on.life.engine.counts().destinations.get('lis-out')).toMatchObject({ queued: 1, state: 'disconnected' })
})

test('a receiver that is silent is one exception, closed when it answers again, though the engine was restarted meanwhile', async () => {
  const on = await world({ site: { delivery: { orders: { answer_within: '5s' } } } })
  on.toLis.answer = () => []
  on.ehr.send(orm(one))
  await on.after(minute)
  expect(kinds(on)).toEqual(['no-answer'])
  await on.restart()
  on.toLis.answer = (message) => [ack(controlIdOf(message))]
  await on.after(minute)
  expect(kinds(on)).toEqual([])
  expect(closed(on)).toMatchObject([{ kind: 'no-answer', rootCause: 'the peer answered again' }])
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

test('an order that fell out of sight is found, counted and owned', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  const row = order(on)
  on.memory.books.orders.set(1, {
    ...row,
    loop: 'on-course',
    nextDue: null,
    order: { ...row.order, state: 'accepted' },
  })
  await on.after(minute)
  expect(on.life.engine.counts().everAdrift).toBe(1)
  expect(kinds(on)).toEqual(['adrift'])
})

test('a repeat that waits in a queue does not make its agreed order look adrift', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  await command(on, { do: 'pause', what: 'destination', id: 'ehr-out', who: 'ana', why: 'upgrade' })
  on.lis.send(oru(one, '4.1', { id: 'M2' }))
  await on.after(5 * minute)
  expect(on.life.engine.counts().destinations.get('ehr-out')).toMatchObject({ queued: 1 })
  expect(on.life.engine.counts().everAdrift).toBe(0)
})

test('a hold is the desk’s until it is resumed, and a command that was under way when the node stopped is told so', async () => {
  const on = await world()
  await command(on, { do: 'hold', what: 'flow', id: 'results', who: 'ana', why: 'wrong map' })
  expect(open(on)).toMatchObject([{ kind: 'operator-hold', severity: 'high', team: 'desk', status: 'assigned' }])
  on.life.store.fail = (call) => (call === 'commit' ? storeError('lease-lost') : null)
  const lost = on.life.engine.command({ do: 'resume', what: 'flow', id: 'results', who: 'ana', why: 'done' })
  lost.catch(() => {})
  await on.after(100)
  await expect(lost).rejects.toMatchObject({ code: 'lease-lost' })
  expect(kinds(on)).toEqual(['operator-hold'])
})

test('what the census shows is proven, and what it shows otherwise is raised', async () => {
  const rows = (placer: string, value: string) => ({
    ...{ placer, filler: `F${placer}`, mrn: '100', mrnAuthority: 'TEST', component: 'K', alternate: '', subId: '' },
    ...{ value, unit: 'mmol/L', flags: 'N', status: 'F', corrected: false, filedAt: 0 },
  })
  const page = { cursor: 'c', takenAt: 1, more: false, orders: [], results: [rows('P1', '4.1'), rows('P2', '9.9')] }
  let reads = 0
  const census = { read: async () => (++reads === 1 ? page : { ...page, results: [] }) }
  const on = await world({ site: { census: true, flows: { results: { unsolicited: 'accept' } } }, census })
  on.lis.send(oru({ placer: 'P1' }, '4.1'))
  on.lis.send(oru({ placer: 'P2' }, '4.2', { id: 'M2' }))
  await on.after(100)
  expect(order(on, 1)).toMatchObject({ loop: 'on-course' })
  await on.after(2 * minute)
  expect(order(on, 1)).toMatchObject({ loop: 'agreed', proven: true })
  expect(order(on, 2)).toMatchObject({ loop: 'owned' })
  expect(open(on)).toMatchObject([{ kind: 'census-differs', severity: 'critical', orderIds: [2] }])
  expect(on.life.engine.counts().censusAt.get('ehr')).toBe(1)
})

test('in observe mode nothing is delivered, and copies of acknowledgements say how far a word was taken', async () => {
  const on = await world({ site: { mode: 'observe' } })
  on.ehr.send(orm(one, { id: 'E1' }))
  await on.after(100)
  on.lis.send(ack('E1'))
  on.lis.send(oru(one, '4.1', { id: 'R1' }))
  await on.after(100)
  on.ehr.send(ack('R1', 'AE'))
  await on.after(100)
  expect([...on.toEhr.got, ...on.toLis.got]).toEqual([])
  expect(on.memory.books.deliveries.size).toBe(0)
  const words = order(on).order.words.map(({ side, level, by }) => [side, level, by])
  expect(words).toEqual([
    ['placer', 'filed', 'witness'],
    ['filler', 'sent', 'AE'],
  ])
  expect(kinds(on)).toEqual(['delivery-refused'])
})

test('patient messages keep their order with the orders of that patient', async () => {
  const on = await world({ site: { delivery: { patients: { in_flight: 5 }, orders: { in_flight: 5 } } } })
  on.ehr.send(adt('A08', '100', { id: 'A1' }))
  on.ehr.send(orm(one, { id: 'O1' }))
  on.ehr.send(adt('A40', '300', { id: 'A2', prior: '100' }))
  await on.after(200)
  expect(on.toLis.got.map((message) => field(message, 'MSH', 9).slice(0, 7))).toEqual(['ADT^A08', 'ORM^O01', 'ADT^A40'])
})

test('a second node stands by, and goes on where the first was killed', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  on.lis.send(oru({ placer: 'P1' }, '1', { id: 'M1' }))
  await on.after(100)
  on.life.crash()
  const second = await on.begin('second')
  expect(second.engine.counts().acting).toBe(false)
  await on.after(20_000)
  expect(second.engine.counts().acting).toBe(true)
  on.lis.send(oru({ placer: 'P2' }, '2', { id: 'M2' }))
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(['1', '2'])
})

test('a node that cannot renew its leases stops acting before another may', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  on.life.store.fail = (call) => (call === 'lease' ? storeError('database-unreachable') : null)
  await on.after(14_000)
  expect(on.life.engine.counts().acting).toBe(false)
  expect(on.life.events.map(({ kind }) => kind)).toContain('standing-by')
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.lis.answers()).toEqual([])
  on.life.store.fail = () => null
  await on.after(5000)
  expect(on.life.engine.counts().acting).toBe(true)
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.lis.answers()).toEqual(['AA M1'])
  expect(values(on.toEhr.got)).toEqual(['4.1'])
})

test('a node whose lease another has taken writes nothing more', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  await on.memory.lease('processor', 'thief', 1000, on.clock.now() + 20_000)
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.memory.books.deliveries.size).toBe(0)
  expect(on.life.engine.counts().acting).toBe(false)
})

test('stopping finishes what is under way, answers it, and gives the leases back', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  for (let n = 1; n <= 5; n++) on.lis.send(oru({ placer: `P${n}` }, `${n}`, { id: `M${n}` }))
  await on.after(2)
  const stopped = on.life.engine.stop(10_000)
  await on.after(20_000)
  await stopped
  expect(on.lis.answers()).toHaveLength(5)
  expect(on.memory.books.processedThrough).toBe(5)
  expect([...on.memory.books.leases.values()].every(({ holder }) => holder === '')).toBe(true)
  on.life.crash()
  await on.begin('other')
  await on.after(200)
  expect(values(on.toEhr.got)).toEqual(['1', '2', '3', '4', '5'])
})

test('a port that is taken is told at once, and nothing of the second node stays open', async () => {
  const on = await world()
  const first = on.life
  const second = await on.begin('node')
  await expect(second.started).rejects.toMatchObject({ code: 'port-taken' })
  expect(second.engine.counts().acting).toBe(false)
  expect(first.engine.counts().acting).toBe(true)
})
