import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { siteDocument, siteDocumentPath } from '../../scripts/site-doc.ts'

test('docs/site-reference.md says what the schemas say', () => {
  expect(readFileSync(siteDocumentPath, 'utf8')).toBe(siteDocument())
})

test('every setting and every column says what it is for', () => {
  const rows = siteDocument()
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  expect(rows.length).toBeGreaterThan(150)
  expect(rows.filter((line) => /\|\s*\|$/.test(line))).toEqual([])
})
