// Numbers and specimens that several orders share: reused, given twice, of two authorities, one order under two. The one
// thing to know: they are told apart by content and never joined in silence.
import { expect, test } from 'vitest'
import { raiseOn } from './book.ts'
import {
  accepted,
  test as code,
  corrected,
  delivered,
  final,
  minute_ms,
  number,
  otto,
  requested,
  shown,
  start,
  versions,
} from './testing/facts.ts'
import { open, story, under } from './testing/story.ts'

test('a number that was given again: same patient, same test, asked for later, is a second order with its own result', () => {
  const later = { saidAt: start + 90 * 24 * 60 * minute_ms }
  const { order, raised: all } = story([
    requested({ saidAt: start }),
    accepted(),
    final({ K: '4.1' }),
    requested(later),
    accepted({ filler: [number('F2')] }),
    final({ K: '5.5' }, { filler: [number('F2')] }),
    corrected({ K: '4.0' }),
  ])
  expect(all).toEqual(['number-shared high'])
  expect(versions(order(1), 'K')).toEqual(['4.1', '4.0'])
  expect(versions(order(2), 'K')).toEqual(['5.5'])
})

test('two orders of one patient under one number: each has its own test, and its own result', () => {
  const cmp = { filler: [number('F2')], test: code('CMP') }
  const { order, raised: all } = story([
    ...open(),
    requested({ test: code('LAB16') }),
    accepted(cmp),
    final({ ALB: '40' }, cmp),
    final({ K: '4.1' }),
  ])
  expect(all).toEqual(['number-shared high'])
  expect([1, 2].map((id) => order(id).observations.map(({ key }) => key))).toEqual([['K'], ['ALB']])
})

test('where nothing tells which of two orders under one number is meant, neither is finished by the result', () => {
  const { order, raised: all } = story([
    requested(),
    requested({ test: code('LAB16') }),
    final({ GLU: '90' }, { filler: [number('F9')], test: code('GLU') }),
  ])
  expect([order(1).state, order(2).state]).toEqual(['requested', 'requested'])
  expect(order(3)).toMatchObject({ doubt: 'ambiguous', state: 'final' })
  expect(all).toEqual(['number-shared high', 'number-shared high'])
})

test('two patients under one placer number of two authorities: both have their own order and result', () => {
  const [a, b] = [[number('P1', 'EHR-A')], [number('P1', 'EHR-B')]]
  const { order } = story([
    requested({ placer: a }),
    requested({ placer: b, patient: otto }),
    final({ K: '4.1' }, { placer: a, filler: [number('F1')] }),
    final({ K: '6.6' }, { placer: b, filler: [number('F2')], patient: otto }),
  ])
  expect([shown(order(1), 'K'), shown(order(2), 'K')]).toEqual(['4.1', '6.6'])
  expect([order(1).patient.familyName, order(2).patient.familyName]).toEqual(['Testpatient', 'Sample'])
})

test('one order under two numbers: joined by the filler number, patient and test, and never in silence', () => {
  const { order, raised: all } = story([...open(), final({ K: '4.1' }, { placer: [number('P7')] })])
  expect(order().state).toBe('final')
  expect(all).toEqual(['number-shared normal'])
})

const bmp = { test: code('BMP') }
const cmp = under(2, { filler: [number('F1')], test: code('CMP') })
const shared = [requested(), accepted(bmp), requested({ ...cmp, filler: [], test: code('LAB16') }), accepted(cmp)]

test('a shared specimen: the same value twice is fine, other values of one component are owned on both orders', () => {
  expect(story([...shared, final({ K: '4.1' }, bmp), final({ K: '4.10', ALB: '40' }, cmp)]).raised).toEqual([])
  const { results } = story([...shared, final({ K: '4.1' }, bmp), final({ K: '4.6', ALB: '40' }, cmp)])
  expect(results.at(-1)!.concerns).toMatchObject([{ kind: 'silent-overwrite', severity: 'high', orderIds: [2, 1] }])
})

test('a correction on one of two orders on a specimen is owned until the other follows', () => {
  const { book, causes } = story([
    ...shared,
    final({ K: '4.1' }, bmp),
    final({ K: '4.1' }, cmp),
    corrected({ K: '4.4' }, bmp),
  ])
  expect(causes).toEqual(['siblings-differ'])
  raiseOn(book, 1, 1)
  raiseOn(book, 2, 1)
  const { settled } = delivered(book, corrected({ K: '4.4' }, cmp))
  const cause = 'silent-overwrite|lis|siblings-differ'
  expect(settled).toContainEqual({ kind: 'silent-overwrite', cause, orderId: 1 })
  expect(settled).toContainEqual({ kind: 'silent-overwrite', cause, orderId: 2 })
})

test('of three orders on a specimen nothing is settled while any two of them contradict each other', () => {
  const third = under(3, { filler: [number('F1')], test: code('RFP') })
  const three = [...shared, requested({ ...third, filler: [], test: code('LAB17') }), accepted(third)]
  const { book, results } = story([...three, final({ K: '4.1' }, bmp), final({ K: '4.6', ALB: '40' }, cmp)])
  expect(results.at(-1)!.concerns).toHaveLength(1)
  raiseOn(book, 1, 1)
  raiseOn(book, 2, 1)
  const settledBy = (fact: ReturnType<typeof final>) =>
    delivered(book, fact).settled.filter(({ cause }) => cause === 'silent-overwrite|lis|siblings-differ')
  // It has nothing to compare with the two that contradict each other.
  expect(settledBy(final({ PHOS: '1.1' }, third))).toEqual([])
  expect(settledBy(corrected({ K: '4.6' }, bmp)).map(({ orderId }) => orderId)).toEqual([1, 2])
})

test('what was drawn at another time, or measured in another unit, contradicts nothing', () => {
  const later = { ...cmp, collectedAt: '20300102' }
  expect(story([...shared, final({ K: '4.1' }, bmp), final({ K: '4.6' }, later)]).raised).toEqual([])
  const grams = { K: ['41', { unit: 'g/L' }] } as const
  expect(story([...shared, final({ K: '4.1' }, bmp), final(grams, cmp)]).raised).toEqual([])
})
