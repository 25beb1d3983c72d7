// Making, taking and closing exceptions. The one thing to know: an exception has a team and a clock from the moment it is
// raised, and never ends without a root cause.
import type { Site } from '../site/shapes/site.ts'
import { laboratoryTeam, teamFor, type Whereabouts } from './accountable.ts'
import type { Concern, Exception } from './exception.ts'

/**
 * An exception of a concern: assigned to the accountable team, due when the clock of its severity runs out.
 * `now` in milliseconds since 1970. `team` overrides the table, for a result that is held.
 */
export function raise(
  concern: Concern,
  about: Whereabouts,
  site: Site,
  id: number,
  now: number,
  team: string = concern.team ?? teamFor(concern.kind, about, site),
): Exception {
  return {
    id,
    kind: concern.kind,
    severity: concern.severity,
    text: concern.text,
    cause: concern.cause,
    orderIds: about.orderIds,
    messageId: about.messageId,
    deliveryId: about.deliveryId,
    flow: about.flow,
    system: about.system,
    team,
    status: 'assigned',
    takenBy: '',
    openedAt: now,
    dueAt: now + site.ownership.clocks[concern.severity],
    closedAt: null,
    rootCause: '',
  }
}

/** The hold of a final, critical or corrected result: critical, and the laboratory's, who must phone it. */
export function raiseHeldResult(concern: Concern, about: Whereabouts, site: Site, id: number, now: number): Exception {
  const text = site.mode === 'observe' || /\bphone\b/i.test(concern.text) ? concern.text : `${concern.text} ${phoneIt}`
  return raise({ ...concern, text, severity: 'critical' }, about, site, id, now, laboratoryTeam(about, site))
}

const phoneIt = 'Phone the result before anything else.'

/** The exception as taken by a person on shift; a closed one stays as it is. */
export function take(exception: Exception, who: string): Exception {
  return exception.status === 'closed' ? exception : { ...exception, status: 'taken', takenBy: who }
}

/** The exception as closed, with why it came about; a closed one keeps its first root cause. */
export function close(exception: Exception, rootCause: string, now: number): Exception {
  return exception.status === 'closed' ? exception : { ...exception, status: 'closed', closedAt: now, rootCause }
}
