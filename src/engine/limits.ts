// Every bound and interval of the engine in one place, with what they are unless told otherwise.
import { type OutboundLimits, outboundLimits } from './deliver.ts'
import { type LeaseLimits, leaseLimits } from './leases.ts'
import { type ProcessLimits, processLimits } from './process.ts'
import { type WatchLimits, watchLimits } from './watch.ts'

export type EngineLimits = {
  readonly process: ProcessLimits
  readonly outbound: OutboundLimits
  readonly watch: WatchLimits
  readonly leases: LeaseLimits
  /** A node that stands by asks this often whether it may act. */
  readonly standby_ms: number
}

export type EngineLimitsChange = { readonly [part in keyof EngineLimits]?: Partial<EngineLimits[part]> }

/** The usual limits, with what is wanted different. */
export function engineLimits(change: EngineLimitsChange = {}): EngineLimits {
  return {
    process: { ...processLimits, ...change.process },
    outbound: { ...outboundLimits, ...change.outbound },
    watch: { ...watchLimits, ...change.watch },
    leases: { ...leaseLimits, ...change.leases },
    standby_ms: change.standby_ms ?? 1000,
  }
}
