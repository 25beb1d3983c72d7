// Who owns what is critical on a message that goes on: each result by itself where its patient needs somebody, a fault of a
// catalog once.
import { expect, test } from 'vitest'
import { command, one, open, order } from './testing/looking.ts'
import { oru } from './testing/messages.ts'
import type { SiteChange } from './testing/site.ts'
import { type World, world } from './testing/world.ts'

const potassium = {
  ...{ code: 'K', name: 'Potassium', value_type: 'NM', unit: 'mmol/L', ranges: '3.5-5.1', flags: 'N;L;H;LL;HH' },
  ...{ critical_low: '2.8', critical_high: '6.2' },
}

function site(flow: NonNullable<SiteChange['flows']>[string] = {}): SiteChange {
  return { catalogs: { 'lis-components': [potassium] }, flows: { results: { unsolicited: 'accept', ...flow } } }
}

const ofRule = (on: World, rule: string) => open(on).filter(({ cause }) => cause.includes(`|${rule}|`))
const missed = (on: World) => ofRule(on, 'flag-critical-missing')

/** A critical potassium that is flagged only high. */
function sendMissed(on: World, nth: number, value = '6.9', id = `M${nth}`): void {
  on.lis.send(oru({ placer: `P${nth}`, mrn: String(100 + nth) }, value, { id, flag: 'H' }))
}

test('each patient whose critical value nobody flagged has an exception, linked to the order and its message', async () => {
  const on = await world({ site: site() })
  sendMissed(on, 1)
  await on.after(100)
  sendMissed(on, 2, '7.1')
  await on.after(100)
  expect(on.toEhr.got).toHaveLength(2)
  expect(missed(on)).toMatchObject([
    { severity: 'critical', team: 'lab', orderIds: [1], messageId: 1 },
    { severity: 'critical', team: 'lab', orderIds: [2], messageId: 2 },
  ])
  expect(missed(on)[1]!.text).toContain(
    'Message 2 shows it, and is not held for this. Call it now, if it was not called.',
  )
  expect(missed(on)[1]!.text).not.toContain('7.1')
  expect(order(on, 2).order.exceptions).toEqual([missed(on)[1]!.id])
  expect(order(on, 2).loop).toBe('owned')
})

test('what comes again while nobody has taken its exception adds none; after that it does', async () => {
  const on = await world({ site: site() })
  sendMissed(on, 1)
  await on.after(100)
  sendMissed(on, 1, '7.4', 'M2')
  await on.after(100)
  expect(missed(on)).toHaveLength(1)
  await command(on, { do: 'take', exceptionId: missed(on)[0]!.id, who: 'ana' })
  sendMissed(on, 1, '7.9', 'M3')
  await on.after(100)
  expect(missed(on)).toMatchObject([
    { status: 'taken', messageId: 1 },
    { status: 'assigned', messageId: 3 },
  ])
})

test('a flood is gathered, and each of its orders has an open exception that names it', async () => {
  const on = await world({ site: site() })
  for (let nth = 1; nth <= 250; nth++) sendMissed(on, nth)
  await on.after(10_000)
  expect(missed(on)).toHaveLength(20 + 3)
  expect(new Set(missed(on).flatMap(({ orderIds }) => orderIds)).size).toBe(250)
  for (let id = 1; id <= 250; id++) expect(order(on, id).order.exceptions).toHaveLength(1)
  const [gathered] = missed(on).slice(20)
  expect(gathered!.orderIds).toHaveLength(100)
  expect(gathered!.text).toContain('gathered here until somebody takes it')
  await command(on, { do: 'close', exceptionId: gathered!.id, who: 'ana', rootCause: 'all were called' })
  for (const id of gathered!.orderIds) expect(order(on, id).order.exceptions).toEqual([])
  expect(missed(on)).toHaveLength(22)
})

test('a gathering that somebody has taken is left as it is: what comes later opens another', async () => {
  const on = await world({ site: site() })
  for (let nth = 1; nth <= 22; nth++) sendMissed(on, nth)
  await on.after(2000)
  const gathered = missed(on).at(-1)!
  expect(gathered.orderIds).toEqual([21, 22])
  await command(on, { do: 'take', exceptionId: gathered.id, who: 'ana' })
  sendMissed(on, 23)
  await on.after(100)
  expect(missed(on).slice(20)).toMatchObject([
    { status: 'taken', orderIds: [21, 22] },
    { status: 'assigned', orderIds: [23] },
  ])
})

test('what was gathered is still so after a crash', async () => {
  const on = await world({ site: site() })
  for (let nth = 1; nth <= 25; nth++) sendMissed(on, nth)
  await on.after(2000)
  on.life.crash()
  await on.begin()
  await on.after(1000)
  expect(missed(on).at(-1)!.orderIds).toEqual([21, 22, 23, 24, 25])
  sendMissed(on, 26)
  await on.after(100)
  expect(missed(on).at(-1)!.orderIds).toEqual([21, 22, 23, 24, 25, 26])
})

test('each message of which an observation does not go out is owned by itself', async () => {
  const on = await world({ site: site({ steps: [{ drop: 'OBX' }] as never }) })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  on.lis.send(oru({ placer: 'P2', mrn: '200' }, '4.2', { id: 'M2' }))
  await on.after(100)
  expect(ofRule(on, 'panel-result-lost')).toMatchObject([
    { severity: 'critical', orderIds: [1], messageId: 1 },
    { severity: 'critical', orderIds: [2], messageId: 2 },
  ])
})

test('a unit that contradicts the catalog is one thing to mend, and leads to the first message that shows it', async () => {
  const on = await world({ site: { ...site(), catalogs: { 'lis-components': [{ ...potassium, unit: 'umol/L' }] } } })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  on.lis.send(oru({ placer: 'P2', mrn: '200' }, '4.2', { id: 'M2' }))
  await on.after(100)
  expect(ofRule(on, 'unit-magnitude')).toMatchObject([{ orderIds: [], messageId: 1 }])
})
