// Whether holding a message can hurt: it carries a result that is final, critical or corrected. The one thing to know: such
// a hold is the laboratory's and critical, because somebody must phone the result.
import type { Fact } from '../ledger/fact.ts'
import type { Order } from '../ledger/order.ts'
import { readFlag } from '../terminology/flags.ts'

/** HL7 table 0085: final, corrected, deleted, wrong, and their kin. */
const settled = new Set(['F', 'C', 'A', 'U', 'V', 'B', 'D', 'W', 'X'])
/** HL7 table 0123. */
const settledReports = new Set(['F', 'C', 'X'])
/** HL7 table 0078: not critical by themselves, yet beyond the scale or far beyond the range. */
const extreme = new Set(['<', '>', 'LU', 'HU'])

type Shown = { readonly status: string; readonly flags: string }

function isUrgentVersion({ status, flags }: Shown): boolean {
  return settled.has(status) || flags.split(/[~^ ,;]/).some((flag) => extreme.has(flag) || readFlag(flag).critical)
}

/** Whether these facts of one message carry such a result. */
export function hasUrgentResult(facts: readonly Fact[]): boolean {
  return facts.some(
    (fact) =>
      fact.kind === 'result-reported' &&
      (settledReports.has(fact.resultStatus) || fact.observations.some(isUrgentVersion)),
  )
}

/** Whether the order holds such a result that a message brought. */
export function hasUrgentResultOf(order: Order, messageId: number): boolean {
  if (order.report?.messageId === messageId && settledReports.has(order.report.status)) return true
  return order.observations.some(({ versions }) =>
    versions.some((version) => version.messageId === messageId && isUrgentVersion(version)),
  )
}
