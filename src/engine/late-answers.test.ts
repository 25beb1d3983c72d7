// What an answer does that comes after its message was held, let go or given up: to the delivery, its order and its owner.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { command, deliveryStates, heldByNobody, kinds, minute, one, open, order, values } from './testing/looking.ts'
import { ack, controlIdOf, orm, orr, oru } from './testing/messages.ts'
import type { SiteChange } from './testing/site.ts'
import { type World, world } from './testing/world.ts'

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

const person = { who: 'ana', rootCause: 'looked' } as const
const site = (delivery: object = hold): SiteChange => ({
  flows: { results: { unsolicited: 'accept' } },
  delivery: { results: delivery, orders: delivery },
})
const urgent = { flag: 'HH' } as const
const row = (on: World, id = 1) => on.memory.books.deliveries.get(id)!
const line = { what: 'destination', id: 'ehr-out', who: 'ana', why: 'x' } as const

/** A result that was sent, not answered, and is held for it. */
async function heldUnanswered(options: Parameters<typeof world>[0] = {}): Promise<World & { first: string }> {
  const on = await world({ site: site(), ...options })
  on.toEhr.answer = () => []
  await on.after(5000)
  on.lis.send(oru(one, '9.9', urgent))
  await on.after(6000)
  expect(deliveryStates(on)).toEqual(['held'])
  on.toEhr.answer = (message) => [ack(controlIdOf(message))]
  return Object.assign(on, { first: on.toEhr.ids()[0]! })
}

test.each(['AE', 'AR'])(
  'a late %s to what a person has let go stops nothing: it goes out, and is kept',
  async (code) => {
    const on = await heldUnanswered()
    await command(on, { do: 'pause', ...line })
    await command(on, { do: 'resend', deliveryId: 1, ...person })
    on.toEhr.say(ack(on.first, code, '', 'LATE'))
    await on.after(1000)
    expect(deliveryStates(on)).toEqual(['queued'])
    expect(on.memory.books.messages.map(({ controlId }) => controlId)).toContain('LATE')
    await command(on, { do: 'resume', ...line })
    await on.after(1000)
    expect(values(on.toEhr.got)).toEqual(['9.9', '9.9'])
    expect(deliveryStates(on)).toEqual(['delivered'])
    expect(order(on)).toMatchObject({ loop: 'agreed' })
    expect(kinds(on)).toEqual([])
  },
)

test('nor where it comes in the very moment in which the person decides, before or after', async () => {
  for (const act of ['resend', 'skip', 'cancel'] as const) {
    for (const code of ['AE', 'AR', 'AA']) {
      for (let wait_ms = -12; wait_ms <= 12; wait_ms++) {
        const on = await heldUnanswered({ store_ms: 4 })
        const say = () => on.toEhr.say(ack(on.first, code))
        const decide = () => on.life.engine.command({ do: act, deliveryId: 1, ...person })
        if (wait_ms < 0) say()
        const decided = wait_ms < 0 ? null : decide()
        await on.after(Math.abs(wait_ms))
        if (decided) say()
        const result = decided ?? decide()
        await on.after(20_000)
        const { done } = await result
        const about = `${act} ${code} ${wait_ms} ${JSON.stringify(done)} ${row(on).state}`
        expect(heldByNobody(on), about).toEqual([])
        const ends = { resend: ['delivered'], skip: ['cancelled', 'delivered'], cancel: ['cancelled', 'delivered'] }
        expect(done ? ends[act] : ['delivered'], about).toContain(row(on).state)
        if (code === 'AA') expect(row(on).state, about).toBe('delivered')
        expect(['agreed', 'owned'], about).toContain(order(on).loop)
      }
    }
  }
}, 60_000)

test('what was skipped stays so when its refusal comes, somebody is asked, and the next of the patient goes out', async () => {
  const on = await heldUnanswered()
  await command(on, { do: 'skip', deliveryId: 1, ...person })
  expect(kinds(on)).toEqual([])
  on.toEhr.say(ack(on.first, 'AE', '204'))
  await on.after(1000)
  expect(row(on)).toMatchObject({ state: 'cancelled', why: expect.stringMatching(/skipped.*answered AE/) })
  expect(open(on)).toMatchObject([{ kind: 'delivery-refused', severity: 'critical', orderIds: [1], deliveryId: 1 }])
  expect(open(on)[0]?.text).toMatch(/skipped it, and then it was refused/)
  expect(order(on)).toMatchObject({ loop: 'owned' })
  await on.restart()
  on.lis.send(oru(one, '4.2', { id: 'M2', status: 'C' }))
  await on.after(1000)
  expect(deliveryStates(on)).toEqual(['cancelled', 'delivered'])
  expect(await command(on, { do: 'close', exceptionId: open(on)[0]!.id, ...person })).toEqual({ done: true })
})

test('what was withdrawn and refused is as the person wanted it, and says so', async () => {
  const on = await heldUnanswered()
  await command(on, { do: 'cancel', deliveryId: 1, ...person })
  await on.after(minute)
  const before = kinds(on)
  on.toEhr.say(ack(on.first, 'AE', '204'))
  await on.after(1000)
  expect(row(on)).toMatchObject({ state: 'cancelled', why: expect.stringMatching(/withdrew.*answered AE/) })
  expect(kinds(on)).toEqual(before)
})

test('what was withdrawn and taken all the same is somebody’s, who has it cancelled there', async () => {
  const on = await heldUnanswered()
  await command(on, { do: 'cancel', deliveryId: 1, ...person })
  await on.after(minute)
  expect(kinds(on)).toEqual(['overdue-step'])
  on.toEhr.say(ack(on.first))
  await on.after(1000)
  expect(row(on)).toMatchObject({ state: 'delivered', why: expect.stringMatching(/withdrew/) })
  expect(open(on)).toMatchObject([{ kind: 'no-answer', severity: 'critical', orderIds: [1] }])
  expect(open(on)[0]?.text).toMatch(/has taken it.*cancelled/)
  expect(order(on)).toMatchObject({ loop: 'owned' })
})

test('so is an order that was withdrawn and that the laboratory has taken', async () => {
  const on = await world({ site: site() })
  on.toLis.answer = () => []
  on.ehr.send(orm(one))
  await on.after(6000)
  await command(on, { do: 'cancel', deliveryId: 1, ...person })
  on.toLis.say(ack(on.toLis.ids()[0]!, 'CA'))
  await on.after(1000)
  on.toLis.say(ack(on.toLis.ids()[0]!))
  await on.after(1000)
  expect(open(on)).toMatchObject([{ kind: 'no-answer', severity: 'high', team: 'lab', orderIds: [1] }])
})

test('what was skipped and taken after all is delivered, and says so', async () => {
  const on = await heldUnanswered()
  await command(on, { do: 'skip', deliveryId: 1, ...person })
  on.toEhr.say(ack(on.first))
  await on.after(1000)
  expect(row(on)).toMatchObject({ state: 'delivered', why: 'A person skipped it; it was taken after all.' })
  expect(kinds(on)).toEqual([])
})

test('a late answer that says that it was taken stops the second sending, however slow the store is', async () => {
  for (const store_ms of [2, 300]) {
    for (let wait_ms = 0; wait_ms < 3000; wait_ms += 50) {
      const on = await heldUnanswered({ store_ms })
      const sent = on.toEhr.got.length
      void on.life.engine.command({ do: 'resend', deliveryId: 1, ...person })
      await on.after(wait_ms)
      on.toEhr.answer = () => []
      const before = on.toEhr.got.length - sent
      on.toEhr.say(ack(on.first))
      await on.after(minute)
      expect(on.toEhr.got.length - sent, `${store_ms} ${wait_ms}`).toBeLessThanOrEqual(before)
      expect(deliveryStates(on), `${store_ms} ${wait_ms}`).toEqual(['delivered'])
      expect(on.life.engine.counts().destinations.get('ehr-out')).toMatchObject({ queued: 0, held: 0, inFlight: 0 })
    }
  }
}, 60_000)

test('of a message that was sent twice, the late AA to the first counts, though the second was refused as a repeat', async () => {
  const on = await world({ site: site({ in_flight: 1, answer_within: '2s' }) })
  on.toEhr.answer = (message, times) => (times === 1 ? [] : [ack(controlIdOf(message), 'AE', '205')])
  on.lis.send(oru(one, '4.0'))
  await on.after(6000)
  expect(deliveryStates(on)).toEqual(['held'])
  on.lis.send(oru(one, '4.1', { id: 'M2', status: 'C' }))
  on.toEhr.answer = (message) => [ack(controlIdOf(message))]
  const [first] = on.toEhr.ids()
  on.toEhr.say(ack(first!))
  await on.after(1000)
  expect(values(on.toEhr.got).at(-1)).toBe('4.1')
  on.toEhr.say(ack(first!, 'AE', '205'))
  on.toEhr.say(ack(first!))
  await on.after(1000)
  expect(deliveryStates(on)).toEqual(['delivered', 'delivered'])
  expect(kinds(on)).toEqual([])
  expect(order(on)).toMatchObject({ loop: 'agreed' })
})

test('one that was sent once and answered both ways stays held, as what may have been taken', async () => {
  const on = await world({ site: site({}) })
  on.toEhr.answer = (message) => [
    ack(controlIdOf(message), 'AE', '204'),
    ack(controlIdOf(message)),
    ack(controlIdOf(message)),
  ]
  on.lis.send(oru(one, '4.0'))
  await on.after(1000)
  expect(row(on)).toMatchObject({ state: 'held' })
  expect(row(on).why).toMatch(
    /^Answered AE, and then AA: it may have been taken\. The receiver answered AE [^:]*: [^:]*$/,
  )
  expect(kinds(on)).toEqual(['delivery-refused'])
  await command(on, { do: 'resend', deliveryId: 1, ...person })
  await on.after(1000)
  expect(new Set(on.toEhr.ids()).size).toBe(1)
})

test.each(['AR', 'CR'])('a late %s says that what is held for want of an answer was not taken', async (code) => {
  const on = await heldUnanswered()
  on.toEhr.say(ack(on.first, code))
  await on.after(1000)
  expect(row(on)).toMatchObject({ state: 'held', why: `Answered ${code} (not now): it was not taken.` })
  expect(kinds(on)).toEqual(['no-answer'])
  await command(on, { do: 'resend', deliveryId: 1, ...person })
  await on.after(1000)
  expect(deliveryStates(on)).toEqual(['delivered'])
  expect(new Set(on.toEhr.ids()).size).toBe(2)
})

test('an application that says "not now" after the commit answer has not taken it', async () => {
  const on = await world({ site: site({}) })
  on.toEhr.answer = (message) => [ack(controlIdOf(message), 'CA'), ack(controlIdOf(message), 'AR')]
  on.lis.send(oru(one, '4.0'))
  await on.after(1000)
  expect(deliveryStates(on)).toEqual(['refused'])
  expect(kinds(on)).toEqual(['delivery-refused'])
})

test('whatever answers come late and whatever people decide, nothing is held that nobody owns', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 5, maxLength: 40 }), async (script) => {
      const on = await world({ site: site({ ...hold, in_flight: 3 }) })
      on.toEhr.answer = () => []
      let sent = 0
      const name = (pick: number) => on.toEhr.ids()[pick % on.toEhr.got.length] ?? 'NONE'
      for (const { what, pick, wait_ms } of script) {
        const deliveryId = 1 + (pick % Math.max(1, on.memory.books.deliveries.size))
        if (what === 'send') on.lis.send(oru({ placer: `P${pick % 3}` }, `${++sent}`, { ...urgent, id: `M${sent}` }))
        else if (what === 'restart') await on.restart()
        else if (what === 'pause' || what === 'resume')
          void on.life.engine.command({ do: what, ...line }).catch(() => {})
        else if (what === 'AA' || what === 'AE' || what === 'AR') on.toEhr.say(ack(name(pick), what))
        else void on.life.engine.command({ do: what, deliveryId, ...person }).catch(() => {})
        await on.after(wait_ms)
        expect(heldByNobody(on)).toEqual([])
      }
      await command(on, { do: 'resume', ...line })
      on.toEhr.answer = (message) => [ack(controlIdOf(message))]
      await on.after(5 * minute)
      expect(heldByNobody(on)).toEqual([])
      const rows = [...on.memory.books.deliveries.values()]
      const behind = new Set(rows.filter(({ state }) => state === 'held').flatMap(({ lanes }) => lanes))
      const stuck = rows.filter(({ state, lanes }) => state === 'queued' && !lanes.some((lane) => behind.has(lane)))
      expect(stuck.map(({ id }) => id)).toEqual([])
      expect(on.life.engine.held().map(({ id }) => id)).toEqual(
        rows.filter(({ state }) => state === 'held').map(({ id }) => id),
      )
      for (const { order: told, loop } of on.memory.books.orders.values())
        expect(['agreed', 'owned'], `order ${told.id}`).toContain(loop)
    }),
    { numRuns: 60 },
  )
}, 60_000)

const steps = fc.record({
  what: fc.constantFrom(
    ...([
      'send',
      'send',
      'send',
      'AA',
      'AE',
      'AE',
      'AR',
      'resend',
      'skip',
      'cancel',
      'restart',
      'pause',
      'resume',
    ] as const),
  ),
  pick: fc.nat(20),
  wait_ms: fc.constantFrom(0, 1, 5, 20, 300, 3000),
})
