// Time and chance as ports, so that the same engine runs on the machine's clock in production and on virtual time in a
// rehearsal. The one thing to know: nothing below the adapters asks the machine for either.

/** A moment: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

export type Clock = {
  now(): Instant
  /** Calls back once, at or after the moment; returns a function that takes the call back. */
  at(when: Instant, call: () => void): () => void
}

/** A seeded source of chance and of ids. */
export type Random = {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform whole number in [0, below). */
  below(below: number): number
  /** Letters and digits, for control ids and keys. */
  token(length: number): string
}
