import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ledgerDocument, ledgerDocumentPath } from '../../scripts/ledger-doc.ts'

test('docs/ledger.md says what the tables of the ledger say (node scripts/ledger-doc.ts writes it)', () => {
  expect(readFileSync(ledgerDocumentPath, 'utf8')).toBe(ledgerDocument())
})
