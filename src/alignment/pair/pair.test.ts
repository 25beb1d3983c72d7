// Where codes arrive, followed over the steps and rows of a site.
import { expect, test } from 'vitest'
import { Flow } from '../../site/shapes/flow.ts'
import type { MapRow } from '../../site/shapes/site.ts'
import { alignCatalogs, alignedSite } from '../align.ts'
import { catalogOf } from '../catalog/from-rows.ts'
import { type TinyChange, tinySite } from '../testing/tiny-site.ts'
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

function flowOf(kind: string, [from, to]: readonly [string, string], type: string, steps: readonly unknown[]): Flow {
  return Flow.parse({ id: `other-${kind}`, from, to, kind, messages: [type], steps, delivery: { connection: 'out' } })
}

/** The small site with a second flow of results, whose steps are given. */
function withSecond(steps: readonly unknown[], change: TinyChange = {}) {
  const site = tinySite(change)
  return { ...site, flows: [...site.flows, flowOf('results', ['lis', 'ehr'], 'OUL^R22', steps)] }
}

const codes = { map: 'OBX[*]-3', table: 'components' }

test('a second flow of results is followed too: what its steps make of units and flags is found', () => {
  const rules = (steps: readonly unknown[]) =>
    alignCatalogs(alignedSite(withSecond(steps, crossed))).map(({ rule, subject }) => `${rule} ${subject.code}`)
  const crossed: TinyChange = {
    maps: { others: { 'H>LO': {}, 'L>LO': {} }, elsewhere: { 'mmol/L>umol/L': {}, 'mg/dL>mg/dL': {} } },
  }
  expect(rules([codes])).toEqual([])
  expect(rules([codes, { map: 'OBX[*]-8[*]', table: 'others', unmapped: 'pass' }])).toContain('flag-meaning-changes H')
  expect(rules([{ map: 'OBX[*]-6', table: 'elsewhere' }, codes])).toContain('unit-renamed mmol/L')
})

test('a code that only one of two flows of results knows is not missing', () => {
  const site = withSecond([{ map: 'OBX[*]-3', table: 'none' }], { maps: { none: {} } })
  expect(alignCatalogs(alignedSite(site))).toEqual([])
})

test('an order is followed with each specimen that it can be of', () => {
  const site = tinySite({
    ehr: { orderables: { L2: { specimen: 'SERUM|URINE' } } },
    lis: { orderables: { GLUC: { specimen: 'SER|UR' } } },
    maps: { tests: { 'GLUC>L2': null, 'GLUC>L2 specimen=SERUM': {} } },
  })
  const bySpecimen = { map: 'OBR[*]-4', table: 'tests', context: { specimen: 'SPM-4.1' } }
  const orders = flowOf('orders', ['ehr', 'lis'], 'OML^O21', [bySpecimen])
  const found = alignCatalogs(alignedSite({ ...site, flows: [...site.flows.slice(0, 1), orders] }))
  expect(found.map(({ rule, subject }) => `${rule} ${subject.code}`)).toContain('code-unmapped L2')
})
