// The rights to act of this node: receiving, processing, and each destination. The one thing to know: a node that cannot
// renew in time stops acting before its right ends, so that two nodes never act at once; and the store refuses the
// writes of one that is late.
import type { Clock, Instant } from './ports/clock.ts'
import type { Lease, Store } from './ports/store.ts'

export type LeaseLimits = { readonly ttl_ms: number; readonly renew_ms: number; readonly margin_ms: number }

export const leaseLimits: LeaseLimits = { ttl_ms: 15_000, renew_ms: 5_000, margin_ms: 2_000 }

export type LeasePorts = { readonly store: Pick<Store, 'lease' | 'release'>; readonly clock: Clock }

export type LeaseHandlers = {
  onRenewed(): void
  /** Another node holds one of them, or none could be renewed in time. Nothing may be done from here any more. */
  onLost(error: Error): void
}

export class Leases {
  readonly #node: string
  readonly #names: readonly string[]
  readonly #ports: LeasePorts
  readonly #limits: LeaseLimits
  readonly #held = new Map<string, Lease>()
  #cancel: (() => void) | null = null
  #ended = false
  #lost = false

  constructor(node: string, names: readonly string[], ports: LeasePorts, limits: LeaseLimits) {
    this.#node = node
    this.#names = names
    this.#ports = ports
    this.#limits = limits
  }

  /** Takes all of them, or none: false while another node holds one. */
  async take(): Promise<boolean> {
    for (const name of this.#names) {
      const lease = await this.#ports.store.lease(name, this.#node, this.#limits.ttl_ms, this.#ports.clock.now())
      if (!lease) {
        await this.release()
        return false
      }
      this.#held.set(name, lease)
    }
    return true
  }

  /** Renews from now on. */
  keep(handlers: LeaseHandlers): void {
    this.#renewAfter(this.#limits.renew_ms, handlers)
  }

  #renewAfter(wait_ms: number, handlers: LeaseHandlers): void {
    const { clock } = this.#ports
    this.#cancel = clock.at(clock.now() + wait_ms, () => {
      this.#renew().then(
        (stands) => {
          if (this.#ended) return
          if (!stands) this.#lose(handlers, 'another node holds it')
          else {
            handlers.onRenewed()
            this.keep(handlers)
          }
        },
        (error: Error & { code?: string }) => this.#failed(handlers, error),
      )
    })
  }

  async #renew(): Promise<boolean> {
    for (const lease of [...this.#held.values()]) {
      const now = this.#ports.clock.now()
      const renewed = await this.#ports.store.lease(lease.name, this.#node, this.#limits.ttl_ms, now)
      if (!renewed || renewed.epoch !== lease.epoch) return false
      this.#held.set(lease.name, renewed)
    }
    return true
  }

  /** The store did not answer: tried again every second for as long as the right stands. */
  #failed(handlers: LeaseHandlers, { code }: { readonly code?: string }): void {
    if (this.#ended) return
    if (code === 'lease-lost' || !this.mayAct()) this.#lose(handlers, code ?? 'the store failed')
    else this.#renewAfter(1000, handlers)
  }

  #lose(handlers: LeaseHandlers, why: string): void {
    this.#lost = true
    this.end()
    handlers.onLost(Object.assign(new Error(`A lease was lost: ${why}.`), { code: 'lease-lost' }))
  }

  /** Whether the right stands, with a margin for what is under way; of all where no name is given. */
  mayAct(name = '', now: Instant = this.#ports.clock.now()): boolean {
    if (this.#lost) return false
    const stands = (lease: Lease | undefined) => lease !== undefined && now < lease.expiresAt - this.#limits.margin_ms
    if (name !== '') return stands(this.#held.get(name))
    for (const lease of this.#held.values()) if (!stands(lease)) return false
    return this.#held.size > 0
  }

  get(name: string): Lease {
    const lease = this.#held.get(name)
    if (!lease) throw Object.assign(new Error(`The lease ${name} is not held.`), { code: 'lease-lost' })
    return lease
  }

  /** Stops renewing. */
  end(): void {
    this.#ended = true
    this.#cancel?.()
  }

  /** Gives them back, so that another node need not wait. */
  async release(): Promise<void> {
    const held = [...this.#held.values()]
    this.#held.clear()
    for (const lease of held) await this.#ports.store.release(lease)
  }
}
