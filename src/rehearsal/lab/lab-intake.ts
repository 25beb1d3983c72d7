// What the virtual lab makes of an order message: a new order gets an accession, a cancel is granted while nothing is
// reported, and whatever it cannot do is refused with a reason. The one thing to know: the same request twice gets the
// same answer and one accession. (HL7 v2.5.1 §4.5.1.1, table 0119)

import type { Instant } from '../../engine/ports/clock.ts'
import type { Message } from '../../hl7/index.ts'
import type { Identifier } from '../../ledger/fact.ts'
import type { Orderable } from '../catalog.ts'
import { numberIn, type OrderGroup, patientIn, text } from '../lines/order-groups.ts'
import type { LabEntry } from './lab-book.ts'
import type { LabOrder, LabWord } from './lab-messages.ts'
import type { LabPlan } from './lab-plan.ts'

/** What the lab says of one order of a message. */
export type Answer = { readonly order: LabOrder; readonly word: LabWord }

/** The entry to keep, where it changed, and the answer to give, where there is one. */
export type Intake = { readonly entry: LabEntry | null; readonly answer: Answer | null }

export type IntakeOptions = {
  readonly orderables: ReadonlyMap<string, Orderable>
  planOf(placer: string): LabPlan
  /** The next accession number. */
  accession(): Identifier
  readonly at: Instant
}

const accepted: LabWord = { control: 'OK', orderStatus: 'SC', reason: '' }
const none: Identifier = { number: '', authority: '' }

/** An order as a message states it, before the lab has given it an accession. */
export function orderIn(message: Message, group: OrderGroup): LabOrder {
  return {
    placer: numberIn(group, 2),
    filler: numberIn(group, 3),
    group: { number: text(group.orc, 4, 1), authority: text(group.orc, 4, 2) },
    test: text(group.obr, 4, 1),
    testName: text(group.obr, 4, 2),
    section: '',
    specimen: text(group.specimen, 4, 1),
    patient: patientIn(message),
    collectedAt: null,
    receivedAt: null,
  }
}

/**
 * Takes one order of a message.
 * @param control ORC-1 as HL7 table 0119
 */
export function takeOrder(
  book: ReadonlyMap<string, LabEntry>,
  asked: LabOrder,
  control: string,
  options: IntakeOptions,
): Intake {
  const known = book.get(asked.placer.number)
  if (control === 'CA') return cancel(known, asked)
  if (control !== 'NW') return { entry: null, answer: refusal(asked, 'This lab takes new orders and cancels only.') }
  return known ? again(known, asked) : newOrder(asked, options)
}

function newOrder(asked: LabOrder, { orderables, planOf, accession, at }: IntakeOptions): Intake {
  const orderable = orderables.get(asked.test)
  if (!orderable) return refused(asked, 'This lab does not have this test.')
  const plan = planOf(asked.placer.number)
  if (plan.answer === 'refuse') return refused(asked, 'The lab cannot do this test today.')
  const order: LabOrder = {
    ...asked,
    filler: accession(),
    testName: orderable.name,
    section: orderable.department,
    specimen: asked.specimen || orderable.specimen,
    collectedAt: at,
  }
  const entry: LabEntry = { order, plan, state: 'accepted', stepsLeft: plan.steps, observations: [] }
  return { entry, answer: plan.answer === 'silent' ? null : { order, word: accepted } }
}

function again(known: LabEntry, asked: LabOrder): Intake {
  const answer = (): Answer => {
    if (known.order.test !== asked.test) return refusal(asked, 'This number is in use for another test.')
    if (known.state === 'refused') return refusal(asked, 'The lab refused this order before.')
    if (known.state === 'cancelled') return refusal(asked, 'This order is cancelled.')
    return { order: known.order, word: accepted }
  }
  return { entry: null, answer: answer() }
}

/** What has been reported cannot be cancelled; anything else can. */
function cancel(known: LabEntry | undefined, asked: LabOrder): Intake {
  if (!known || known.state === 'refused') {
    const word = { control: 'UC', orderStatus: '', reason: 'This lab does not have this order.' }
    return { entry: null, answer: { order: { ...asked, filler: none }, word } }
  }
  if (known.observations.length > 0) {
    const word = { control: 'UC', orderStatus: 'CM', reason: 'Results are reported already.' }
    return { entry: null, answer: { order: known.order, word } }
  }
  const word = { control: 'CR', orderStatus: 'CA', reason: '' }
  return { entry: { ...known, state: 'cancelled', stepsLeft: [] }, answer: { order: known.order, word } }
}

function refusal(asked: LabOrder, reason: string): Answer {
  return { order: { ...asked, filler: none }, word: { control: 'UA', orderStatus: '', reason } }
}

function refused(asked: LabOrder, reason: string): Intake {
  const answer = refusal(asked, reason)
  const plan: LabPlan = { answer: 'refuse', steps: [], spoil: 'none' }
  return { entry: { order: answer.order, plan, state: 'refused', stepsLeft: [], observations: [] }, answer }
}
