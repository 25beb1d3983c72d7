// A turn over real devices: it must let them be heard, which turns by the handful do not.
import { expect, test } from 'vitest'
import { quietTurn } from './quiet-turn.ts'

/** Counts passes of the event loop, in each of which devices are heard, until it is told to stop. */
function passes(): { count: number; stop(): void } {
  let goes = true
  const stop = () => {
    goes = false
  }
  const counted = { count: 0, stop }
  const next = () => {
    counted.count++
    if (goes) setImmediate(next)
  }
  setImmediate(next)
  return counted
}

test('while nothing is under way devices are heard several times in a turn, so that what is on its way can begin', async () => {
  const turn = quietTurn({ pending: () => 0, giveUp: () => {} })
  for (let more = 0; more < 20; more++) {
    const heard = passes()
    await turn()
    heard.stop()
    expect(heard.count).toBeGreaterThanOrEqual(5)
  }
})

test('what does not come is given up, and the turn ends', async () => {
  let pending = 1
  const giveUp = () => {
    pending = 0
  }
  await quietTurn({ pending: () => pending, giveUp }, 15)()
  expect(pending).toBe(0)
})
