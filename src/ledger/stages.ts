// How far a result is, by its status, and what it means when one version follows another. The one thing to know: only
// status and arrival count, never clock times; a time can only make the wording of an alarm more exact.

import {
  isIn,
  type ObservationStatus,
  observationStatuses,
  type ResultStatus,
  resultStatuses,
} from '../terminology/order-tables.ts'
import type { AlarmName } from './alarms.ts'
import type { OrderState } from './order.ts'

/** Stages of an observation, from its status (HL7 table 0085). */
export const stages = [
  'pending',
  'preliminary',
  'final',
  'corrected',
  'withdrawn',
  'unobtainable',
  'unlabelled',
] as const
export type Stage = (typeof stages)[number]

const stageOf0085: Readonly<Record<ObservationStatus, Stage>> = {
  O: 'pending',
  N: 'pending',
  I: 'pending',
  S: 'preliminary',
  P: 'preliminary',
  R: 'preliminary',
  F: 'final',
  U: 'final',
  V: 'final',
  B: 'final',
  A: 'corrected',
  C: 'corrected',
  D: 'withdrawn',
  W: 'withdrawn',
  X: 'unobtainable',
}

/** The stage of an observation; `unlabelled` where neither it nor its report names a status of the tables. */
export function stageOf(status: string): Stage {
  return isIn(observationStatuses, status) ? stageOf0085[status] : 'unlabelled'
}

/** A blank or unknown OBX-11 takes what OBR-25 says of the whole (table 0123 to 0085). */
const fromReport: Readonly<Record<ResultStatus, ObservationStatus>> = {
  O: 'I',
  I: 'I',
  S: 'I',
  N: 'I',
  A: 'P',
  P: 'P',
  R: 'R',
  M: 'P',
  F: 'F',
  C: 'C',
  X: 'X',
  Y: 'I',
  Z: 'I',
}

/** The status under which an observation stands: its own, else its report's, else as written. */
export function effectiveStatus(status: string, reportStatus: string): string {
  if (isIn(observationStatuses, status)) return status
  return isIn(resultStatuses, reportStatus) ? fromReport[reportStatus] : status
}

/** How much one version differs from the one before: nothing, its comment, a detail, its meaning, its value. */
export type Difference = 'none' | 'note' | 'detail' | 'meaning' | 'value'

type Judgement = {
  /** The value is another. */
  readonly value: AlarmName | null
  /** The value is the same. */
  readonly same: AlarmName | null
}
const fine: Judgement = { value: null, same: null }
const overwrite: Judgement = { value: 'silent-overwrite', same: null }
const fellBack: Judgement = { value: 'fell-back', same: 'fell-back-same' }
const shownAgain: Judgement = { value: 'withdrawn-again-shown', same: 'withdrawn-again-shown' }

/** judgements[the version before][the version now]. */
export const judgements: Readonly<Record<Stage, Readonly<Record<Stage, Judgement>>>> = {
  pending: every(fine),
  preliminary: every(fine, { pending: fellBack, unlabelled: overwrite }),
  final: every(fine, { pending: fellBack, preliminary: fellBack, final: overwrite, unlabelled: overwrite }),
  corrected: every(fine, {
    pending: fellBack,
    preliminary: fellBack,
    final: { value: 'fell-back', same: null },
    unlabelled: { value: 'fell-back', same: null },
  }),
  withdrawn: every(fine, {
    pending: { value: null, same: null },
    preliminary: shownAgain,
    final: shownAgain,
    unlabelled: shownAgain,
  }),
  unobtainable: every(fine),
  unlabelled: every(fine, { unlabelled: overwrite }),
}

function every(judgement: Judgement, exceptions: Partial<Record<Stage, Judgement>> = {}): Record<Stage, Judgement> {
  return Object.fromEntries(stages.map((stage) => [stage, exceptions[stage] ?? judgement])) as Record<Stage, Judgement>
}

/** What to say of a version that follows another; null: nothing. */
export function judge(before: Stage, now: Stage, difference: Difference): AlarmName | null {
  const { value, same } = judgements[before][now]
  if (difference === 'value' || value === null) return difference === 'value' ? value : same
  if (difference === 'none' || same !== null) return same
  return { meaning: 'silent-meaning', detail: 'silent-detail', note: 'silent-note' }[difference] as AlarmName
}

/** Where a report leads by OBR-25 (table 0123). `null`: it says nothing of the order's progress. */
export const reportStates: Readonly<Record<ResultStatus, OrderState | null>> = {
  O: 'accepted',
  S: 'accepted',
  I: 'in-process',
  N: 'in-process',
  A: 'partial',
  P: 'partial',
  R: 'partial',
  M: 'partial',
  F: 'final',
  C: 'corrected',
  X: 'cancelled',
  Y: null,
  Z: null,
}
