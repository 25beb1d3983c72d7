import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyShare, Shares } from './shares.ts'

const limits = { unstored_messages: 60, unstored_bytes: 6000, undecided_messages: 120, undecided_bytes: 12_000 }

/** How many messages each of so many senders gets to have waiting, when all send as fast as they are read. */
function flood(senders: number): number[] {
  const shares = new Shares(limits)
  const all = Array.from({ length: senders }, emptyShare)
  let id = 0
  for (let round = 0; round < 500; round++) {
    for (const share of all) {
      if (shares.exceeds(share)) continue
      shares.came(share, 10)
      shares.stored(share, ++id, 10)
    }
  }
  return all.map((share) => share.undecided_messages)
}

test('one sender alone fills half, two fill a third each, and there is always room for one more', () => {
  for (const [senders, each] of [
    [1, 60],
    [2, 40],
    [5, 20],
  ] as const) {
    for (const count of flood(senders)) expect(Math.abs(count - each)).toBeLessThanOrEqual(1)
  }
})

test('a sender that has nothing waiting is read, whatever another sends', () => {
  const shares = new Shares(limits)
  const [flooding, modest] = [emptyShare(), emptyShare()]
  while (!shares.exceeds(flooding)) shares.came(flooding, 10)
  expect([shares.exceeds(flooding), shares.exceeds(modest), shares.fits(modest)]).toEqual([true, false, true])
})

test('a sender that was stopped goes on once a quarter of what it may have is free again', () => {
  const shares = new Shares(limits)
  const share = emptyShare()
  for (let id = 1; !shares.exceeds(share); id++) {
    shares.came(share, 10)
    shares.stored(share, id, 10)
  }
  shares.settled(5)
  expect([shares.exceeds(share), shares.fits(share)]).toEqual([false, false])
  shares.settled(9)
  expect(shares.fits(share)).toBe(true)
})

test('large messages count by their bytes', () => {
  const shares = new Shares(limits)
  const share = emptyShare()
  shares.came(share, 2999)
  expect(shares.exceeds(share)).toBe(false)
  shares.came(share, 1)
  expect(shares.exceeds(share)).toBe(true)
  shares.gone(share, 1)
  expect(shares.exceeds(share)).toBe(false)
})

test('what waits in all stays under the limits, and nothing counts once everything is decided', () => {
  const act = fc.record({ sender: fc.nat(4), bytes: fc.integer({ min: 0, max: 200 }), kind: fc.nat(3) })
  fc.assert(
    fc.property(fc.array(act, { maxLength: 800 }), (acts) => {
      const shares = new Shares(limits)
      const all = Array.from({ length: 5 }, emptyShare)
      const unstored: { share: (typeof all)[0]; bytes: number }[] = []
      let id = 0
      for (const { sender, bytes, kind } of acts) {
        const share = all[sender]!
        if (kind > 1 && !shares.exceeds(share)) {
          shares.came(share, bytes)
          unstored.push({ share, bytes })
        } else if (kind === 0 && unstored.length > 0) {
          const { share: whose, bytes: size } = unstored.shift()!
          if (size % 7 === 0) shares.gone(whose, size)
          else shares.stored(whose, ++id, size)
        } else if (kind === 1) shares.settled(id - (bytes % 10))
        const sum = (part: keyof typeof limits) => all.reduce((total, one) => total + one[part], 0)
        expect(sum('unstored_messages')).toBeLessThanOrEqual(limits.unstored_messages)
        expect(sum('undecided_messages')).toBeLessThanOrEqual(limits.undecided_messages + limits.unstored_messages)
        expect(sum('unstored_bytes')).toBeLessThanOrEqual(limits.unstored_bytes + 200)
      }
      for (const { share, bytes } of unstored) shares.gone(share, bytes)
      shares.settled(id)
      expect(all).toEqual(all.map(() => emptyShare()))
      expect(shares.undecided_messages).toBe(0)
    }),
  )
})
