import { expect, test } from 'vitest'
import { beginOf, monthName, monthOf, sameMonth } from './months.ts'

test.each([
  ['2026-03-14T09:00:00Z', '2026_03', '2026-03-01T00:00:00Z'],
  ['2025-12-31T23:59:59.999Z', '2025_12', '2025-12-01T00:00:00Z'],
  ['2026-01-01T00:00:00Z', '2026_01', '2026-01-01T00:00:00Z'],
  ['1970-01-01T00:00:00Z', '1970_01', '1970-01-01T00:00:00Z'],
  ['1969-12-31T23:59:59Z', '1969_12', '1969-12-01T00:00:00Z'],
])('%s lies in the month %s, which begins at %s', (instant, name, begin) => {
  const month = monthOf(Date.parse(instant))
  expect(monthName(month)).toBe(name)
  expect(beginOf(month)).toBe(Date.parse(begin))
  expect(monthOf(beginOf(month + 1) - 1)).toBe(month)
  expect(monthOf(beginOf(month + 1))).toBe(month + 1)
  expect(sameMonth(beginOf(month), beginOf(month + 1) - 1)).toBe(true)
  expect(sameMonth(beginOf(month + 1) - 1, beginOf(month + 1))).toBe(false)
})
