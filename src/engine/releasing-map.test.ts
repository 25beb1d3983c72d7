import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ReleasingMap } from './releasing-map.ts'

type Step = readonly [does: 'set' | 'delete' | 'clear', key: number, value: string]

const steps = fc.array(
  fc.tuple(fc.constantFrom('set', 'set', 'delete', 'clear' as const), fc.nat(5), fc.string({ maxLength: 3 })),
)

test('it holds what a map would hold, in the order in which the keys came', () => {
  fc.assert(
    fc.property(steps, (given) => {
      const ours = new ReleasingMap<number, { text: string }>()
      const plain = new Map<number, { text: string }>()
      for (const [does, key, text] of given as Step[]) {
        const value = { text }
        if (does === 'set') {
          ours.set(key, value)
          plain.set(key, value)
        } else if (does === 'delete') expect(ours.delete(key)).toBe(plain.delete(key))
        else {
          ours.clear()
          plain.clear()
        }
        expect([...ours.values()]).toEqual([...plain.values()])
        expect(ours.size).toBe(plain.size)
        expect(ours.get(key)).toBe(plain.get(key))
        expect(ours.has(key)).toBe(plain.has(key))
      }
    }),
  )
})
