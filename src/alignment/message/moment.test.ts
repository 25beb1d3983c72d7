// Times of messages as moments: the short way for the usual form gives what the codec gives.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseDateTime } from '../../hl7/index.ts'
import { momentOf } from './moment.ts'

test('a time with seconds and offset is read as the codec reads it, whatever stands in its digits', () => {
  const digit = fc.constantFrom(...'0123456789', '9', '0', 'x', ' ')
  const text = fc
    .tuple(
      fc.array(digit, { minLength: 14, maxLength: 14 }),
      fc.constantFrom('+', '-', ' '),
      fc.array(digit, { minLength: 4, maxLength: 4 }),
    )
    .map(([wall, sign, offset]) => `${wall.join('')}${sign}${offset.join('')}`)
  const real = fc
    .date({ min: new Date('1900-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
    .map((date) => {
      const wall = date.toISOString().replace(/[-:T]/g, '').slice(0, 14)
      return `${wall}-0600`
    })
  fc.assert(
    fc.property(fc.oneof(text, real), (written) => {
      expect(momentOf(written, 0)).toBe(parseDateTime(written, 0)?.instant ?? null)
    }),
    { numRuns: 2000 },
  )
})

test('a time without offset is of the zone of its system', () => {
  expect(momentOf('20260302080000', -360)).toBe(Date.UTC(2026, 2, 2, 14))
  expect(momentOf('20260302', () => 60)).toBe(Date.UTC(2026, 2, 1, 23))
  expect([momentOf('', 0), momentOf('""', 0), momentOf('soon', 0), momentOf(undefined, 0)]).toEqual([
    null,
    null,
    null,
    null,
  ])
})
