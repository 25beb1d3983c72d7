// docs/checkers.md says what the judges really catch.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { mutants } from './index.ts'
import { checkersDocument, checkersDocumentPath, type Tried, tryOne } from './table.ts'

test('docs/checkers.md says which broken engine is caught by whom (npx node test/rehearsal/mutants/table.ts writes it)', {
  timeout: 600_000,
}, async () => {
  const tried: Tried[] = []
  for (const mutant of mutants) tried.push(await tryOne(mutant))
  expect(readFileSync(checkersDocumentPath, 'utf8')).toBe(checkersDocument(tried))
})
