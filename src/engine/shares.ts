// How much of what waits came over which connection, so that the flood of one does not stop the others. The one thing to
// know: a connection may fill as much as all of them together leave free. One alone gets half, two a third each, and there is
// always room for one more; what waits in all stays under the limits. (Choudhury and Hahne, "Dynamic queue length
// thresholds for shared-memory packet switches", IEEE/ACM Transactions on Networking 6, 1998)

/** What waits at most, over all connections: not yet stored, and stored but not yet decided. */
export type ShareLimits = {
  readonly unstored_messages: number
  readonly unstored_bytes: number
  readonly undecided_messages: number
  readonly undecided_bytes: number
}

/** What waits of one connection, or of all. */
export type Share = { -readonly [part in keyof ShareLimits]: number }

export function emptyShare(): Share {
  return { unstored_messages: 0, unstored_bytes: 0, undecided_messages: 0, undecided_bytes: 0 }
}

/** A message that is stored and not yet decided. */
type Undecided = { readonly id: number; readonly bytes: number; readonly share: Share }

export class Shares {
  readonly #limits: ShareLimits
  readonly #all = emptyShare()
  /** In order of id, from `#first` on. */
  #undecided: Undecided[] = []
  #first = 0

  constructor(limits: ShareLimits) {
    this.#limits = limits
  }

  get undecided_messages(): number {
    return this.#all.undecided_messages
  }

  /** It is here and not stored. */
  came(share: Share, bytes: number): void {
    this.#unstored(share, 1, bytes)
  }

  /** It was stored before, or will never be: nothing of it waits any more. */
  gone(share: Share, bytes: number): void {
    this.#unstored(share, -1, -bytes)
  }

  /** It is stored, and waits for its decision. */
  stored(share: Share, id: number, bytes: number): void {
    this.#unstored(share, -1, -bytes)
    this.#decide(share, 1, bytes)
    this.#undecided.push({ id, bytes, share })
  }

  /** Every message up to this id is decided. */
  settled(through: number): void {
    const waiting = this.#undecided
    while (this.#first < waiting.length && waiting[this.#first]!.id <= through) {
      const { share, bytes } = waiting[this.#first++]!
      this.#decide(share, -1, -bytes)
    }
    if (this.#first < 1000 && this.#first < waiting.length) return
    this.#undecided = waiting.slice(this.#first)
    this.#first = 0
  }

  /** Whether a connection has more waiting than all together leave free. */
  exceeds(share: Share): boolean {
    return this.#filled(share) >= this.#free
  }

  /** Whether it may go on: it has a quarter less waiting than it may, so that it does not stop again at once. */
  fits(share: Share): boolean {
    return this.#filled(share) < 0.75 * this.#free
  }

  get #free(): number {
    return 1 - this.#filled(this.#all)
  }

  #filled(share: Share): number {
    const limits = this.#limits
    return Math.max(
      share.unstored_messages / limits.unstored_messages,
      share.unstored_bytes / limits.unstored_bytes,
      share.undecided_messages / limits.undecided_messages,
      share.undecided_bytes / limits.undecided_bytes,
    )
  }

  #unstored(share: Share, messages: number, bytes: number): void {
    share.unstored_messages += messages
    share.unstored_bytes += bytes
    this.#all.unstored_messages += messages
    this.#all.unstored_bytes += bytes
  }

  #decide(share: Share, messages: number, bytes: number): void {
    share.undecided_messages += messages
    share.undecided_bytes += bytes
    this.#all.undecided_messages += messages
    this.#all.undecided_bytes += bytes
  }
}
