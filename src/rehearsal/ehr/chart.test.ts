import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shownOrder } from '../testing/chart.ts'
import { takeCensus } from './census.ts'
import { type ChartEntry, type FiledComponent, labelOf, openChart, ordersOf } from './chart.ts'

const place = {
  placer: '1',
  mrn: 'R1',
  mrnAuthority: 'RVH',
  test: 'LAB1',
  group: 'G1',
  placedAt: 1,
}

function component(value: string, status: string, code = 'K'): FiledComponent {
  return {
    component: code,
    alternate: '',
    name: code,
    subId: '',
    value,
    unit: 'mmol/L',
    range: '',
    flags: '',
    status,
    note: '',
    observedAt: '',
    performedBy: '',
  }
}

function report(at: number, ...components: FiledComponent[]): ChartEntry {
  return { status: 'CM', filler: { number: 'F1', authority: '' }, components, controlId: `C${at}`, at }
}

function chartWith(...entries: ChartEntry[]) {
  const chart = openChart()
  chart.place(place)
  for (const entry of entries) chart.file('1', entry)
  return chart
}

test('a correction replaces the value, is labelled, and leaves the older versions readable', () => {
  const chart = chartWith(
    report(2, component('4.1', 'P')),
    report(3, component('4.1', 'F')),
    report(4, component('6.9', 'C')),
  )
  const [potassium] = shownOrder(chart, '1') ?? []
  expect(potassium).toMatchObject({ value: '6.9', status: 'C', label: 'corrected' })
  expect(potassium?.earlier.map(({ value, status }) => [value, status])).toEqual([
    ['4.1', 'P'],
    ['4.1', 'F'],
  ])
})

test('a final after a correction is still shown as corrected', () => {
  const chart = chartWith(
    report(2, component('4.1', 'F')),
    report(3, component('6.9', 'C')),
    report(4, component('6.9', 'F')),
  )
  expect(shownOrder(chart, '1')?.[0]).toMatchObject({ value: '6.9', label: 'corrected' })
})

test('a result that is withdrawn or deleted shows no value and stays readable', () => {
  for (const [status, label] of [
    ['W', 'withdrawn'],
    ['D', 'deleted'],
  ] as const) {
    const [item] = shownOrder(chartWith(report(2, component('4.1', 'F')), report(3, component('4.1', status))), '1')!
    expect(item).toMatchObject({ value: '', label, earlier: [{ value: '4.1', status: 'F' }] })
  }
})

test('the same report filed twice makes one version', () => {
  const chart = chartWith(report(2, component('4.1', 'F')), report(3, component('4.1', 'F')))
  expect(chart.orders.get('1')?.components[0]?.versions).toHaveLength(1)
})

test('components are told apart by code and sub-id', () => {
  const one = { ...component('E. coli', 'F', 'ORG'), subId: '1' }
  const two = { ...component('S. aureus', 'F', 'ORG'), subId: '2' }
  expect(shownOrder(chartWith(report(2, one, two)), '1')?.map(({ value }) => value)).toEqual(['E. coli', 'S. aureus'])
})

test('nothing is filed on an order that the chart does not have', () => {
  const chart = chartWith()
  expect(chart.file('2', report(2, component('4.1', 'F')))).toBe(false)
  expect(shownOrder(chart, '2')).toBeNull()
})

test("a patient's chart holds that patient's orders only", () => {
  const chart = chartWith()
  chart.place({ ...place, placer: '2', mrn: 'R2' })
  chart.place({ ...place, placer: '3', mrnAuthority: 'OTHER' })
  expect(ordersOf(chart, 'R1', 'RVH').map(({ placer }) => placer)).toEqual(['1'])
})

test('the census says what the chart shows, in the codes of the chart', () => {
  const chart = chartWith(report(2, component('4.1', 'F')), report(3, component('6.9', 'C')))
  const page = takeCensus(chart, '', 9)
  expect(page.orders).toEqual([
    { placer: '1', filler: 'F1', mrn: 'R1', mrnAuthority: 'RVH', test: 'LAB1', status: 'CM', changedAt: 3 },
  ])
  expect(page.results).toMatchObject([
    { placer: '1', filler: 'F1', mrn: 'R1', component: 'K', value: '6.9', status: 'C', corrected: true, filedAt: 3 },
  ])
  expect(page.results[0]?.corrected).toBe(labelOf(chart.orders.get('1')!.components[0]!) === 'corrected')
})

test('the census gives each change once, in pages, and begins anew for a cursor from another life', () => {
  const chart = openChart()
  for (const placer of ['1', '2', '3']) chart.place({ ...place, placer })
  const first = takeCensus(chart, '', 9, 2)
  expect([first.orders.map(({ placer }) => placer), first.more]).toEqual([['1', '2'], true])
  const second = takeCensus(chart, first.cursor, 9, 2)
  expect([second.orders.map(({ placer }) => placer), second.more]).toEqual([['3'], false])
  chart.file('1', report(5, component('4.1', 'F')))
  expect(takeCensus(chart, second.cursor, 9).orders.map(({ placer }) => placer)).toEqual(['1'])
  expect(takeCensus(chart, '4711', 9).orders).toHaveLength(3)
  expect(takeCensus(chart, 'x', 9).orders).toHaveLength(3)
  expect(takeCensus(chart, String(chart.changes), 9)).toMatchObject({ orders: [], results: [], more: false })
})

test('no filing loses a version: what was shown before is behind what is shown now', () => {
  const filing = fc.record({ value: fc.constantFrom('1', '2', '3'), status: fc.constantFrom(...'PFCDWXI') })
  fc.assert(
    fc.property(fc.array(filing, { minLength: 1, maxLength: 12 }), (filings) => {
      const chart = chartWith()
      let before: string[] = []
      for (const [index, { value, status }] of filings.entries()) {
        chart.file('1', report(index + 2, component(value, status)))
        const versions = chart.orders.get('1')!.components[0]!.versions.map((each) => `${each.value} ${each.status}`)
        expect(versions.slice(0, before.length)).toEqual(before)
        expect(versions.at(-1)).toBe(`${value} ${status}`)
        before = versions
      }
    }),
  )
})
