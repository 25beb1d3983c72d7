import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addCounts, addSeen, type FindingCount, firstSeen, most_kept } from './finding-count.ts'

const subject = { system: 'lis', kind: 'component', code: 'K', name: '' } as const
const wordsOf = (says: string) => {
  const known = { key: 'unit-missing|lis|component|K|||', rule: 'unit-missing', severity: 'normal' } as const
  return { ...known, subject, counterpart: null, variant: '', says }
}

test('a message more is the same as the count of that message added', () => {
  const messages = fc.array(fc.tuple(fc.string(), fc.nat(), fc.nat()), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(messages, (seen) => {
      let [one, other]: [FindingCount | null, FindingCount | null] = [null, null]
      for (const [says, at, id] of seen) {
        const made = firstSeen(wordsOf(says), at, id)
        one = one ? addSeen(one, wordsOf(says), at, id) : made
        other = other ? addCounts(other, made) : made
      }
      expect(one).toEqual(other)
      expect(one!.count).toBe(seen.length)
      expect(one!.examples).toEqual(seen.slice(0, most_kept).map(([, , id]) => id))
    }),
  )
})
