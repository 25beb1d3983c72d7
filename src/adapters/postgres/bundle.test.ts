import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pack, runs, unpack } from './bundle.ts'

const entries = fc.array(
  fc.record({ head: fc.jsonValue(), parts: fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 3 }) }),
  { maxLength: 20 },
)

test('a bundle gives back what was packed into it', () => {
  fc.assert(
    fc.property(entries, (given) => {
      const found = unpack(pack(given))
      expect(found.map(({ head }) => head)).toEqual(given.map(({ head }) => JSON.parse(JSON.stringify(head))))
      expect(found.map(({ parts }) => parts.map((part) => [...part]))).toEqual(
        given.map(({ parts }) => parts.map((part) => [...part])),
      )
    }),
  )
})

test('messages that are much alike take a fraction of their bytes, and bytes that cannot shrink hardly more', () => {
  const message = (n: number) =>
    Buffer.from(`MSH|^~\\&|LIS|LAB|||20260314||ORU^R01|C${n}|P|2.5.1\r${'OBX|1|NM|K^K^L||4.1\r'.repeat(50)}`)
  const alike = Array.from({ length: 16 }, (_, n) => ({ head: n, parts: [message(n)] }))
  expect(pack(alike).length).toBeLessThan(message(0).length)
  let state = 1
  const noise = new Uint8Array(40_000).map(() => {
    state = (state * 48_271) % 2_147_483_647
    return state & 255
  })
  expect(pack([{ head: 1, parts: [noise] }]).length).toBeLessThan(noise.length + 100)
})

test('one bundle does not reach into another: a part may be larger than all that came before', () => {
  const first = pack([{ head: 1, parts: [Buffer.alloc(1000, 'a')] }])
  const second = pack([{ head: 2, parts: [Buffer.alloc(1_000_000, 'b')] }])
  const third = pack([{ head: 3, parts: [Buffer.alloc(10, 'c')] }])
  const parts = [first, second, third].map((bundle) => unpack(bundle)[0]!.parts[0]!)
  expect(parts.map((part) => [part.length, part[0]])).toEqual([
    [1000, 97],
    [1_000_000, 98],
    [10, 99],
  ])
})

test('runs keep the order, stay small, and end at a boundary', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 60_000 })), (sizes) => {
      const found = runs(
        sizes,
        (size) => size,
        (before, after) => before % 10 === 0 && after % 10 !== 0,
      )
      expect(found.flat()).toEqual(sizes)
      for (const run of found) {
        expect(run.length).toBeGreaterThan(0)
        if (run.length > 1) expect(run.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(48 * 1024)
        for (let at = 1; at < run.length; at++) expect(run[at - 1]! % 10 === 0 && run[at]! % 10 !== 0).toBe(false)
      }
    }),
  )
  expect(
    runs(
      Array.from({ length: 300 }, () => 1),
      () => 1,
      () => false,
    ).map(({ length }) => length),
  ).toEqual([128, 128, 44])
})
