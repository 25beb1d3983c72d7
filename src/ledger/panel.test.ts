import { expect, test } from 'vitest'
import { orderIn, raiseOn, tell } from './book.ts'
import type { LedgerPolicy } from './source.ts'
import { corrected, emptyBook, final, number, raised, report, requested, withCensus } from './testing/facts.ts'

const panels: LedgerPolicy = {
  ...withCensus,
  componentsOf: (code, system) => (system === 'lis' && code?.code === 'BMP' ? ['NA', 'K', 'CL'] : []),
}
function told(...facts: Parameters<typeof tell>[1][]) {
  const book = emptyBook()
  const results = facts.map((fact) => {
    const one = tell(book, fact, panels)
    if (one.concerns.length > 0 && one.orderId !== null) raiseOn(book, one.orderId, fact.messageId)
    return one
  })
  return { book, results, last: results.at(-1)! }
}

test('a first final that lacks a component of its panel is delivered and owned', () => {
  const { book, last } = told(requested(), final({ NA: '140', K: '4.1' }))
  expect(last.verdict).toBe('accepted')
  expect(raised(last)).toEqual(['component-missing high'])
  expect(last.concerns[0]!.cause).toBe('component-missing|lis|panel-incomplete')
  expect(orderIn(book, 1)!.state).toBe('final')
})

test('it is settled once the missing component comes, whatever its status', () => {
  for (const missing of [{ CL: '101' }, { CL: ['', { status: 'X' }] as const }]) {
    const { last } = told(requested(), final({ NA: '140', K: '4.1' }), final(missing))
    expect(last.concerns).toEqual([])
    expect(last.settled).toContainEqual({
      kind: 'component-missing',
      cause: 'component-missing|lis|panel-incomplete',
      orderId: 1,
    })
  }
})

test('what is said to be partial, and a panel that is finished over hours, is not missing anything', () => {
  const story = [requested(), report('P', { NA: '140' }), report('F', { K: '4.1' }, { report: 'P' })]
  expect(told(...story).results.flatMap(({ concerns }) => concerns)).toEqual([])
  expect(told(...story, final({ NA: '140', K: '4.1', CL: '101' })).last.concerns).toEqual([])
  expect(raised(told(...story, final({ NA: '140', K: '4.1' })).last)).toEqual(['component-missing high'])
})

test('a component that could not be obtained, or was withdrawn, is not missing', () => {
  const { last } = told(requested(), final({ NA: '140', K: ['', { status: 'X' }], CL: ['101', { status: 'D' }] }))
  expect(last.concerns).toEqual([])
})

test('a person who has closed it is not asked again by a correction', () => {
  const { last } = told(requested(), final({ NA: '140', K: '4.1' }), corrected({ K: '4.4' }))
  expect(last.concerns).toEqual([])
})

test('an order over two accessions is complete with the last of them', () => {
  const first = report('F', { NA: '140' }, { filler: [number('F1')], report: 'A' })
  const second = final({ K: '4.1', CL: '101' }, { filler: [number('F2')] })
  expect(told(requested(), first, second).results.flatMap(({ concerns }) => concerns)).toEqual([])
})

test('a report in codes that the catalog does not have, and a test without a catalog, are not judged', () => {
  expect(told(requested(), final({ '2951-2': '140', '2823-3': '4.1' })).last.concerns).toEqual([])
  const other = { code: 'XYZ', name: 'XYZ', system: 'L' }
  expect(told(requested(), final({ NA: '140' }, { test: other })).last.concerns).toEqual([])
})
