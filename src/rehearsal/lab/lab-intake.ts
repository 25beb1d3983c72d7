// What the virtual lab makes of one order of a message: a new order gets an accession, a cancel is granted while nothing is
// reported, an order is held, released, changed, replaced or numbered, and whatever it cannot do is refused with a reason.
// The one thing to know: the same request twice gets the same answer and one accession. (HL7 v2.5.1 §4.5.1.1, table 0119)

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
  /** What will be done with the order. */
  readonly plan: LabPlan
  /** What happens to a cancel; granted where it can be unless told. */
  readonly cancels?: 'grant' | 'refuse' | 'silent'
  /** Whether a test that the lab does not have is taken all the same. */
  readonly takesUnknownTests?: boolean
  /** The next accession number. */
  accession(): Identifier
  /** SPM-2 of the specimen that the order is done on; absent: specimens have no numbers. */
  specimenId?(asked: LabOrder, specimen: string): string
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

type Step = (known: LabEntry | undefined, asked: LabOrder, options: IntakeOptions) => Intake

/** What is done with each control that an EHR says. */
const steps: Readonly<Record<string, Step>> = {
  NW: (known, asked, options) => (known ? again(known, asked, accepted) : newOrder(asked, accepted, options)),
  RO: (known, asked, options) => {
    const word = { ...accepted, control: 'RO' }
    return known ? again(known, asked, word) : newOrder(asked, word, options)
  },
  CA: (known, asked, options) => ended(known, asked, options, 'cancelled', ['CR', 'UC', 'CA']),
  DC: (known, asked, options) => ended(known, asked, options, 'discontinued', ['DR', 'UD', 'DC']),
  RP: (known, asked, options) => ended(known, asked, options, 'replaced', ['RQ', 'UM', 'RP']),
  HD: (known, asked) => turned(known, asked, 'held', ['HR', 'UH', 'HD']),
  RL: (known, asked) => turned(known, asked, 'accepted', ['OR', 'UR', 'SC']),
  XO: (known, asked) => turned(known, asked, null, ['XR', 'UX', 'SC']),
  NA: (known, asked) => ({
    entry: known ? { ...known, order: { ...known.order, placer: asked.placer } } : null,
    answer: null,
  }),
}

/**
 * Takes one order of a message.
 * @param known the entry of the book that it means
 * @param control ORC-1 as HL7 table 0119
 */
export function takeOrder(
  known: LabEntry | undefined,
  asked: LabOrder,
  control: string,
  options: IntakeOptions,
): Intake {
  const step = steps[control]
  return step ? step(known, asked, options) : said(refusal(asked, 'This lab does not know this request.'))
}

function newOrder(asked: LabOrder, word: LabWord, options: IntakeOptions): Intake {
  const { orderables, plan, accession, at, takesUnknownTests, specimenId } = options
  const orderable = orderables.get(asked.test)
  if (!orderable && !takesUnknownTests) return refused(asked, 'This lab does not have this test.')
  if (plan.answer === 'refuse') return refused(asked, 'The lab cannot do this test today.')
  const specimen = asked.specimen || (orderable?.specimen ?? '')
  const id = specimenId?.(asked, specimen)
  const order: LabOrder = {
    ...asked,
    // An accession that the EHR printed stays the order's accession.
    filler: asked.filler.number === '' ? accession() : asked.filler,
    testName: orderable?.name ?? asked.testName,
    section: orderable?.department ?? '',
    specimen,
    collectedAt: at,
    ...(id === undefined ? {} : { specimenId: id }),
  }
  const entry: LabEntry = { order, plan, state: 'accepted', stepsLeft: plan.steps, observations: [] }
  return { entry, answer: plan.answer === 'silent' ? null : { order, word } }
}

/** The same request again: the same answer. */
function again(known: LabEntry, asked: LabOrder, word: LabWord): Intake {
  if (known.order.test !== asked.test) return said(refusal(asked, 'This number is in use for another test.'))
  if (known.state === 'refused') return said(refusal(asked, 'The lab refused this order before.'))
  if (known.state === 'cancelled') return said(refusal(asked, 'This order is cancelled.'))
  return said({ order: known.order, word })
}

type Words = readonly [granted: string, refused: string, orderStatus: string]

/** What has been reported cannot be ended; anything else can. */
function ended(
  known: LabEntry | undefined,
  asked: LabOrder,
  { cancels = 'grant' }: IntakeOptions,
  state: LabEntry['state'],
  [granted, refusedBy, orderStatus]: Words,
): Intake {
  if (!known || known.state === 'refused') return said(strange(asked, refusedBy))
  if (cancels === 'silent') return { entry: null, answer: null }
  const word = (control: string, status: string, reason: string) => ({ control, orderStatus: status, reason })
  if (known.observations.length > 0) {
    return said({ order: known.order, word: word(refusedBy, 'CM', 'Results are reported already.') })
  }
  if (cancels === 'refuse') {
    return said({ order: known.order, word: word(refusedBy, 'IP', 'The analysis has begun.') })
  }
  const answer = { order: known.order, word: word(granted, orderStatus, '') }
  // What the lab itself or an earlier request ended stays as it ended.
  if (['cancelled', 'discontinued', 'replaced'].includes(known.state)) return said(answer)
  return { entry: { ...known, state, stepsLeft: [] }, answer }
}

/** Holds an order, lets it go on, or takes other details for it, while it is not at an end. */
function turned(
  known: LabEntry | undefined,
  asked: LabOrder,
  state: LabEntry['state'] | null,
  [granted, refusedBy, orderStatus]: Words,
): Intake {
  if (!known || known.state === 'refused') return said(strange(asked, refusedBy))
  const open = state === 'accepted' ? known.state === 'held' : known.state === 'accepted' || known.state === 'held'
  if (!open)
    return said({
      order: known.order,
      word: { control: refusedBy, orderStatus: '', reason: 'It is too late for that.' },
    })
  const answer = { order: known.order, word: { control: granted, orderStatus, reason: '' } }
  return { entry: state === null ? null : { ...known, state }, answer }
}

function said(answer: Answer): Intake {
  return { entry: null, answer }
}

function strange(asked: LabOrder, control: string): Answer {
  const word = { control, orderStatus: '', reason: 'This lab does not have this order.' }
  return { order: { ...asked, filler: none }, word }
}

function refusal(asked: LabOrder, reason: string): Answer {
  return { order: { ...asked, filler: none }, word: { control: 'UA', orderStatus: '', reason } }
}

function refused(asked: LabOrder, reason: string): Intake {
  const answer = refusal(asked, reason)
  const plan: LabPlan = { answer: 'refuse', steps: [], spoil: 'none' }
  return { entry: { order: answer.order, plan, state: 'refused', stepsLeft: [], observations: [] }, answer }
}
