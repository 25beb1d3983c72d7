// Two laboratories behind one LIS count alike: the same digits under two authorities are two orders, also of one patient.
import { expect, test } from 'vitest'
import { orderIn } from './book.ts'
import { accepted, test as code, final, number, otto, raised, requested, shown, status, told } from './testing/facts.ts'

const [atA, atB, dropped] = [[number('123', 'LAB-A')], [number('123', 'LAB-B')], [number('123')]]
const first = () => [requested(), accepted({ filler: atA })]
const second = () => [requested({ placer: [number('P2')] }), accepted({ placer: [number('P2')], filler: atB })]
const byFiller = (filler: typeof atA, value = '4.1', extra = {}) =>
  final({ K: value }, { placer: [], filler, ...extra })

test('a result that comes with the filler number alone belongs to the order of that authority', () => {
  const { book, results } = told(...first(), ...second(), byFiller(atB, '5.5'), byFiller(atA, '4.1'))
  expect(results.slice(4).map(({ orderId, unsolicited }) => [orderId, unsolicited])).toEqual([
    [2, false],
    [1, false],
  ])
  expect(results.flatMap(raised)).toEqual([])
  expect([shown(orderIn(book, 1)!, 'K'), shown(orderIn(book, 2)!, 'K')]).toEqual(['4.1', '5.5'])
})

test('a result of the other authority finishes nobody’s order while its own is not known, and is raised', () => {
  for (const extra of [{}, { test: null }]) {
    const { book, results } = told(...first(), byFiller(atB, '5.5', extra))
    expect(results[2]).toMatchObject({ orderId: 2, verdict: 'accepted' })
    expect(raised(results[2]!)).toEqual(['number-shared high'])
    expect(orderIn(book, 1)).toMatchObject({ state: 'accepted', observations: [] })
  }
})

test('under a placer number of its own it is plainly another order', () => {
  const { results } = told(...first(), byFiller(atB, '5.5', { placer: [number('P2')] }))
  expect(results[2]).toMatchObject({ orderId: 2, verdict: 'accepted', unsolicited: true, concerns: [] })
})

test('of another patient it is another number altogether, and nobody need look', () => {
  const { results } = told(...first(), byFiller(atB, '5.5', { patient: otto }))
  expect(results[2]).toMatchObject({ orderId: 2, verdict: 'accepted', unsolicited: true })
  expect(raised(results[2]!)).toEqual([])
})

test('a status with the filler number alone changes the order of its authority only', () => {
  const { book } = told(...first(), ...second(), status('IP', { placer: [], filler: atB, test: null }))
  expect([orderIn(book, 1)!.state, orderIn(book, 2)!.state]).toEqual(['accepted', 'in-process'])
  const alone = told(...first(), status('IP', { placer: [], filler: atB, test: null }))
  expect(orderIn(alone.book, 1)!.state).toBe('accepted')
})

test('the placer number decides where it is given, whatever authority stands with the filler’s', () => {
  const { results } = told(...first(), final({ K: '4.1' }, { filler: atB }))
  expect(results[2]).toMatchObject({ orderId: 1, unsolicited: false })
})

test('a side that leaves the authority out means the one order with these digits', () => {
  expect(told(...first(), byFiller(dropped)).results[2]).toMatchObject({ orderId: 1, unsolicited: false })
  const bare = [requested(), accepted({ filler: dropped })]
  expect(told(...bare, byFiller(atA)).results[2]).toMatchObject({ orderId: 1, unsolicited: false })
})

test('where there are two, the test tells, else nothing does and it is raised', () => {
  const other = [requested({ placer: [number('P2')] })]
  const lipid = accepted({ placer: [number('P2')], filler: atB, test: code('LIPID') })
  const { results } = told(...first(), ...other, lipid, byFiller(dropped, '180', { test: code('LIPID') }))
  expect(results[4]).toMatchObject({ orderId: 2, unsolicited: false })
  const alike = told(...first(), ...second(), byFiller(dropped)).results[4]!
  expect(alike).toMatchObject({ orderId: 3, unsolicited: true })
  expect(raised(alike)).toEqual(['number-shared high'])
})

test('an order whose authority was once left out is still that authority’s', () => {
  const { book, results } = told(...first(), status('IP', { filler: dropped }), byFiller(atB, '5.5'))
  expect(results[3]).toMatchObject({ orderId: 2 })
  expect(orderIn(book, 1)!.observations).toEqual([])
})
