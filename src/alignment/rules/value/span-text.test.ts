import { expect, test } from 'vitest'
import { spanText } from './span-text.ts'

test.each([
  [0, '1 minute'],
  [61_000, '1 minute'],
  [45 * 60_000, '45 minutes'],
  [89 * 60_000, '89 minutes'],
  [90 * 60_000, '2 hours'],
  [35 * 3_600_000, '35 hours'],
  [3 * 86_400_000, '3 days'],
])('%i milliseconds are said as %s', (span_ms, text) => {
  expect(spanText(span_ms)).toBe(text)
})
