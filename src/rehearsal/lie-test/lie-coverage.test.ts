import { expect, test } from 'vitest'
import { mergedCoverage, provenOn } from '../report/coverage.ts'
import { testSite } from '../testing/site.ts'
import { lieCoverage } from './lie-coverage.ts'

const site = testSite()
const receiving = site.flows.find(({ to }) => to === site.systems.find(({ role }) => role === 'ehr')?.id)!
const connection = { id: receiving.delivery.connection }
const found = { label: 'test system', seed: '', at: 1 } as const

test('a lie test that holds is proven on each flow that delivers to the connection, and on no other', () => {
  const rows = lieCoverage(site, connection, { ...found, holds: true })
  const delivering = site.flows.filter(({ delivery }) => delivery.connection === connection.id)
  expect(rows.map(({ flow }) => flow)).toEqual(delivering.map(({ id }) => id))
  expect(provenOn(rows, { revision: site.revision, label: 'test system', story: 'lie-test' })).toEqual(
    mergedCoverage(rows),
  )
  expect(provenOn(rows, { revision: site.revision, label: 'witnessed' })).toEqual([])
})

test('an acknowledgement that proves less than the site says is kept as a failure, which undoes what was proven before', () => {
  const before = lieCoverage(site, connection, { ...found, holds: true })
  const now = lieCoverage(site, connection, { ...found, holds: false, at: 2 })
  expect(now.every(({ passed }) => !passed)).toBe(true)
  expect(provenOn([...before, ...now], { revision: site.revision })).toEqual([])
})

test('a test that could conclude nothing leaves nothing', () => {
  expect(lieCoverage(site, connection, { ...found, holds: null })).toEqual([])
})
