// What an answer makes of its delivery that comes after the delivery was settled. The one thing to know: by then it may have
// been let go, skipped or withdrawn, and what a person decided stands. So this is asked where the outcome is stored, by
// where the delivery stands there, and not where the answer came. (docs/adr/0082)
import type { Concern } from '../ownership/exception.ts'
import type { Level } from '../site/shapes/common.ts'
import { afterwards, lookFirst, type Verdict } from './answer-policy.ts'
import { type DeliveryReport, outcome } from './delivery-report.ts'
import type { Standing } from './held-index.ts'
import { isDoubtful } from './late-answers.ts'
import type { Instant } from './ports/clock.ts'
import type { DeliveryOutcome } from './ports/store.ts'
import type { Sent } from './recently-sent.ts'

/** What was sent, as far as the ledger needs to know. */
export type Carrying = Pick<Sent, 'id' | 'flow' | 'messageId' | 'orderIds' | 'attempts'>

export type LateAnswer = Carrying & {
  readonly destination: string
  readonly at: Instant
  /** MSA-1, and that of the answer that counted before; empty where none had come. */
  readonly code: string
  readonly codeBefore: string
  readonly answer: Uint8Array
  readonly verdict: Verdict
}

/**
 * The report of a late answer; null where it changes nothing: the delivery waits to be sent again, say, and the answer to
 * that counts.
 * @param heldFor why it is held, where it is
 */
export function lateReport(late: LateAnswer, stands: Standing, heldFor: string): DeliveryReport | null {
  const { verdict } = late
  if (isDoubtful({ code: late.codeBefore, attempts: late.attempts }, verdict) && stands !== 'withdrawn') {
    return stands === 'held' ? doubtfulLate(late, heldFor) : null
  }
  if (verdict.act === 'delivered') return takenLate(late, verdict.level, stands)
  return stands === 'queued' ? null : refusedLate(late, stands, refusalOf(late, verdict))
}

function doubtfulLate(late: LateAnswer, heldFor: string): DeliveryReport {
  const said = `Answered ${late.codeBefore}, and then ${late.code}: it may have been taken.`
  const why = heldFor.startsWith(said) ? heldFor : `${said} ${heldFor}`
  return reportOf(late, 'held', why, { concern: concernOf(late, 'delivery-refused', `${why} ${lookFirst}`) })
}

function takenLate(late: LateAnswer, level: Level, stands: Standing): DeliveryReport {
  if (stands === 'skipped')
    return reportOf(late, 'delivered', 'A person skipped it; it was taken after all.', { level })
  if (stands !== 'withdrawn') return reportOf(late, 'delivered', '', { level, again: stands === 'taken' })
  const why = 'A person withdrew it; it was taken all the same.'
  const text = `A person withdrew it, and then its receiver answered ${late.code}: it has taken it. Have it cancelled or taken back there, and phone those who may act on it.`
  return reportOf(late, 'delivered', why, { level, concern: concernOf(late, 'no-answer', text, '|withdrawn') })
}

type Refusal = {
  readonly kind: 'delivery-refused' | 'unknown-patient' | 'no-answer'
  readonly why: string
  readonly next: string
}

function refusedLate(late: LateAnswer, stands: Exclude<Standing, 'queued'>, said: Refusal): DeliveryReport {
  const { kind, next } = said
  if (stands === 'held') {
    const concern = concernOf(late, kind, `${said.why} ${next}`)
    return reportOf(late, 'held', said.why, { refused: kind !== 'no-answer', concern })
  }
  if (stands === 'withdrawn') return reportOf(late, 'cancelled', `A person withdrew it; it was refused. ${said.why}`)
  const why = `${stands === 'skipped' ? 'A person skipped it, and then it was refused.' : 'It was accepted, and then refused.'} ${said.why}`
  const concern = concernOf(late, kind, `${why} ${afterwards}`)
  // Who skipped it stands for it that the receiver has it by other means; whether that still holds is asked.
  return stands === 'skipped'
    ? reportOf(late, 'cancelled', why, { concern })
    : reportOf(late, 'refused', why, { refused: true, concern })
}

/** "Not now" comes too late to be waited out. Of several sendings it says of one alone that it was not taken. */
function refusalOf({ code, attempts }: LateAnswer, verdict: Exclude<Verdict, { act: 'delivered' }>): Refusal {
  if (verdict.act === 'hold') return verdict
  if (attempts < 2)
    return { kind: 'delivery-refused', why: `Answered ${code} (not now): it was not taken.`, next: 'Resend it.' }
  const why = `Sent ${attempts} times, and answered ${code} (not now) once: it may have been taken.`
  return { kind: 'no-answer', why, next: lookFirst }
}

function reportOf(
  late: LateAnswer,
  state: DeliveryOutcome['state'],
  why: string,
  said: Partial<Pick<DeliveryReport, 'level' | 'refused' | 'again' | 'concern'>> = {},
): DeliveryReport {
  const { flow, messageId, orderIds, code, destination, at } = late
  const { level = null, refused = false, again = false, concern = null } = said
  const answer = why === '' ? none : late.answer
  const stored = outcome(late, destination, state, at, { code, answer, why })
  return { outcome: stored, flow, messageId, orderIds, level, refused, again, concern }
}

function concernOf({ destination, id }: LateAnswer, kind: Concern['kind'], text: string, about = ''): Concern {
  return { kind, severity: 'high', text, cause: `${kind}|${destination}|${id}${about}` }
}

const none = new Uint8Array(0)
