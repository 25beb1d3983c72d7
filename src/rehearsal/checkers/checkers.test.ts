// What holds of all judges: silent on a good run, one sentence each, and never a value of a patient.
import { expect, test } from 'vitest'
import { checkers } from './index.ts'
import { goodRun } from './testing/hand-made.ts'
import { said } from './testing/judging.ts'

test('no judge finds anything in a good run', () => {
  expect(said(goodRun())).toEqual([])
})

test('every judge says in one sentence what it verifies, under a name of its own', () => {
  expect(new Set(checkers.map(({ name }) => name)).size).toBe(checkers.length)
  for (const { verifies, name } of checkers) {
    expect(verifies, name).toMatch(/^[A-Z].*\.$/)
    expect(name).toMatch(/^[a-z-]+$/)
  }
})

test('no judge says a value or a name of a patient', () => {
  const run = goodRun()
  run.report('P1', { SUGAR: '987.6' }, { status: 'C' })
  run.chart.file('P1', { components: [], status: 'CA', controlId: 'X', at: run.at })
  run.deliveries.length = 0
  run.messages.length = 0
  run.writes.length = 1
  const texts = said(run).join('\n')
  expect(texts.length).toBeGreaterThan(500)
  expect(texts).not.toMatch(/987|TEST|ANNA|700[12]|1980/)
})
