// A map of the latest: it forgets what was set longest ago. The one thing to know: the runtime looks for the first key of a
// Map from the Map's beginning, over every place that a deleted one left, so the oldest is asked of one iterator that goes on.

export class Recent<Key, Value> {
  readonly #most: number
  readonly #kept = new Map<Key, Value>()
  /** Stands before the oldest: whatever it has passed was deleted, or set anew and so behind all others. */
  readonly #oldest = this.#kept.keys()

  /** @param most how many it keeps, at least 1 */
  constructor(most: number) {
    this.#most = most
  }

  get size(): number {
    return this.#kept.size
  }

  get(key: Key): Value | undefined {
    return this.#kept.get(key)
  }

  /** Keeps a value as the latest; forgets the oldest where there are too many. */
  set(key: Key, value: Value): void {
    this.#kept.delete(key)
    this.#kept.set(key, value)
    if (this.#kept.size > this.#most) this.#kept.delete(this.#oldest.next().value!)
  }

  delete(key: Key): void {
    this.#kept.delete(key)
  }

  /** The oldest first. */
  entries(): IterableIterator<[Key, Value]> {
    return this.#kept.entries()
  }

  values(): IterableIterator<Value> {
    return this.#kept.values()
  }
}
