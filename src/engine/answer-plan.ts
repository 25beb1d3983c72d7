// What a sender is told, and when: in original mode one answer, in enhanced mode one when the message is stored and one
// when it is decided (HL7 v2.5.1 §2.9.2, §2.9.3, table 0155). The one thing to know: a refusal is planned as well as an
// acceptance, because a sender may want to hear only of one of them.
import type { AcknowledgmentCode, Header } from '../hl7/index.ts'

/** What a sender wants to hear at one of the two moments. */
export type Wish = { readonly accept: boolean; readonly refuse: boolean }

export type AnswerPlan = {
  readonly enhanced: boolean
  /** Once stored: AA or CA, AR/AE or CR/CE. */
  readonly stored: Wish
  /** Once decided: AA, AE, AR. */
  readonly decided: Wish
}

/** Why a message is refused: something in MSH-9, 11 or 12 or a passing reason, or its content. */
export type Refusal = 'header' | 'busy' | 'content'

const never: Wish = { accept: false, refuse: false }
const always: Wish = { accept: true, refuse: true }

/** Table 0155: when an acknowledgement is wanted. Not valued counts as never where the other of the two is valued. */
const wishes: ReadonlyMap<string, Wish> = new Map([
  ['', never],
  ['AL', always],
  ['NE', never],
  ['ER', { accept: false, refuse: true }],
  ['SU', { accept: true, refuse: false }],
])

/**
 * What is to be told to the sender of a message, by MSH-15, MSH-16 and the flow's setting. One that says something which the
 * table does not have, and would so never hear that its message was taken, is answered in original mode: it would repeat it.
 */
export function planAnswers(
  header: Pick<Header, 'acceptAcknowledgment' | 'applicationAcknowledgment' | 'messageCode'>,
  acknowledge: 'stored' | 'decided',
): AnswerPlan {
  const { acceptAcknowledgment: accept, applicationAcknowledgment: application } = header
  if (accept !== '' || application !== '') {
    const [stored, decided] = [wishes.get(accept), wishes.get(application)]
    const isKnown = stored !== undefined && decided !== undefined
    const hearsOfSuccess = stored?.accept || decided?.accept
    if (isKnown || hearsOfSuccess) return { enhanced: true, stored: stored ?? never, decided: decided ?? never }
  }
  if (acknowledge === 'stored') return { enhanced: false, stored: always, decided: never }
  return { enhanced: false, stored: { accept: false, refuse: true }, decided: always }
}

/** A message that is itself an acknowledgement is not answered, unless it asks for a commit acknowledgement. */
export function planForAcknowledgement(
  header: Pick<Header, 'acceptAcknowledgment' | 'applicationAcknowledgment' | 'messageCode'>,
): AnswerPlan {
  const { enhanced, stored } = planAnswers(header, 'stored')
  return { enhanced, stored: enhanced ? stored : never, decided: never }
}

/** MSA-1 of the answer once stored. */
export function acceptedCode(plan: AnswerPlan): AcknowledgmentCode {
  return plan.enhanced ? 'CA' : 'AA'
}

/**
 * MSA-1 of a refusal on arrival: reject for what stands in MSH-9, 11, 12 or will pass, error for content.
 * (HL7 v2.5.1 §2.9.2.2, §2.9.3.1)
 */
export function refusedCode(plan: AnswerPlan, why: Refusal): AcknowledgmentCode {
  if (why === 'content') return plan.enhanced ? 'CE' : 'AE'
  return plan.enhanced ? 'CR' : 'AR'
}
