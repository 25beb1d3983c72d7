// A status that arrives where the receiver says it cannot take it. The one thing to know: the receiver answers AA and drops
// what it does not know.
import type { Rule } from '../../rule.ts'
import { aboutStatus } from './about-status.ts'
import { statusArrivals } from './arrivals.ts'

export const statusNotTaken: Rule = {
  name: 'status-not-taken',
  family: 'status',
  severity: 'high',
  finds: 'A status of an observation that arrives although the receiver’s limits leave it out.',
  explanation:
    'The message is refused or silently dropped, and with it a withdrawal or a result that could not be obtained.',
  example: 'The receiver takes F, P and C only; the laboratory withdraws results with D.',
  remedy: 'Lead it to a status that the receiver takes and that means the same, or hold such messages for a person.',
  pair(pair, tell) {
    const limits = pair.placer.system.limits.observation_statuses
    if (!limits) return
    for (const arrival of statusArrivals(pair)) {
      if (arrival.place.field !== 'OBX-11' || arrival.arrives === null || limits.includes(arrival.arrives)) continue
      const says = `${arrival.code} of OBX-11 arrives as ${arrival.arrives}; ${pair.placer.system.id} takes ${limits.join(', ')}.`
      tell({ ...aboutStatus(pair, arrival), says })
    }
  },
}
