// How many in the last minute, for each name: second by second, in a ring. Times in milliseconds.

const seconds = 60

type Ring = { readonly counts: Uint32Array; last: number }

export class RateMeter {
  readonly #rings = new Map<string, Ring>()

  add(name: string, at: number): void {
    const now = Math.floor(at / 1000)
    const ring = this.#rings.get(name) ?? { counts: new Uint32Array(seconds), last: now }
    this.#rings.set(name, ring)
    forget(ring, now)
    ring.counts[now % seconds]!++
  }

  /** Of the last 60 seconds. */
  perMinute(name: string, at: number): number {
    const ring = this.#rings.get(name)
    if (!ring) return 0
    forget(ring, Math.floor(at / 1000))
    return ring.counts.reduce((sum, count) => sum + count, 0)
  }
}

/** Clears the seconds that passed since the last look. */
function forget(ring: Ring, now: number): void {
  const passed = Math.min(seconds, now - ring.last)
  for (let n = 1; n <= passed; n++) ring.counts[(ring.last + n) % seconds] = 0
  if (now > ring.last) ring.last = now
}
