// Where codes arrive, followed over the steps and rows of a site.
import { expect, test } from 'vitest'
import type { MapRow } from '../../site/shapes/site.ts'
import { catalogOf } from '../catalog/from-rows.ts'
import { tinySite } from '../testing/tiny-site.ts'
import { pairOf } from './pair.ts'
import { sideOf } from './side.ts'

type Context = MapRow['context']

/** Where potassium arrives when its rows have these contexts, read from these fields. */
function arrivals(rows: readonly (readonly [to: string, context: Context])[], from: Context): readonly string[] {
  const components = Object.fromEntries(rows.map(([to, context], nth) => [`K>${to} nth=${nth}`, { context }]))
  const site = tinySite({ maps: { components: { 'K>E1': null, ...components } } })
  const flows = site.flows.map((flow) => ({
    ...flow,
    steps: flow.steps.map((step) => ('map' in step && step.table === 'components' ? { ...step, context: from } : step)),
  }))
  const [lis, ehr] = site.systems.map((system) => sideOf(system, catalogOf(site, system.id), null))
  const pair = pairOf({ ...site, flows }, lis!, ehr!, '2026-03-01')
  return pair.components.filter(({ from: { code } }) => code === 'K').map(({ toCode }) => toCode ?? 'nowhere')
}

const sexAndAge = { sex: 'PID-8', age: 'PID-7' }

test('a code that goes two ways by sex arrives at both', () => {
  const rows = [
    ['E1', { sex: 'F' }],
    ['E2', { sex: 'M' }],
  ] as const
  expect(arrivals(rows, sexAndAge)).toEqual(['E1', 'E2'])
})

test('a code whose rows leave out one sex arrives nowhere for that one', () => {
  expect(arrivals([['E1', { sex: 'F' }]], sexAndAge)).toEqual(['E1', 'nowhere'])
})

test('a code whose rows cover every age is never without a way', () => {
  const rows = [
    ['E1', { age: '0d-28d' }],
    ['E2', { age: '28d-' }],
  ] as const
  expect(arrivals(rows, sexAndAge)).toEqual(['E1', 'E2'])
})

test('a gap between two ages is found', () => {
  const rows = [
    ['E1', { age: '0d-28d' }],
    ['E2', { age: '1y-' }],
  ] as const
  expect(arrivals(rows, sexAndAge)).toEqual(['E1', 'nowhere', 'E2'])
})

test('a method that has a row of its own is followed, the others by the row without one', () => {
  const rows = [
    ['E1', {}],
    ['E2', { method: 'POC' }],
  ] as const
  expect(arrivals(rows, { method: 'OBX-17' })).toEqual(['E2', 'E1'])
})
