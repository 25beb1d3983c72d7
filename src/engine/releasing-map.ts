// A map for what comes and goes thousands of times a second. The one thing to know: the runtime keeps the outgrown tables of
// a Map, and all that stood in them, until its slow collector runs; here a deleted value is let go at once.

type Box<V> = { value: V | undefined }

export class ReleasingMap<K, V extends object> {
  readonly #boxes = new Map<K, Box<V>>()

  get size(): number {
    return this.#boxes.size
  }

  get(key: K): V | undefined {
    return this.#boxes.get(key)?.value
  }

  has(key: K): boolean {
    return this.#boxes.has(key)
  }

  set(key: K, value: V): void {
    const box = this.#boxes.get(key)
    if (box) box.value = value
    else this.#boxes.set(key, { value })
  }

  /** Whether it was there. */
  delete(key: K): boolean {
    const box = this.#boxes.get(key)
    if (!box) return false
    box.value = undefined
    return this.#boxes.delete(key)
  }

  /** In the order in which the keys came. */
  *values(): Generator<V> {
    for (const { value } of this.#boxes.values()) yield value!
  }

  clear(): void {
    for (const box of this.#boxes.values()) box.value = undefined
    this.#boxes.clear()
  }
}
