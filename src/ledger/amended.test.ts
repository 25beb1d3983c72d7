// Amended results: corrections, withdrawals, addenda and reruns, each told as its messages arrive. The one thing to know: the
// newest is shown, every version stays readable and labelled, and what changed in silence is owned.
import { expect, test } from 'vitest'
import { orderIn, raiseOn } from './book.ts'
import {
  accepted,
  corrected,
  delivered,
  emptyBook,
  final,
  loopOf,
  otto,
  preliminary,
  report,
  requested,
  shown,
  start,
  versions,
} from './testing/facts.ts'
import { open, story, under, whole } from './testing/story.ts'
import { viewOf } from './views.ts'

test('corrected twice under identical times: all values are readable, labelled, and the newest is shown', () => {
  const times = { saidAt: start, collectedAt: '20300101' }
  const { order, loop } = story([
    ...open(),
    final({ K: '4.1' }, times),
    corrected({ K: '4.3' }, times),
    corrected({ K: '4.4' }, times),
  ])
  expect(order().observations[0]!.versions.map(({ status: label, value }) => `${label} ${value}`)).toEqual([
    'F 4.1',
    'C 4.3',
    'C 4.4',
  ])
  expect(loop()).toBe('agreed')
})

test('a result filed for the wrong patient: retracted here, filed there, and neither closes before it is taken', () => {
  const book = emptyBook()
  const onOtto = under(2, { patient: otto })
  for (const fact of [...open(), requested({ ...onOtto, filler: [] }), accepted(onOtto), final({ K: '4.1' })])
    delivered(book, fact)
  const retraction = report('W', { K: '4.1' }, { report: 'C' })
  delivered(book, retraction, 'sent')
  delivered(book, final({ K: '4.1' }, onOtto))
  expect(orderIn(book, 1)!.observations[0]!.versions.map((one) => one.status)).toEqual(['F', 'W'])
  expect(viewOf(orderIn(book, 1)!, 'placer').missing.map(({ messageId }) => messageId)).toEqual([retraction.messageId])
  expect([1, 2].map((id) => loopOf(book, id, orderIn(book, id)!.lastSeenAt).status)).toEqual(['on-course', 'agreed'])
})

test.each([
  ['another value under F', { K: '4.3' }, 'F', 'silent-overwrite high'],
  ['another value without a status', { K: '4.3' }, '', 'silent-overwrite high'],
  ['another flag', { K: ['4.1', { flags: 'H' }] }, 'F', 'silent-overwrite high'],
  ['another unit', { K: ['4.1', { unit: 'mg/dL' }] }, 'F', 'silent-overwrite high'],
  ['another time of collection', { K: ['4.1', { observedAt: '20300101090000' }] }, 'F', 'silent-overwrite normal'],
  ['another performing laboratory', { K: ['4.1', { performedBy: 'REF' }] }, 'F', 'silent-overwrite normal'],
  ['another comment', { K: ['4.1', { note: 'Haemolysed' }] }, 'F', 'silent-overwrite low'],
] as const)(
  '%s on a final is a version that is owned; announced as a correction it is not',
  (_, values, obx, concern) => {
    const silent = story([...open(), final({ K: '4.1' }), report(obx, values)])
    expect(silent.raised).toEqual([concern])
    expect(silent.order().observations[0]!.versions).toHaveLength(2)
    const announced = story([...open(), final({ K: '4.1' }), corrected(values)])
    expect(announced.raised).toEqual([])
    expect(announced.order().observations[0]!.versions).toHaveLength(2)
  },
)

test('deleted (D), wrong (W) and cannot be obtained (X) are versions; a withdrawn value that is shown again is critical', () => {
  for (const gone of ['D', 'W', 'X']) {
    const { order, raised: all } = story([...open(), final({ K: '4.1' }), report(gone, { K: '4.1' }, { report: 'C' })])
    expect(order().observations[0]!.versions.map((one) => one.status)).toEqual(['F', gone])
    expect(all).toEqual([])
  }
  const again = story([...open(), final({ K: '4.1' }), report('W', { K: '4.1' }, { report: 'C' }), final({ K: '4.1' })])
  expect(again.raised).toEqual(['status-fell-back critical'])
})

test('a correction that comes first is no result of its own, and the old final behind it is critical', () => {
  const { order, raised: all } = story([
    ...open(),
    corrected({ K: '4.1' }, { saidAt: start + 9000 }),
    final({ K: '6.9' }, { saidAt: start }),
  ])
  expect(versions(order(), 'K')).toEqual(['4.1', '6.9'])
  expect(all).toEqual(['late-version critical'])
})

test('a receiver that refuses the correction leaves the two apart', () => {
  const book = emptyBook()
  for (const fact of [...open(), final({ K: '4.1' })]) delivered(book, fact)
  const correction = corrected({ K: '4.2' })
  delivered(book, correction, 'sent')
  expect(loopOf(book, 1, correction.seenAt).status).toBe('on-course')
  expect(viewOf(orderIn(book, 1)!, 'placer').missing.map(({ said }) => said)).toEqual(['result-reported C'])
})

const text = (value: string) => [value, { valueType: 'TX' }] as const
const document = (hash: string) => ['', { valueType: 'ED', valueHash: hash }] as const

test('an addendum (B) stands behind the text and leaves it; one that replaces the text is a silent overwrite', () => {
  const first = final({ DX: text('Adenoma.') })
  const appended = story([...open(), first, report('B', { DX: text('Adenoma. Margins free.') }, { report: 'C' })])
  expect(appended.raised).toEqual([])
  expect(versions(appended.order(), 'DX')).toEqual(['Adenoma.', 'Adenoma. Margins free.'])
  const replaced = story([...open(), final({ DX: text('Adenoma.') }), report('B', { DX: text('Carcinoma.') })])
  expect(replaced.raised).toEqual(['silent-overwrite high'])
})

test('an addendum as lines of its own needs to repeat nothing, also where reports are whole', () => {
  const { order, raised: all } = story(
    [...open(), final({ DX: text('Adenoma.') }), report('B', { ADD: text('Margins free.') }, { report: 'F' })],
    whole,
  )
  expect(all).toEqual([])
  expect([shown(order(), 'DX'), shown(order(), 'ADD')]).toEqual(['Adenoma.', 'Margins free.'])
})

test('an amendment replaces: the old text stays readable, and the document must come with it', () => {
  const first = final({ DX: text('Adenoma.'), PDF: document('aa') })
  const alone = story([...open(), first, corrected({ DX: text('Carcinoma.') })])
  expect(alone.causes).toEqual(['parts-differ'])
  const together = story([...open(), first, corrected({ DX: text('Carcinoma.'), PDF: document('bb') })])
  expect(together.raised).toEqual([])
  expect(versions(together.order(), 'DX')).toEqual(['Adenoma.', 'Carcinoma.'])
  raiseOn(alone.book, 1, 1)
  const { settled } = delivered(alone.book, corrected({ PDF: document('bb') }))
  expect(settled).toContainEqual({ kind: 'component-missing', cause: 'component-missing|lis|parts-differ', orderId: 1 })
})

test('a preliminary value, a rerun with another, and the final: only the final counts, and nothing is raised', () => {
  const { order, raised: all } = story([
    ...open(),
    preliminary({ K: '7.2' }),
    preliminary({ K: '4.2' }),
    final({ K: '4.1' }),
  ])
  expect(versions(order(), 'K')).toEqual(['7.2', '4.2', '4.1'])
  expect(order().state).toBe('final')
  expect(all).toEqual([])
})
