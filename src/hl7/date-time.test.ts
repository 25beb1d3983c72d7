import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDateTime, Hl7Error, type Precision, parseDateTime } from './index.ts'

const at = (iso: string) => Date.parse(iso)

test.each([
  ['2026', 'year', '2026-01-01T00:00:00Z'],
  ['202603', 'month', '2026-03-01T00:00:00Z'],
  ['20260315', 'day', '2026-03-15T00:00:00Z'],
  ['2026031507', 'hour', '2026-03-15T07:00:00Z'],
  ['202603150708', 'minute', '2026-03-15T07:08:00Z'],
  ['20260315070809', 'second', '2026-03-15T07:08:09Z'],
  ['20260315070809.1', 'millisecond', '2026-03-15T07:08:09.100Z'],
  ['20260315070809.1234', 'millisecond', '2026-03-15T07:08:09.123Z'],
  ['20260315070809.0290', 'millisecond', '2026-03-15T07:08:09.029Z'],
  ['20240229', 'day', '2024-02-29T00:00:00Z'],
  ['00991231', 'day', '0099-12-31T00:00:00Z'],
])('%s has the precision of a %s', (text, precision, iso) => {
  expect(parseDateTime(text)).toEqual({ precision, instant: at(iso), offset_minutes: 0, hasZone: false })
})

test('an offset that is written counts, another is assumed', () => {
  expect(parseDateTime('20250102153045-0500')).toEqual({
    precision: 'second',
    instant: at('2025-01-02T15:30:45-05:00'),
    offset_minutes: -300,
    hasZone: true,
  })
  expect(parseDateTime('202501021530+0545', 60)).toMatchObject({
    instant: at('2025-01-02T15:30:00+05:45'),
    offset_minutes: 345,
    hasZone: true,
  })
  expect(parseDateTime('202501021530', -360)).toMatchObject({
    instant: at('2025-01-02T15:30:00-06:00'),
    offset_minutes: -360,
    hasZone: false,
  })
  expect(parseDateTime('20250102-0000')).toMatchObject({ offset_minutes: 0, hasZone: true, precision: 'day' })
})

test('an offset as Z or with a colon, and a second in millionths, are read as they are meant', () => {
  expect(parseDateTime('20250115143000Z', 60)).toMatchObject({
    instant: at('2025-01-15T14:30:00Z'),
    offset_minutes: 0,
    hasZone: true,
  })
  expect(parseDateTime('20250115143000-05:00')).toMatchObject({ offset_minutes: -300, hasZone: true })
  expect(parseDateTime('20250115143000.123456-0500')).toMatchObject({
    precision: 'millisecond',
    instant: at('2025-01-15T14:30:00.123-05:00'),
  })
})

test('the ISO form that some systems send is read too', () => {
  expect(parseDateTime('2025-01-15T14:30:00')).toMatchObject({
    precision: 'second',
    instant: at('2025-01-15T14:30:00Z'),
    hasZone: false,
  })
  expect(parseDateTime('2025-01-15T14:30:00Z', 60)).toMatchObject({
    instant: at('2025-01-15T14:30:00Z'),
    offset_minutes: 0,
    hasZone: true,
  })
  expect(parseDateTime('2025-01-15T14:30:00.5+01:00')).toMatchObject({
    instant: at('2025-01-15T13:30:00.500Z'),
    offset_minutes: 60,
  })
  expect(parseDateTime('2025-01-15')).toMatchObject({ precision: 'day' })
})

test.each([
  '',
  ' ',
  '""',
  '202',
  '20261',
  '20261301',
  '20260230',
  '20230229',
  '2026031524',
  '202603150760',
  '20260315070860',
  '20260315070809.',
  '20260315070809.1234567890',
  '20260315+2500',
  '20260315+0060',
  '20260315+01',
  'today',
  '2026-3-1',
  '20260315 0708',
  '00000000',
])('%j is no time', (text) => {
  expect(parseDateTime(text)).toBeUndefined()
})

test('a time is written with the precision and the offset that are asked for', () => {
  const instant = at('2026-03-15T07:08:09.012Z')
  expect(formatDateTime(instant)).toBe('20260315070809')
  expect(formatDateTime(instant, { offset_minutes: 0 })).toBe('20260315070809+0000')
  expect(formatDateTime(instant, { offset_minutes: -300, precision: 'millisecond' })).toBe('20260315020809.012-0500')
  expect(formatDateTime(instant, { offset_minutes: 345, precision: 'minute' })).toBe('202603151253+0545')
  expect(formatDateTime(instant, { precision: 'year' })).toBe('2026')
})

test.each([
  [Number.NaN, 0],
  [8.64e15 + 1, 0],
  [at('9999-12-31T23:59:59Z') + 1000, 0],
  [0, 1440],
  [0, 0.5],
])('instant %d at offset %d cannot be written', (instant, offset_minutes) => {
  expect(() => formatDateTime(instant, { offset_minutes })).toThrow(Hl7Error)
})

test('what is written is read back as the same moment, to its precision', () => {
  const spans: Record<Precision, number> = {
    year: 366 * 864e5,
    month: 31 * 864e5,
    day: 864e5,
    hour: 36e5,
    minute: 6e4,
    second: 1000,
    millisecond: 1,
  }
  fc.assert(
    fc.property(
      fc.integer({ min: at('0001-01-02T00:00:00Z'), max: at('9999-12-30T00:00:00Z') }),
      fc.integer({ min: -1439, max: 1439 }),
      fc.constantFrom(...(Object.keys(spans) as Precision[])),
      (instant, offset_minutes, precision) => {
        const read = parseDateTime(formatDateTime(instant, { precision, offset_minutes }))!
        expect(read.precision).toBe(precision)
        expect(read.offset_minutes).toBe(offset_minutes)
        expect(instant - read.instant).toBeGreaterThanOrEqual(0)
        expect(instant - read.instant).toBeLessThan(spans[precision])
      },
    ),
  )
})
