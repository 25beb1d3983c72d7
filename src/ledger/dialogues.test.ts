// The dialogues of table 0119 beyond request and cancel: discontinue, replace, hold and release, change, status, parts. The one
// thing to know: each is told from real messages or from facts as they are read, and what is asked must be answered.
import { expect, test } from 'vitest'
import { parseMessage } from '../hl7/index.ts'
import { System } from '../site/shapes/system.ts'
import { orderIn, tell } from './book.ts'
import type { DialogueKind, Fact, Side } from './fact.ts'
import { readMessage } from './read-message.ts'
import {
  accepted,
  after,
  delivered,
  deliveredStory,
  dialogue,
  emptyBook,
  final,
  loopOf,
  minute_ms,
  number,
  policy,
  preliminary,
  raised,
  requested,
  shown,
  start,
  status,
  told,
} from './testing/facts.ts'

const of =
  (side: Side) =>
  (kind: DialogueKind, extra = {}) =>
    dialogue(kind, side, extra)
const [placer, filler] = [of('placer'), of('filler')]
const steps = (...facts: readonly Fact[]) => orderIn(deliveredStory(...facts), 1)!.expectations.map(({ step }) => step)
const last = (...facts: readonly Fact[]) => told(...facts).results.at(-1)!
const open = () => [requested(), accepted()]

test('to discontinue waits for an answer; confirmed, the order ends and the results so far stand', () => {
  expect(after(...open(), placer('discontinue-requested')).state).toBe('cancelling')
  const facts = [...open(), preliminary({ K: '4.1' }), placer('discontinue-requested'), filler('discontinue-accepted')]
  expect(after(...facts).state).toBe('cancelled')
  expect(shown(after(...facts), 'K')).toBe('4.1')
  expect(raised(last(...facts))).toEqual([])
  expect(loopOf(deliveredStory(...facts)).status).toBe('agreed')
})

test('what was begun before a discontinuation may still be reported; after a cancellation it is raised', () => {
  const end = [...open(), preliminary({ K: '4.1' }), placer('discontinue-requested'), filler('discontinue-accepted')]
  expect(raised(last(...end, final({ K: '4.2' })))).toEqual([])
  const cancelled = [...open(), preliminary({ K: '4.1' }), filler('order-cancelled')]
  expect(raised(last(...cancelled, final({ K: '4.2' })))).toEqual(['illegal-transition high'])
})

test('a finished order that is discontinued stays finished', () => {
  const facts = [...open(), final({ K: '4.1' }), placer('discontinue-requested'), filler('discontinue-accepted')]
  expect(after(...facts).state).toBe('final')
  expect(after(...open(), final({ K: '4.1' }), filler('order-discontinued')).state).toBe('final')
})

test('a discontinuation or replacement that the lab refuses lets the order go on, and is raised', () => {
  const discontinued = [...open(), placer('discontinue-requested'), filler('discontinue-refused')]
  expect(after(...discontinued).state).toBe('accepted')
  expect(raised(last(...discontinued))).toEqual(['cancel-refused normal'])
  const replaced = [...open(), placer('replace-requested'), filler('replace-refused')]
  expect(after(...replaced).state).toBe('accepted')
  expect(raised(last(...replaced))).toEqual(['cancel-refused high'])
})

test('a placer cannot confirm its own discontinuation or replacement', () => {
  for (const kind of ['discontinue', 'replace'] as const) {
    const facts = [...open(), placer(`${kind}-requested`), placer(`${kind}-accepted`)]
    expect(last(...facts)).toMatchObject({ verdict: 'refused' })
    expect(after(...facts).state).toBe('cancelling')
  }
})

const [ehr, lis] = ['ehr', 'lis'].map((id) =>
  System.parse({ id, name: id, role: id, dialect: { versions: ['2.5.1'] } }),
) as [System, System]
let messageId = 5000
function message(from: System, type: string, ...lines: string[]): readonly Fact[] {
  const head = `MSH|^~\\&|A|B|C|D|20300101083000||${type}|M1|P|2.5.1`
  const pid = 'PID|1||1001^^^RIV^MR||Testpatient^Ida||19700102|F'
  const bytes = Buffer.from(`${[head, pid, ...lines].join('\r')}\r`)
  const arrival = { messageId: ++messageId, seenAt: start + messageId * 1000 }
  return readMessage(parseMessage(bytes), { system: from, zone: 0 }, arrival).facts
}

test('RP with RO: once the lab confirms (RQ with RO) the old order is over, the new one lives, and each names the other', () => {
  const book = emptyBook()
  const tellAll = (facts: readonly Fact[]) => facts.map((fact) => delivered(book, fact))
  tellAll(message(ehr, 'OML^O21', 'ORC|NW|P1', 'OBR|1|P1||LAB15'))
  tellAll(message(lis, 'ORL^O22', 'ORC|OK|P1|F1', 'OBR|1|P1|F1|BMP'))
  tellAll(message(ehr, 'OML^O21', 'ORC|RP|P1|F1', 'OBR|1|P1|F1|LAB15', 'ORC|RO|P2', 'OBR|1|P2||LAB16'))
  expect([1, 2].map((id) => orderIn(book, id)!.state)).toEqual(['cancelling', 'requested'])
  tellAll(message(lis, 'ORL^O22', 'ORC|RQ|P1|F1', 'OBR|1|P1|F1|BMP', 'ORC|RO|P2|F2', 'OBR|1|P2|F2|CMP'))
  expect([1, 2].map((id) => orderIn(book, id)!.state)).toEqual(['cancelled', 'accepted'])
  expect(orderIn(book, 1)!.related).toEqual([{ as: 'replaced-by', orderId: 2, end: 'none' }])
  expect(orderIn(book, 2)!.related).toEqual([{ as: 'replaces', orderId: 1, end: 'none' }])
  tellAll(message(lis, 'ORU^R01', 'ORC|RE|P2|F2', `OBR|1|P2|F2|CMP${'|'.repeat(21)}F`, 'OBX|1|NM|K||4.1||||||F'))
  expect([1, 2].map((id) => loopOf(book, id).status)).toEqual(['agreed', 'agreed'])
})

test('RU with RO: the lab replaces an order on its own; the placer must take that the old one is over', () => {
  const book = emptyBook()
  const tellAll = (facts: readonly Fact[]) => facts.map((fact) => delivered(book, fact))
  tellAll(message(ehr, 'OML^O21', 'ORC|NW|P1', 'OBR|1|P1||LAB15'))
  tellAll(message(lis, 'OML^O21', 'ORC|RU|P1|F1', 'OBR|1|P1|F1|BMP', 'ORC|RO||F2', 'OBR|1||F2|CMP'))
  expect(orderIn(book, 1)).toMatchObject({ state: 'cancelled', related: [{ as: 'replaced-by', orderId: 2 }] })
  expect(orderIn(book, 2)).toMatchObject({ state: 'accepted', related: [{ as: 'replaces', orderId: 1 }] })
  expect(orderIn(book, 1)!.expectations.map(({ step }) => step)).toEqual(['cancel_taken'])
})

test('a change (XO) is awaited until the lab says XR or UX, and its details hold from then on', () => {
  const asked = [...open(), placer('change-requested', { priority: 'S' })]
  expect(after(...asked)).toMatchObject({ state: 'accepted', priority: 'S' })
  expect(steps(...asked)).toContain('accepted')
  expect(steps(...asked, filler('change-accepted'))).not.toContain('accepted')
  expect(raised(last(...asked, filler('change-refused')))).toEqual(['order-refused high'])
  const settled = last(...asked, filler('change-refused'), filler('change-accepted')).settled
  expect(settled).toContainEqual({ kind: 'order-refused', cause: 'order-refused|lis|change-refused', orderId: 1 })
})

test('a change of an order that is over is raised; of one that was refused it asks anew', () => {
  expect(raised(last(...open(), final({ K: '4.1' }), placer('change-requested')))).toEqual(['illegal-transition high'])
  expect(after(requested(), filler('order-refused'), placer('change-requested')).state).toBe('requested')
})

test('a change by the lab (XX) is its word, which the placer must take', () => {
  const book = deliveredStory(...open())
  const changed = filler('order-changed')
  tell(book, changed, policy)
  expect(orderIn(book, 1)!.words.map(({ said }) => said)).toContain('order-changed')
  expect(orderIn(book, 1)!.state).toBe('accepted')
})

test('hold and release: each is answered, and the clock for results begins anew with both', () => {
  const dueOf = (...facts: readonly Fact[]) => after(...facts).expectations.find(({ step }) => step === 'resulted')!.due
  const before = [requested({ seenAt: start }), accepted({ seenAt: start + minute_ms })]
  const held = [...before, placer('hold-requested', { seenAt: start + 2 * minute_ms })]
  expect(after(...held).expectations.map(({ step }) => step)).toContain('accepted')
  const confirmed = [...held, filler('hold-accepted', { seenAt: start + 60 * minute_ms })]
  expect(dueOf(...confirmed) - dueOf(...before)).toBe(59 * minute_ms)
  const released = [...confirmed, filler('order-released', { seenAt: start + 600 * minute_ms })]
  expect(dueOf(...released) - dueOf(...before)).toBe(599 * minute_ms)
  expect(raised(last(...held, filler('hold-refused')))).toEqual(['order-refused normal'])
  expect(raised(last(...confirmed, placer('release-requested'), filler('release-refused')))).toEqual([
    'order-refused high',
  ])
})

test('a question for the status (SS) changes nothing, and opens no order; its answer (SR) leads where it says', () => {
  expect(after(...open(), placer('status-requested')).state).toBe('accepted')
  expect(told(placer('status-requested')).results[0]).toMatchObject({ verdict: 'unmatched', orderId: null })
  expect(after(...open(), placer('status-requested'), status('IP')).state).toBe('in-process')
})

test('RR proves that the request came, and no more', () => {
  const book = emptyBook()
  const request = requested()
  delivered(book, request, 'sent')
  tell(book, filler('request-received'), policy)
  expect(orderIn(book, 1)!.words[0]).toMatchObject({ level: 'received', by: 'witness' })
  expect(orderIn(book, 1)!.state).toBe('requested')
})

test('data errors (DE) refuse an order that was only asked for, and are settled once it is accepted', () => {
  expect(after(requested(), filler('data-errors')).state).toBe('refused')
  expect(raised(last(requested(), filler('data-errors')))).toEqual(['order-refused high'])
  expect(after(...open(), filler('data-errors')).state).toBe('accepted')
  expect(last(requested(), filler('data-errors'), requested({ priority: 'S' }), accepted()).settled).toContainEqual({
    kind: 'order-refused',
    cause: 'order-refused|lis|data-errors',
    orderId: 1,
  })
})

test('charges, links and notices change nothing, and open nothing', () => {
  expect(last(...open(), filler('order-annotated'))).toMatchObject({ verdict: 'accepted', concerns: [] })
  expect(told(filler('order-annotated')).results[0]).toMatchObject({ verdict: 'unmatched' })
})

test('PA with CH: an order that is done in parts is finished with the last of them', () => {
  const parent = { placer: number('P1'), filler: number('F1'), observation: '' }
  const part = (n: number) => ({ placer: [], filler: [number(`F1.${n}`)], parent })
  const book = deliveredStory(...open(), filler('parent-announced'))
  delivered(book, filler('child-announced', part(1)))
  delivered(book, filler('child-announced', part(2)))
  expect(orderIn(book, 1)!.related).toEqual([
    { as: 'child', orderId: 2, end: 'none' },
    { as: 'child', orderId: 3, end: 'none' },
  ])
  delivered(book, final({ K: '4.1' }, part(1)))
  expect(orderIn(book, 1)!.state).toBe('accepted')
  delivered(book, final({ K: '4.3' }, part(2)))
  expect(orderIn(book, 1)).toMatchObject({ state: 'final', expectations: [] })
  expect([1, 2, 3].map((id) => loopOf(book, id).status)).toEqual(['agreed', 'agreed', 'agreed'])
})

test('CN: orders that are reported together each have the results of the one that brings them', () => {
  const book = emptyBook()
  for (const n of [1, 2]) {
    for (const fact of message(ehr, 'OML^O21', `ORC|NW|P${n}`, `OBR|1|P${n}||XR${n}`)) tell(book, fact, policy)
  }
  const obr = (n: number) => `OBR|${n}|P${n}|F${n}|XR${n}${'|'.repeat(21)}F`
  const facts = message(
    lis,
    'ORU^R01',
    'ORC|CN|P1|F1',
    obr(1),
    'ORC|RE|P2|F2',
    obr(2),
    'OBX|1|TX|IMP||No finding||||||F',
  )
  expect(facts.map((fact) => tell(book, fact, policy).orderId)).toEqual([1, 2])
  expect([1, 2].map((id) => shown(orderIn(book, id)!, 'IMP'))).toEqual(['No finding', 'No finding'])
})
