import { expect, test } from 'vitest'
import { turn } from './turn.ts'

/** A chain of promises that wait for nothing but each other. */
async function chain(length: number, then: () => void): Promise<void> {
  for (let step = 0; step < length; step++) await null
  then()
}

test('a turn ends once every promise has settled that waits for nothing else', async () => {
  for (let nth = 0; nth < 100; nth++) {
    let settled = false
    void chain(1000, () => {
      settled = true
    })
    await turn()
    expect(settled).toBe(true)
  }
})

test('turns that are waited for at once end one after the other, and what follows each settles before the next', async () => {
  const seen: string[] = []
  const follow = async (name: string) => {
    await turn()
    seen.push(`${name} begins`)
    await chain(50, () => seen.push(`${name} ends`))
  }
  const names = Array.from({ length: 70 }, (_, nth) => `turn ${nth}`)
  await Promise.all(names.map(follow))
  expect(seen).toEqual(names.flatMap((name) => [`${name} begins`, `${name} ends`]))
})
