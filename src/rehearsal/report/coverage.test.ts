import { expect, test } from 'vitest'
import { type Coverage, mergedCoverage, provenOn, unprovenOn } from './coverage.ts'

const row = (given: Partial<Coverage> = {}): Coverage => ({
  ...{ story: 'routine-panel', family: 1, test: 'LAB15', flow: 'results', revision: 'r1', label: 'simulated' },
  ...{ passed: true, seed: 'monday', at: 1, ...given },
})

test('of rows about the same thing the newest holds, wherever it stands', () => {
  const [old, newer] = [row(), row({ passed: false, at: 2 })]
  expect(mergedCoverage([old], [newer])).toEqual([newer])
  expect(mergedCoverage([newer, old])).toEqual([newer])
  expect(provenOn([old, newer], { revision: 'r1' })).toEqual([])
  expect(provenOn([newer, row({ at: 3 })], { revision: 'r1' })).toHaveLength(1)
})

test('of equally old rows the one that failed holds', () => {
  const failed = row({ passed: false })
  expect(mergedCoverage([failed, row()])).toEqual([failed])
  expect(mergedCoverage([row(), failed])).toEqual([failed])
})

test('a simulation never stands in for a test system or a display, and the other way round it does', () => {
  const rows = [row(), row({ label: 'witnessed', test: 'LAB21' })]
  expect(provenOn(rows, { revision: 'r1', label: 'witnessed' }).map(({ test }) => test)).toEqual(['LAB21'])
  expect(provenOn(rows, { revision: 'r1' })).toHaveLength(2)
})

test('another revision proves nothing', () => {
  expect(provenOn([row({ revision: 'r2' })], { revision: 'r1' })).toEqual([])
})

test('what nothing proves is named by test and flow', () => {
  const rows = [row(), row({ flow: 'orders', passed: false })]
  const wanted = { revision: 'r1', tests: ['LAB15', 'LAB21'], flows: ['results', 'orders'] }
  expect(unprovenOn(rows, wanted)).toEqual([
    { test: 'LAB15', flow: 'orders' },
    { test: 'LAB21', flow: 'results' },
    { test: 'LAB21', flow: 'orders' },
  ])
})
