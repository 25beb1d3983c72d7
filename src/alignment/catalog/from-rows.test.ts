import { expect, test } from 'vitest'
import { catalogOf } from './from-rows.ts'

const site = {
  catalogs: [
    {
      id: 'lis-orderables',
      rows: [
        {
          code: 'ESR',
          name: 'SED RATE',
          kind: 'test',
          components: 'ESR; ESR2',
          specimen: 'WBLD',
          container: 'Black|Lavender',
          volume: '2.4 mL|3 mL',
          reflex: 'CRP : ESR>40;SCAN',
          active: 'yes',
        },
      ],
      file: 'catalogs/lis-orderables.csv',
      lines: [7],
    },
    {
      id: 'lis-components',
      rows: [
        {
          code: 'ESR',
          name: 'ESR',
          unit: 'mm/h',
          precision: '0',
          critical_high: 'high',
          coded_answers: 'P = Positive;N',
          active: 'no',
          seen: '12',
          seen_units: 'mm/h*10|(none)*2',
          odd: 'two spellings',
        },
      ],
    },
    { id: 'lis-aoe', rows: [{ code: 'FAST', name: 'Fasting?' }] },
    { id: 'ehr-components', rows: [{ code: '1', name: 'of the other system' }] },
  ],
}

test('the rows of a system become its catalog, each with its place', () => {
  const { orderables, components, questions } = catalogOf(site, 'lis')
  expect(orderables).toMatchObject([
    {
      code: 'ESR',
      kind: 'test',
      components: ['ESR', 'ESR2'],
      isOrderable: null,
      active: true,
      reflexes: [
        { test: 'CRP', when: 'ESR>40' },
        { test: 'SCAN', when: '' },
      ],
      place: { file: 'catalogs/lis-orderables.csv', line: 7 },
    },
  ])
  expect(components).toMatchObject([{ code: 'ESR', active: false, place: { line: 2 } }])
  expect(questions).toMatchObject([{ code: 'FAST', isRequired: null }])
})

test('specimens, containers and volumes stand beside one another: with | one of them, with ; all of them', () => {
  const [esr] = catalogOf(site, 'lis').orderables
  expect(esr?.collections).toMatchObject([
    { need: 0, specimen: 'WBLD', container: 'Black', volume: '2.4 mL', minimumVolume: '' },
    { need: 0, specimen: 'WBLD', container: 'Lavender', volume: '3 mL' },
  ])
  const clearance = {
    code: 'CRCL',
    name: 'Clearance',
    specimen: 'UR24;SER|PLAS',
    container: 'Jug;SST|PST',
    volume: '1 mL',
  }
  const [both] = catalogOf({ catalogs: [{ id: 'lis-orderables', rows: [clearance] }] }, 'lis').orderables
  expect(both?.collections).toMatchObject([
    { need: 0, specimen: 'UR24', container: 'Jug', volume: '1 mL' },
    { need: 1, specimen: 'SER', container: 'SST', volume: '1 mL' },
    { need: 1, specimen: 'PLAS', container: 'PST', volume: '1 mL' },
  ])
})

test('what cannot be read is null or empty, never a guess', () => {
  const [esr] = catalogOf(site, 'lis').components
  expect(esr).toMatchObject({ precision: 0, criticalHigh: null, criticalLow: null, ranges: '' })
  expect(esr?.answers).toEqual([
    { code: 'P', name: 'Positive' },
    { code: 'N', name: 'N' },
  ])
})

test('a row with a count was learned, and says what was really sent', () => {
  const [esr] = catalogOf(site, 'lis').components
  expect(esr?.seen).toMatchObject({
    count: 12,
    units: [
      { text: 'mm/h', count: 10 },
      { text: '(none)', count: 2 },
    ],
    numbers: null,
    odd: ['two spellings'],
  })
  expect(catalogOf(site, 'lis').questions[0]).not.toHaveProperty('seen')
})

test('a system without catalogs has an empty one', () => {
  expect(catalogOf(site, 'middleware')).toEqual({
    system: 'middleware',
    orderables: [],
    components: [],
    questions: [],
  })
})
