// Whether a report that ends an order has everything that the laboratory's catalog says a complete report of the test holds.
// The one thing to know: a component counts as reported under any status, also where it could not be obtained; only one of
// which nothing was ever said is missing, and nobody would look for it.
import type { Observation, OrderState } from './order.ts'

/** The order is at its end as far as results go. */
export function isComplete(state: OrderState): boolean {
  return state === 'final' || state === 'corrected'
}

/**
 * Whether components are missing: `components` are their codes as the laboratory sends them in OBX-3. A report in which none
 * of them stands is written in other codes, and says nothing of it.
 */
export function lacksComponents(observations: readonly Observation[], components: readonly string[]): boolean {
  if (components.length < 2) return false
  const reported = new Set(observations.map(({ code }) => code.code))
  const missing = components.filter((code) => !reported.has(code))
  return missing.length > 0 && missing.length < components.length
}
