import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { systemClock } from './clock.ts'
import { systemRandom } from './random.ts'

/** A machine whose clock can be set. */
function machine() {
  const time = { wall: 1_000_000, elapsed: 0 }
  const clock = systemClock({ wall: () => time.wall, elapsed: () => time.elapsed })
  const pass = (ms: number) => {
    time.wall += ms
    time.elapsed += ms
    return clock.now()
  }
  return { time, clock, pass }
}

test('it shows the time of the system', () => {
  const before = Date.now()
  const shown = systemClock().now()
  expect(shown).toBeGreaterThanOrEqual(before)
  expect(shown).toBeLessThanOrEqual(Date.now())
})

test('it never goes back, whatever is done to the clock of the system', () => {
  const step = fc.record({ pass: fc.nat(10_000), set: fc.integer({ min: -100_000, max: 100_000 }) })
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const { time, pass } = machine()
      let before = 0
      for (const { pass: ms, set } of steps) {
        const now = pass(ms)
        expect(now).toBeGreaterThanOrEqual(before)
        expect(Number.isInteger(now)).toBe(true)
        before = now
        time.wall += set
      }
    }),
  )
})

test('set back by a minute, it goes on at half speed and agrees again after two', () => {
  const { time, pass, clock } = machine()
  const start = clock.now()
  time.wall -= 60_000
  expect(pass(10_000)).toBe(start + 5000)
  for (let second = 0; second < 111; second++) pass(1000)
  expect(clock.now()).toBe(time.wall)
  expect(pass(1000)).toBe(time.wall)
})

test('set forward, it follows at once', () => {
  const { time, clock } = machine()
  time.wall += 3_600_000
  expect(clock.now()).toBe(time.wall)
})

test('an alarm calls once, at or after its moment, and not when it was taken back', async () => {
  const clock = systemClock()
  const when = clock.now() + 30
  const called = await new Promise<number>((resolve) => clock.at(when, () => resolve(clock.now())))
  expect(called).toBeGreaterThanOrEqual(when)
  const never = vi.fn()
  clock.at(clock.now() + 10, never)()
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(never).not.toHaveBeenCalled()
})

test('an alarm months away waits for its moment, and one whose clock was set forward does not wait for long', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const { time, clock, pass } = machine()
    const day = 86_400_000
    const far = vi.fn()
    const near = vi.fn()
    clock.at(clock.now() + 60 * day, far)
    clock.at(clock.now() + 7_200_000, near)
    time.wall += 7_200_000 // the machine slept
    pass(60_000)
    vi.advanceTimersByTime(60_000)
    expect(near).toHaveBeenCalledTimes(1)
    for (let hours = 0; hours < 60 * 24 - 4; hours++) {
      pass(3_600_000)
      vi.advanceTimersByTime(3_600_000)
    }
    expect(far).not.toHaveBeenCalled()
    pass(4 * 3_600_000)
    vi.advanceTimersByTime(60_000)
    expect(far).toHaveBeenCalledTimes(1)
  } finally {
    vi.useRealTimers()
  }
})

test('chance without a seed differs from start to start, with one it repeats', () => {
  expect(systemRandom().token(20)).not.toBe(systemRandom().token(20))
  expect(systemRandom(7).token(20)).toBe(systemRandom(7).token(20))
})
