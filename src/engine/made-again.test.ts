// What people let go that was never sent: made again from what came in, by the maps in force, and still in its place.
import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import type { StepFunction } from '../mapping/index.ts'
import { closed, command, deliveryStates, kinds, one, open, order, values } from './testing/looking.ts'
import { controlIdOf, field, orm, orr, oru } from './testing/messages.ts'
import { type SiteChange, testSite } from './testing/site.ts'
import { type World, world } from './testing/world.ts'

const mapped = { map: 'OBX[*]-3', table: 'components', keep_original: 'OBX[*]-3.4' }
const results = (change: object = {}): SiteChange => ({
  flows: { results: { steps: [mapped], unsolicited: 'accept', ...change } },
})
const codes = ({ toEhr }: World) => toEhr.got.map((message) => field(message, 'OBX', 3))
const release = { do: 'release', deliveryId: 1, who: 'ana', rootCause: 'row added' } as const

/** Starts again with another revision of the site. */
async function revised(on: World, change: SiteChange): Promise<void> {
  Object.assign(on, { site: { ...testSite(change), revision: 'next' } })
  await on.restart()
}

test('a message held for a code goes out translated, once the row is there and people let it go', async () => {
  const on = await world({ site: results() })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(open(on)).toMatchObject([{ kind: 'unmapped-code', deliveryId: 1, severity: 'critical' }])
  const before = on.memory.books.deliveries.get(1)!
  await revised(on, { ...results(), components: { K: '1002' } })
  expect(on.toEhr.got).toEqual([])
  expect(await command(on, release)).toEqual({ done: true })
  await on.after(100)
  expect(codes(on)).toEqual(['1002^Potassium^L^K^Potassium^L'])
  expect(on.toEhr.got.map(controlIdOf)).toEqual([before.controlId])
  expect(kinds(on)).toEqual([])
  expect(closed(on)).toMatchObject([{ kind: 'unmapped-code', rootCause: 'row added' }])
  expect(order(on)).toMatchObject({ loop: 'agreed', order: { state: 'final' } })
  expect(on.memory.books.audit.at(-1)).toMatchObject({
    what: 'release',
    about: 'delivery 1, made again by revision next: row added',
  })
})

test('while the code has no row it stays held, whoever lets it go, and is said again', async () => {
  const on = await world({ site: results() })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  for (const act of ['release', 'resend'] as const) {
    const refused = await command(on, { ...release, do: act })
    expect(refused).toMatchObject({ done: false, why: 'still-unmapped', said: expect.stringContaining('OBX-3') })
  }
  await on.after(100)
  expect(on.toEhr.got).toEqual([])
  expect(deliveryStates(on)).toEqual(['held'])
  expect(kinds(on)).toEqual(['unmapped-code'])
  expect(on.memory.books.audit.at(-1)).toMatchObject({ what: 'resend (refused: still-unmapped)' })
})

test('a code that the next revision lets pass goes out as it came, with a warning that stays', async () => {
  const on = await world({ site: results() })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  await revised(on, results({ unmapped: 'pass' }))
  await command(on, release)
  await on.after(100)
  expect(codes(on)).toEqual(['K^Potassium^L'])
  expect(open(on)).toMatchObject([{ kind: 'unmapped-code', severity: 'normal', deliveryId: null, flow: 'results' }])
})

test('what was made again goes before what waited behind it, after a crash too', async () => {
  const on = await world({ site: { ...results(), components: { NA: '1001' } } })
  on.lis.send(oru(one, '6.9'))
  const sodium = oru(one, '4.1', { id: 'M2', status: 'C' }).toString('latin1').replaceAll('K^', 'NA^')
  on.lis.send(Buffer.from(sodium, 'latin1'))
  await on.after(100)
  expect(deliveryStates(on)).toEqual(['held', 'queued'])
  await revised(on, { ...results(), components: { K: '1002', NA: '1001' } })
  await command(on, { do: 'pause', what: 'destination', id: 'ehr-out', who: 'ana', why: 'x' })
  await command(on, release)
  await on.restart()
  await command(on, { do: 'resume', what: 'destination', id: 'ehr-out', who: 'ana', why: 'x' })
  await on.after(200)
  expect(values(on.toEhr.got)).toEqual(['6.9', '4.1'])
  expect(codes(on)[0]).toContain('1002')
})

test('an answer that was held keeps naming the message that its receiver sent', async () => {
  const step = { map: 'OBR[*]-4', table: 'components' }
  const answers = { flows: { answers: { steps: [step] } } }
  const on = await world({ site: answers })
  on.ehr.send(orm(one, { id: 'E7' }))
  await on.after(100)
  on.lis.send(orr(one, controlIdOf(on.toLis.got[0]!), { id: 'L1' }))
  await on.after(100)
  const [delivery] = on.life.engine.held()
  await revised(on, { ...answers, components: { K: '1002' } })
  await command(on, { ...release, deliveryId: delivery!.id })
  await on.after(100)
  expect(on.toEhr.got.map((message) => [field(message, 'MSA', 2), field(message, 'OBR', 4)])).toEqual([
    ['E7', '1002^Potassium^L'],
  ])
})

const held = (step: StepFunction) =>
  world({ site: results({ steps: [{ call: 'steps/a.ts#a' }] }), functions: { 'steps/a.ts#a': step } })

test('what a failed step left behind is made again once the step works, and not before', async () => {
  let works = false
  const step: StepFunction = (message, { hl7 }) => {
    if (!works) throw new Error('x')
    return hl7.set(message, 'OBR-44', 'done')
  }
  const on = await held(step)
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(await command(on, release)).toMatchObject({ why: 'unfinished', said: expect.stringContaining('steps/a.ts#a') })
  works = true
  expect(await command(on, release)).toEqual({ done: true })
  await on.after(100)
  expect(on.toEhr.got.map((message) => field(message, 'OBR', 44))).toEqual(['done'])
})

test('what a function of the site holds for a person goes out when a person says so', async () => {
  const on = await held((message, tools) => {
    tools.hold('clinic unknown')
    return message
  })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.life.engine.held()).toMatchObject([{ why: 'step: a function of the site asks for a person' }])
  expect(await command(on, release)).toEqual({ done: true })
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(['4.1'])
})

const twoOrders = () => {
  const text = oru(one, '4.1').toString('latin1')
  const [before, orc = ''] = text.split('ORC|')
  const second = orc.replaceAll('P1', 'P2').replace('OBR|1', 'OBR|2')
  return Buffer.from(`${before}ORC|${orc}ORC|${second}`, 'latin1')
}

test('each part of a message that was split is made again as that part', async () => {
  const split = { steps: [{ split: 'order' }, mapped] }
  const on = await world({ site: results(split) })
  on.lis.send(twoOrders())
  await on.after(100)
  expect(on.life.engine.held().map(({ why }) => why.slice(-11))).toEqual(['part 1 of 2', 'part 2 of 2'])
  await revised(on, { ...results(split), components: { K: '1002' } })
  await command(on, { ...release, deliveryId: 2 })
  await command(on, { ...release, deliveryId: 1 })
  await on.after(100)
  expect(on.toEhr.got.map((message) => field(message, 'OBR', 2)).sort()).toEqual(['P1', 'P2'])
  expect(codes(on).every((code) => code.startsWith('1002'))).toBe(true)
})

test('a message of which the flow now makes another number, or whose flow is gone, stays held', async () => {
  const on = await world({ site: results() })
  on.lis.send(twoOrders())
  await on.after(100)
  const components = { K: '1002' }
  await revised(on, { ...results({ steps: [{ split: 'order' }, mapped] }), components })
  expect(await command(on, release)).toMatchObject({ why: 'parts-differ' })
  await revised(on, { ...results({ id: 'renamed' }), components })
  expect(await command(on, release)).toMatchObject({ why: 'flow-gone' })
  expect(deliveryStates(on)).toEqual(['held'])
  await command(on, { ...release, do: 'cancel' })
  expect(deliveryStates(on)).toEqual(['cancelled'])
})
