import { join } from 'node:path'
import { expect, test } from 'vitest'
import { requireSite } from '../../adapters/file/open-site.ts'
import type { DeliveryRecord, OrderLife } from '../../adapters/postgres/query.ts'
import { orderIn } from '../../ledger/book.ts'
import { type Order, unheard, type Word } from '../../ledger/order.ts'
import { accepted, deliveredStory, final, requested } from '../../ledger/testing/facts.ts'
import type { Exception } from '../../ownership/exception.ts'
import { orderView } from './order-view.ts'
import { siteNames } from './rows.ts'

const names = { system: (id: string) => id, team: (id: string) => id, sentAs: () => [] }
const related = (change: Partial<Order>) => {
  const order = { ...unheard(1, 0), ...change }
  const life: OrderLife = {
    order,
    loop: 'on-course',
    proven: false,
    facts: [],
    messages: [],
    deliveries: [],
    exceptions: [],
  }
  return orderView(life, names, 0).related
}

test('a child is seen from its parent, and the parent from its child', () => {
  expect(related({ parentId: 7 })).toEqual([{ as: 'for which it is done', orderId: 7 }])
  expect(related({ related: [{ as: 'send-out', orderId: 9, end: 'none' }] })).toEqual([
    { as: 'sent out for it', orderId: 9 },
  ])
  expect(related({})).toEqual([])
})

test('a value that is converted on its way says how it goes out', async () => {
  const { site } = await requireSite(join(import.meta.dirname, '../../../examples/riverside'))
  const conversion = {
    ...{ unitFrom: 'mmol/L', unitTo: 'mg/dL', factor: '3.91', offset: '' },
    ...{ signedBy: 'Laboratory director', signedOn: '2026-08-17' },
  }
  const maps = site.maps.map((map) => ({
    ...map,
    rows: map.rows.map((row) => (map.id === 'components' && row.fromCode === 'K' ? { ...row, conversion } : row)),
  }))
  const reported = { valueType: 'NM', value: '4.1', unit: 'mmol/L', range: '3.5-5.1' }
  const { sentAs } = siteNames({ ...site, maps })
  expect(sentAs('K', reported)).toEqual(['16.0 mg/dL to Meridian EHR'])
  expect(sentAs('NA', reported)).toEqual([])
  expect(sentAs('K', { ...reported, valueType: 'SN', value: '<^4.1' })).toEqual(['<16.1 mg/dL to Meridian EHR'])
})

test.each([
  ['SN', '>^60', '>60'],
  ['SN', '^1^:^128', '1:128'],
  ['CE', 'AP^A positive^L', 'A positive'],
  ['SN', '^1^to^3', '^1^to^3'],
  ['ST', '10^5', '10^5'],
  ['NM', '', ''],
  ['CE', '""', 'no value'],
])('a value of type %s, %j, stands in the table of results as in the story: %j', (valueType, value, told) => {
  const result = orderIn(deliveredStory(requested(), accepted(), final({ K: '4.1' })), 1)
  const [observation] = result!.observations
  const version = { ...observation!.versions[0]!, value }
  const order = { ...result!, observations: [{ ...observation!, valueType, versions: [version] }] }
  const life: OrderLife = {
    order,
    loop: 'agreed',
    proven: false,
    facts: [],
    messages: [],
    deliveries: [],
    exceptions: [],
  }
  expect(orderView(life, names, 0).observations[0]!.versions[0]).toMatchObject({ value, told })
})

const word: Word = {
  ...{
    side: 'filler',
    subject: 'result',
    state: 'final',
    said: 'result',
    messageId: 5,
    level: 'sent',
    by: '',
    to: 'ehr',
  },
  ...{ seenAt: 1, since: 1, repeatMessageId: 7 },
}
const fact = { verdict: 'accepted', system: 'ehr', messageId: 5, n: 1, seenAt: 10, by: '' }
const refused = { ...fact, kind: 'word-refused', wordMessageId: 5, by: 'AE' }
const delivery: DeliveryRecord = {
  ...{ id: 1, destination: 'ehr-results', flow: 'results', messageId: 5, state: 'sent', attempts: 1 },
  ...{ code: '', why: '', queuedAt: 1, settledAt: null },
}

/** `held 0`: never sent; else sent once. */
function deliveryIn(text: string): DeliveryRecord {
  const [state, attempts = 1] = text.split(' ')
  return { ...delivery, state: state as DeliveryRecord['state'], attempts: Number(attempts) }
}

test.each([
  ['under way', {}, [], ['sent'], { level: 'not acknowledged yet', by: '' }],
  ['waiting in its queue', {}, [], ['queued 0'], { level: 'waiting', by: '' }],
  ['to be sent again', {}, [], ['queued'], { level: 'not acknowledged yet', by: '' }],
  ['withdrawn', { level: null }, [], [], { level: 'withdrawn by a person', by: '' }],
  ['refused by its flow', { level: null, by: 'rejected' }, [], [], { level: 'not sent: its flow refused it', by: '' }],
  ['held', {}, [], ['held 0'], { level: 'held, not sent', by: '' }],
  ['held after it was sent', {}, [], ['held'], { level: 'sent, and held since', by: '' }],
  ['held in part', {}, [], ['delivered', 'held 0'], { level: 'held in part', by: '' }],
  ['refused', {}, [refused], ['refused'], { level: 'refused', by: 'AE' }],
  ['refused and held for that', {}, [refused], ['held'], { level: 'refused', by: 'AE' }],
  [
    'refused the second time',
    {},
    [refused, { ...refused, wordMessageId: 7, seenAt: 20, by: 'AR' }],
    ['refused'],
    { level: 'refused', by: 'AR' },
  ],
  [
    'refused, when another system did',
    {},
    [{ ...refused, system: 'other' }],
    ['sent'],
    { level: 'not acknowledged yet', by: '' },
  ],
  ['nobody’s', { level: null, to: '' }, [], [], { level: 'no flow takes it to the other side', by: '' }],
  ['taken', { level: 'received', by: 'AA' }, [refused], ['delivered'], { level: 'received', by: 'AA' }],
] as const)('the last word that is %s says so', (_, change, facts, states, expected) => {
  const life: OrderLife = {
    ...{ order: { ...unheard(1, 0), words: [{ ...word, ...change } as Word] }, loop: 'owned', proven: false },
    ...{ facts: [...facts], messages: [], exceptions: [] },
    deliveries: states.map((one) => deliveryIn(one)),
  }
  expect(orderView(life, names, 0).words[0]).toMatchObject(expected)
})

test('of a result that is held the story does not say that its receiver has not acknowledged it', () => {
  const said = (...states: readonly string[]) => {
    const life: OrderLife = {
      ...{ order: { ...unheard(1, 0), words: [word], exceptions: [1] } },
      ...{ loop: 'owned', proven: false, facts: [], messages: [], exceptions: [] },
      deliveries: states.map((one) => deliveryIn(one)),
    }
    return orderView(life, names, 0).story.at(-1)!.text
  }
  expect(said('held 0')).toMatch(/has an owner\. The last word is held here and was not sent to ehr\.$/)
  expect(said('delivered', 'held 0')).toMatch(/ A message with the last word is held here and was not sent to ehr\.$/)
  expect(said('held')).toMatch(/ The last word was sent to ehr, which has not taken it, and is held here\.$/)
  expect(said('queued 0')).toMatch(/ The last word waits here and was not sent to ehr yet\.$/)
  expect(said('sent')).toMatch(/ ehr has not acknowledged the last word to it\.$/)
})

test('of what is to be decided on an order the most urgent stands first', () => {
  const [later, sooner] = [1, 2].map(
    (id) => ({ id, dueAt: 100 - id, status: 'assigned', orderIds: [1], cause: '' }) as unknown as Exception,
  )
  const life: OrderLife = {
    ...{ order: unheard(1, 0), loop: 'owned', proven: false, facts: [], messages: [], deliveries: [] },
    exceptions: [later!, sooner!],
  }
  expect(orderView(life, names, 0).exceptions.map(({ id }) => id)).toEqual([2, 1])
})
