// What the ledger keeps of one order: what each side said of it and how far the other has taken it. Plain data, stored as a
// versioned snapshot; `decide` makes the next one.
import type { Level } from '../site/shapes/common.ts'
import type { Code, EncounterNumbers, Identifier, PatientIdentifier, Side } from './fact.ts'

/** Where an order stands. The table of `decide` has one column a state. */
export const orderStates = [
  'unheard', // nothing said yet
  'requested', // the placer asked
  'accepted', // the filler took it on
  'in-process', // collected, received, or under work
  'partial', // some results
  'final', // complete
  'corrected', // complete, and changed since
  'cancelling', // one side asked to cancel, no answer yet
  'cancelled', // by either side
  'refused', // the filler will not do it
] as const
export type OrderState = (typeof orderStates)[number]

/** Whether nothing more has to be said of an order in this state. */
export function isAtRest(state: string): boolean {
  return state === 'final' || state === 'corrected' || state === 'cancelled' || state === 'refused'
}

/** What a word is about: the order itself, its cancellation, its results, its status, its details, its rest. */
export const subjects = ['request', 'cancel', 'status', 'result', 'change', 'hold'] as const
export type Subject = (typeof subjects)[number]

/** One word: what one side last said on one subject in one message, and how far the other side has taken it. */
export type Word = {
  readonly side: Side
  readonly subject: Subject
  readonly messageId: number
  /** The kind of fact and its status, as `status-changed IP`, `result-reported F`. */
  readonly said: string
  /** Where the order stood once this was said. */
  readonly state: OrderState
  /** Null until it is given to the other side's queue. */
  readonly level: Level | null
  readonly by: string
  /**
   * The order's other side, which should take it; empty where no flow leads there (then nothing is expected). With a level of
   * null it was never sent there: a flow refused it, or a person withdrew it.
   */
  readonly to: string
  readonly seenAt: number
  /** Since when it is at its level, milliseconds; clocks count from here. */
  readonly since: number
  /** A later message that says exactly the same: its delivery carries this word too. */
  readonly repeatMessageId: number | null
  /** The deliveries that carry it, each a part, where its message went out as several; left out where one carries all. */
  readonly parts?: readonly WordPart[]
  /** Of a request to end the order: it went on since, because the request was refused or the order was asked for again. */
  readonly isPast?: true
  /**
   * Of a result, and of a test that is given up: which of the order's items the message speaks of, by their place; -1 where
   * it names none. Left out where that is the filler's first, as it mostly is.
   */
  readonly items?: readonly number[]
}

/** How far the delivery of a part of a message was taken; null where it was withdrawn. */
export type WordPart = { readonly messageId: number; readonly deliveryId: number; readonly level: Level | null }

/** One version of one observation. The newest is last in `versions`; older ones stay readable and labelled. */
export type ObservationVersion = {
  readonly messageId: number
  /** The place in its message of the fact that brought it; -1 in what was stored before this was kept. */
  readonly n: number
  readonly value: string
  readonly valueHash: string
  readonly unit: string
  readonly range: string
  readonly flags: string
  /** HL7 table 0085; where OBX-11 was blank, what OBR-25 says of the whole. */
  readonly status: string
  readonly observedAt: string
  readonly performedBy: string
  readonly note: string
  readonly seenAt: number
  /** OBX-2, where it is another than that of the first version. */
  readonly valueType?: string
}

/** One component under all its versions. `valueType` is OBX-2 of the first. */
export type Observation = {
  readonly key: string
  readonly code: Code
  readonly subId: string
  readonly valueType: string
  readonly versions: readonly ObservationVersion[]
}

/** A system's own record of the work, under all its numbers. `system` is empty until that system speaks itself. */
export type Item = {
  readonly system: string
  readonly side: Side
  readonly numbers: readonly Identifier[]
  /**
   * Placer numbers that only others gave it: neither the placer itself, nor people who decided. Left out where there are none,
   * and where no placer has spoken of the item: then all are.
   */
  readonly unconfirmed?: readonly Identifier[]
  readonly test: Code | null
  /** How far this piece of the work, or the answer to what was asked for, is, while the order is under way in more than words. */
  readonly work?: Work
  /** The message (XO) with which the placer asked for this test; left out where it did from the beginning. */
  readonly since?: number
  /** The message (XO) with which it asked for another instead; left out where it still asks for this one. */
  readonly until?: number
  /** The message (CA, DC) with which it asked to cancel this one of several tests; left out once that is answered. */
  readonly cancelAsked?: number
}

/** What the filler last said of one piece of work, and in which message. */
export type Work = {
  readonly stage: 'begun' | 'partial' | 'ended'
  readonly messageId: number
  /** The filler will not do it, or stopped; left out otherwise. */
  readonly isGivenUp?: true
}

/** Something that should happen next, and by when (milliseconds). */
export type Expectation = {
  readonly step: Step | DesignedStep
  readonly due: number
}
/** A step that did not come in time, with the cause of the exception that was raised for it. */
export type LateStep = Expectation & { readonly cause: string }
export const steps = [
  'accepted',
  'resulted',
  'cancel_answered',
  'cancel_taken',
  'settled',
  'answered',
  'filed',
  'released',
  'expired',
] as const
/**
 * `cancel_taken`: the placer accepts that the filler cancelled. `settled`: a person says what became of a word that was
 * never sent. `released` is the start of a future order: when it comes,
 * waiting begins; it is never late. `expired` is the end of the time for which it was placed, with nothing done.
 */
export type Step = (typeof steps)[number]
/** A step of a workflow, by its ids: `chemistry/received`. */
export type DesignedStep = `${string}/${string}`

export function isDesigned(step: Step | DesignedStep): step is DesignedStep {
  return step.includes('/')
}

/** A proof of the site's workflows that a message was for this order, in order of arrival. `at` in milliseconds. */
export type Mark = { readonly proof: string; readonly at: number; readonly messageId: number }

/** The patient as the order knows them: as first said, and the ledger's record of them. */
export type OrderPatient = {
  readonly patientId: number | null
  readonly number: string
  readonly authority: string
  readonly familyName: string
  readonly givenName: string
  readonly birthDate: string
  readonly sex: string
  /** The account and visit of the order (PID-18, PV1-19), where they were given. */
  readonly encounter?: EncounterNumbers
  /** What few orders have; left out where there is nothing. */
  readonly more?: OrderPatientMore
}

export type OrderPatientMore = {
  /** Record numbers of other records under which it was joined: a filler's own, of which the placer's chart knows nothing. */
  readonly alsoUnder?: readonly PatientIdentifier[]
  /** People have decided that the name and birth date that its record was given later are this patient's. */
  readonly isRenamed?: true
}

/** One collection of an order: the filler numbers under which it was reported, and OBR-7. */
export type Collection = { readonly fillers: readonly string[]; readonly collectedAt: string }

/** What the last report said of itself (OBR-7, OBR-22, OBR-25, SPM-21 and its notes). */
export type ReportHead = {
  readonly messageId: number
  readonly status: string
  readonly collectedAt: string
  readonly saidAt: number | null
  readonly note: string
  /** Whether it said that a specimen was rejected. */
  readonly rejected: boolean
  /** The first collection of which a component was reported; null where none was, or it was before this was kept. */
  readonly collection: Collection | null
  /** Collections after the first, of which components were reported under a filler number of their own. */
  readonly later?: readonly Collection[]
}

/**
 * Another order that has to do with this one: a child (reflex, susceptibility, part of a split or standing order), a
 * send-out, or the one that took its place or whose place it took. A child names its parent by `parentId` as well.
 */
export type Relation = {
  readonly as: 'child' | 'send-out' | 'replaced-by' | 'replaces'
  readonly orderId: number
  /** Whether the child has come to its end, and how. */
  readonly end: 'none' | 'results' | 'no results'
}

export const loopStatuses = ['owned', 'on-course', 'dormant', 'agreed', 'adrift'] as const
export type LoopStatus = (typeof loopStatuses)[number]

/** Opened by a filler under another patient's number, for a patient who contradicts the record, or where several could be meant. */
export type Doubt = '' | 'number' | 'record' | 'ambiguous'

export type Order = {
  readonly id: number
  /** One more at each write. */
  readonly version: number
  /** Shape of this snapshot, for upcasting on read. */
  readonly shape: 1
  readonly state: OrderState
  /** Where it goes on if a cancellation under way is refused; null unless `cancelling`. */
  readonly resumes: OrderState | null
  readonly test: Code | null
  readonly priority: string
  /** When the placer said the request was made, milliseconds. */
  readonly requestedAt: number | null
  /** When a future order is to start, milliseconds. */
  readonly startsAt: number | null
  /** When the time for which it was placed is over, milliseconds; left out where nobody said. */
  readonly endsAt?: number
  readonly patient: OrderPatient
  readonly items: readonly Item[]
  readonly group: readonly Identifier[]
  readonly specimens: readonly Identifier[]
  readonly parentId: number | null
  /** Left out while there are none. */
  readonly related?: readonly Relation[]
  /** Why it may not be the order that its numbers name; results are held until an exception on it was closed. */
  readonly doubt: Doubt
  readonly words: readonly Word[]
  readonly report: ReportHead | null
  readonly observations: readonly Observation[]
  readonly expectations: readonly Expectation[]
  /** What its workflow has seen of it; left out while there is nothing. */
  readonly marks?: readonly Mark[]
  /** Steps that did not come in time, since when; an exception was raised for each. Waiting begins anew when it closes. */
  readonly late: readonly LateStep[]
  /** Ids of open exceptions on this order. Not empty: owned. */
  readonly exceptions: readonly number[]
  readonly firstSeenAt: number
  readonly lastSeenAt: number
}

const nobody: OrderPatient = {
  patientId: null,
  number: '',
  authority: '',
  familyName: '',
  givenName: '',
  birthDate: '',
  sex: '',
}

/** An order of which nothing was said yet. `version` 0: never written. `seenAt` in milliseconds. */
export function unheard(id: number, seenAt: number): Order {
  return {
    id,
    version: 0,
    shape: 1,
    state: 'unheard',
    resumes: null,
    test: null,
    priority: '',
    requestedAt: null,
    startsAt: null,
    patient: nobody,
    items: [],
    group: [],
    specimens: [],
    parentId: null,
    doubt: '',
    words: [],
    report: null,
    observations: [],
    expectations: [],
    late: [],
    exceptions: [],
    firstSeenAt: seenAt,
    lastSeenAt: seenAt,
  }
}
