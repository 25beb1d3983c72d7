// Asked to stop at every tenth of a second from the first moment until it runs: nothing goes on running, whatever the moment.
import { expect, test } from 'vitest'
import { interruptedDemo, interruptedUp } from './testing/interrupted.ts'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Tries later and later moments, until the start was over twice. Gives how many it tried. */
async function atEveryMoment(interrupted: typeof interruptedUp): Promise<number> {
  let ready = 0
  for (let nth = 0; ; nth++) {
    const { wasReady } = await interrupted(nth * 100, signals[nth % signals.length]!)
    if (wasReady && ++ready === 2) return nth
  }
}

test('up leaves nothing running, whenever it is asked to stop', async () => {
  expect(await atEveryMoment(interruptedUp)).toBeGreaterThan(10)
})

test('the demo leaves nothing behind, whenever it is asked to stop', async () => {
  expect(await atEveryMoment(interruptedDemo)).toBeGreaterThan(10)
})
