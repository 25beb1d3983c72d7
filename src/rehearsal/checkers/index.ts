// Every judge of a run, in the order in which a person would ask. The one thing to know: they judge whatever was played, so
// a scenario or a storm cannot pass by expecting too little.
import type { Checker, Evidence, Violation } from '../play/evidence.ts'
import { acknowledgedIsKept } from './acknowledged-is-kept.ts'
import { actsAudited } from './acts-audited.ts'
import { answersCredited } from './answers-credited.ts'
import { cancelsHeard } from './cancels-heard.ts'
import { criticalHeard } from './critical-heard.ts'
import { exceptionsOwned } from './exceptions-owned.ts'
import { filedIsFiled } from './filed-is-filed.ts'
import { lastWord } from './last-word.ts'
import { legalStates } from './legal-states.ts'
import { newestShown } from './newest-shown.ts'
import { noOrderAdrift } from './no-order-adrift.ts'
import { nothingInvented } from './nothing-invented.ts'
import { nothingLost } from './nothing-lost.ts'
import { oneEffect } from './one-effect.ts'
import { orderKept } from './order-kept.ts'
import { ownedForAReason } from './owned-for-a-reason.ts'
import { queuesDrain } from './queues-drain.ts'
import { rightPatient } from './right-patient.ts'

export const checkers: readonly Checker[] = [
  acknowledgedIsKept,
  nothingLost,
  oneEffect,
  orderKept,
  newestShown,
  rightPatient,
  lastWord,
  cancelsHeard,
  noOrderAdrift,
  filedIsFiled,
  answersCredited,
  nothingInvented,
  criticalHeard,
  queuesDrain,
  legalStates,
  actsAudited,
  exceptionsOwned,
  ownedForAReason,
]

/** What all judges find wrong with a run, by judge. */
export function judge(evidence: Evidence, by: readonly Checker[] = checkers): readonly Violation[] {
  return by.flatMap((one) => one.check(evidence))
}
