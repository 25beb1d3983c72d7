// Every judge can fail: each broken engine is caught by the checker that it was made for, and the sound one by none.
import { expect, test } from 'vitest'
import { checkers } from '../../../src/rehearsal/checkers/index.ts'
import { mutants } from './index.ts'
import { tryOne, trySound } from './table.ts'

const patience_ms = 120_000

test('the sound engine leaves nothing for any judge', { timeout: patience_ms }, async () => {
  expect(await trySound()).toEqual([])
})

test('for every judge there is a broken engine', () => {
  const tried = new Set(mutants.map(({ caughtBy }) => caughtBy))
  expect(checkers.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([])
})

test.each(mutants)('an engine that $name is caught by $caughtBy', { timeout: patience_ms }, async (mutant) => {
  expect((await tryOne(mutant)).caughtBy).toContain(mutant.caughtBy)
})
