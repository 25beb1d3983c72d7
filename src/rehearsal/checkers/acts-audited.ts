// What people do at Labloop is in the audit trail, in the order in which it was done, with who did it.
import type { Act, TimedAct } from '../play/act.ts'
import type { Evidence } from '../play/evidence.ts'
import type { Docket } from './docket.ts'
import { awaySpans, isAway } from './spans.ts'
import { checker, type Fault } from './violations.ts'

type PersonAct = Extract<TimedAct, { who: 'person' }>['act']

export const actsAudited = checker(
  'acts-audited',
  {
    verifies:
      'Every act of a person that changed something stands in the audit trail with who did it, entries are in order of time, and nothing was let go, cancelled or taken without one.',
    notVerified: 'What people look at, and the chain of hashes over the trail: `labloop audit verify` is for that.',
  },
  function* (docket, evidence) {
    yield* unaudited(docket)
    for (const { at, act } of evidence.acts) {
      if (
        act.who !== 'person' ||
        isNotPlayed(evidence, act) ||
        !isCarriedOut(evidence, act.act) ||
        hasEntry(evidence, act.act)
      )
        continue
      yield { subject: subjectOf(evidence, act.act), at, text: `A person’s ${act.act.do} is not in the audit trail.` }
    }
    yield* order(evidence)
  },
)

/** Refused to the person, or there was nothing to do. */
function isNotPlayed({ notPlayed }: Evidence, act: Act): boolean {
  return notPlayed.some((one) => one.act === act)
}

function subjectOf({ keys }: Evidence, act: PersonAct): string {
  return 'order' in act ? (keys.get(act.order) ?? '') : act.flow
}

/** Whether something in the books shows that it was carried out; what could not be is not asked for. */
function isCarriedOut({ labloop, site }: Evidence, act: PersonAct): boolean {
  if ('flow' in act) return site.flows.some(({ id }) => id === act.flow)
  if (act.do === 'take') return false
  const { rootCause } = act
  return rootCause !== undefined && labloop.exceptions.some((one) => one.rootCause === rootCause)
}

function hasEntry({ labloop }: Evidence, act: PersonAct): boolean {
  const why = 'flow' in act ? act.why : (act.rootCause ?? '')
  return labloop.audit.some(({ what, about, who }) => what.startsWith(act.do) && about.endsWith(why) && who !== '')
}

/** What the books show to have been done by a person, without an entry. */
function* unaudited({ evidence: { labloop } }: Docket): Generator<Fault> {
  const has = (what: string, about: string) =>
    labloop.audit.some(
      (entry) =>
        entry.what === what &&
        (entry.about === about || entry.about.startsWith(`${about}:`) || entry.about.startsWith(`${about},`)),
    )
  for (const { id, takenBy } of labloop.exceptions) {
    if (takenBy !== '' && !has('take', `exception ${id}`)) {
      yield { subject: '', text: `Exception ${id} was taken by a person, and the audit trail does not say so.` }
    }
  }
  for (const { id, state, why, controlId: subject } of labloop.deliveries) {
    if (state === 'cancelled' && !endedBy(why).some((what) => has(what, `delivery ${id}`))) {
      yield { subject, text: `Delivery ${id} was cancelled, and the audit trail does not say by whom.` }
    }
  }
}

/** What a person can have done so that a delivery is over: one that is let go may move to the connection that its flow has now. */
function endedBy(why: string): readonly string[] {
  if (why.startsWith('moved to ')) return ['release', 'resend']
  return /^(?:cancel|skip)(?= by )/.exec(why) ?? []
}

/** Backwards only where the clock itself was moved. */
function* order(evidence: Evidence): Generator<Fault> {
  const away = awaySpans(evidence)
  let last = Number.NEGATIVE_INFINITY
  for (const { at, what } of evidence.labloop.audit) {
    if (at < last && !isAway(away, last))
      yield { subject: '', at, text: `The audit entry of a ${what} stands behind a later one.` }
    last = at
  }
}
