// The numbers of the shift sheet, which the laboratory initials: each result stands in one of them.
import { expect, test } from 'vitest'
import { testSite } from '../../engine/testing/site.ts'
import { orderIn } from '../../ledger/book.ts'
import type { Word } from '../../ledger/order.ts'
import { accepted, deliveredStory, final, number, requested } from '../../ledger/testing/facts.ts'
import type { Carrier } from '../../ledger/way.ts'
import type { Exception } from '../../ownership/exception.ts'
import { raise } from '../../ownership/raise.ts'
import { siteNames } from './rows.ts'
import { shiftSheet, shiftSheetText } from './shift-sheet.ts'

const site = testSite()
const order = orderIn(deliveredStory(requested(), accepted(), final({ K: '4.1' })), 1)!
const about = (id: number) => ({
  ...order,
  id,
  items: order.items.map((item) => ({ ...item, numbers: [number(`N${id}`)] })),
})
const concern = { kind: 'delivery-refused', severity: 'high', text: 'The receiver refused it.', cause: 'c' } as const

function exception(id: number, ...orderIds: number[]): Exception {
  const nowhere = { system: '', flow: 'results', messageId: null, deliveryId: null }
  return raise(concern, { ...nowhere, orderIds }, site, id, 0)
}

function sheet(...exceptions: readonly Exception[]) {
  return shiftSheet({
    ...{ title: 'Test Hospital', timeZone: 'UTC', from: 0, to: 1000, now: 2000, exceptions, names: siteNames(site) },
    orders: [
      { order: about(1), loop: 'agreed', proven: true, carriers: [] },
      { order: about(2), loop: 'agreed', proven: false, carriers: [] },
      { order: about(3), loop: 'on-course', proven: false, carriers: [] },
      { order: about(4), loop: 'owned', proven: false, carriers: [] },
      { order: about(5), loop: 'owned', proven: true, carriers: [] },
    ],
  })
}

test('a result is proven, acknowledged and not proven, or under way or owned; none is counted twice', () => {
  const made = sheet(exception(1, 4), exception(2, 5))
  expect(made).toMatchObject({ verified: 5, proven: 1, unproven: 1 })
  expect(made.lines.map(({ orderId }) => orderId)).toEqual([4, 5, 2, 3])
  expect(shiftSheetText(made)).toMatch(/^ +3 under way or owned$/m)
})

test('what no acknowledgement brought is not counted as acknowledged, and says what it rests on', () => {
  const resting = (id: number, word: Partial<Word>) => {
    const words = order.words.map((one) => (one.side === 'filler' ? { ...one, ...word } : one))
    return { order: { ...about(id), words }, loop: 'agreed' as const, proven: false, carriers: [] }
  }
  const made = shiftSheet({
    ...{
      title: 'Test Hospital',
      timeZone: 'UTC',
      from: 0,
      to: 1000,
      now: 2000,
      exceptions: [],
      names: siteNames(site),
    },
    orders: [
      resting(1, { to: '', level: null }),
      resting(2, { level: 'accepted', by: 'person' }),
      resting(3, { level: 'received', by: 'operator' }),
      resting(4, {}),
    ],
  })
  expect(made).toMatchObject({ verified: 4, proven: 0, unproven: 1, settled: 2, unsent: 1 })
  expect(made.lines.map(({ why }) => why)).toEqual([
    'No flow takes it to the other side, so nothing shows it in a chart.',
    'Settled by a person for EHR, not seen in its chart.',
    'Brought to EHR by other means, as a person said, not seen in its chart.',
    'Received by EHR (AA), not seen in its chart.',
  ])
  const text = shiftSheetText(made)
  expect(text).toMatch(/^ +1 acknowledged and not proven$/m)
  expect(text).toMatch(/^ +2 not acknowledged, and settled by a person$/m)
  expect(text).toMatch(/^ +1 that no flow takes to the other side$/m)
  expect(text).toMatch(/^ +0 under way or owned$/m)
})

test('each of the others says why, and who has it', () => {
  const [owned, unproven, underWay] = sheet(exception(1, 4)).lines
  expect(unproven).toMatchObject({ why: expect.stringContaining('not seen in its chart'), who: 'nobody needs to act' })
  expect(underWay!.why).toContain('Under way')
  expect(owned!.why).toMatch(/^The receiver refused it\. Received by .*, not seen in its chart\.$/)
  expect(owned!.who).toContain('EHR team, assigned')
})

test('beside what an exception says stands how far the result has come by now', () => {
  const [word] = order.words.filter(({ side }) => side === 'filler').slice(-1)
  const why = (level: 'sent' | 'received', by: string, carriers: readonly Carrier[] = []) =>
    shiftSheet({
      ...{ title: 'Test Hospital', timeZone: 'UTC', from: 0, to: 1000, now: 2000, names: siteNames(site) },
      exceptions: [exception(1, 4)],
      orders: [
        { order: { ...about(4), words: [{ ...word!, to: 'ehr', level, by }] }, loop: 'owned', proven: false, carriers },
      ],
    }).lines[0]!.why
  expect(why('sent', 'queue')).toContain('Not acknowledged by EHR yet')
  expect(why('sent', 'AE')).toContain('Refused by EHR (AE)')
  expect(why('received', 'AA')).toContain('Received by EHR (AA), not seen in its chart')
  const carrier = (state: string, attempts: number) => ({ messageId: word!.messageId, state, attempts })
  expect(why('sent', 'queue', [carrier('held', 0)])).toContain('Held here and not sent to EHR, not seen in its chart')
  expect(why('sent', 'queue', [carrier('held', 2)])).toContain('Sent to EHR, not taken, and held here')
  expect(why('sent', 'queue', [carrier('queued', 0)])).toContain('Waiting here and not sent to EHR yet')
  expect(why('sent', 'queue', [carrier('sent', 1)])).toContain('Not acknowledged by EHR yet')
})

test('a result that is held stands before another that came, and before one that a person has settled', () => {
  const [word] = order.words.filter(({ side }) => side === 'filler').slice(-1)
  const held = { ...word!, to: 'ehr', level: 'sent' as const, by: 'queue', messageId: 77 }
  const why = (level: 'received' | 'accepted', by: string) => {
    const words = [{ ...word!, to: 'ehr', level, by }, held]
    const carriers = [{ messageId: 77, state: 'held', attempts: 0 }]
    return shiftSheet({
      ...{ title: 'Test Hospital', timeZone: 'UTC', from: 0, to: 1000, now: 2000, names: siteNames(site) },
      ...{ exceptions: [], orders: [{ order: { ...about(4), words }, loop: 'owned', proven: false, carriers }] },
    }).lines[0]!.why
  }
  for (const told of [why('received', 'AA'), why('accepted', 'person')]) {
    expect(told).toBe('Held here and not sent to EHR, not seen in its chart.')
  }
})

test('the most urgent stands first, and each team once with the clock that ends first', () => {
  const due = (id: number, dueAt: number, change: Partial<Exception>, ...orderIds: number[]) => ({
    ...exception(id, ...orderIds),
    dueAt,
    ...change,
  })
  const made = sheet(
    due(1, 28_600_000, { text: 'Routine.' }, 4),
    due(2, 722_000, { text: 'Urgent.' }, 4),
    due(3, 700_000, { status: 'taken', takenBy: 'Ada Ward', text: 'Taken.' }, 4),
    due(4, 62_000, { team: 'elsewhere' }, 5),
  )
  expect(made.lines.map(({ orderId, who }) => [orderId, who])).toEqual([
    [5, 'elsewhere, assigned, within 60 s'],
    [4, 'EHR team, assigned, within 12 min, taken by Ada Ward'],
    [2, 'nobody needs to act'],
    [3, 'nobody needs to act'],
  ])
  expect(made.lines[1]!.why).toMatch(/^Taken\. Urgent\. Routine\. /)
})

test('what is open on other orders, or on none, is counted apart', () => {
  expect(sheet(exception(1, 4), exception(2, 99), exception(3, 1), exception(4)).otherExceptions).toBe(3)
  expect(shiftSheetText(sheet())).toContain('Nothing else is open.')
})
