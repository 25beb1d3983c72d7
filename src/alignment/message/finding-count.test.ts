import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addCounts, type FindingCount, most_kept } from './finding-count.ts'

const subject = { system: 'lis', kind: 'component', code: 'K', name: '' } as const
const words = { key: 'unit-missing|lis|component|K|||', rule: 'unit-missing', severity: 'normal' } as const

test('counts of one finding add up: how often, from the first to the last, the first examples and the later words', () => {
  const counts = fc.array(fc.tuple(fc.string(), fc.nat({ max: 9 }), fc.array(fc.nat(), { maxLength: 7 })), {
    minLength: 1,
    maxLength: 8,
  })
  fc.assert(
    fc.property(counts, (given) => {
      const all = given.map(([says, count, examples], at): FindingCount => {
        const seen = { count, firstAt: at, lastAt: at, examples: examples.slice(0, most_kept) }
        return { ...words, subject, counterpart: null, variant: '', says, ...seen }
      })
      const sum = all.reduce(addCounts)
      expect(sum).toEqual({
        ...all.at(-1),
        count: given.reduce((total, [, count]) => total + count, 0),
        firstAt: 0,
        examples: all.flatMap(({ examples }) => examples).slice(0, most_kept),
      })
    }),
  )
})
