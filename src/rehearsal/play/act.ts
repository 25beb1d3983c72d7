// Everything that can be made to happen in a rehearsal, as plain data: what the EHR, the lab, the wires, the engine's
// machine and the people at Labloop do. The one thing to know: scenarios, storms and recorded traffic are all told in these
// acts and nothing else, so whoever plays them need not know where they come from.
import type { Person } from '../people.ts'

/**
 * The name of an order or a patient within one run, as `k` or `anna`. What is opened under it is known by it from then on,
 * whichever side opened it; numbers are given when it is played.
 */
export type Handle = string

/** A value as the lab reports it: text as HL7 writes it, or what kind of value the lab should find. */
export type ValueWish =
  | { readonly value: string }
  | { readonly kind: 'normal' | 'low' | 'high' | 'critical-low' | 'critical-high' | 'text' | 'comparator' | 'any' }

/**
 * Components by the code that the lab uses, or by LOINC code where the site's catalog has one.
 * Those that are not named are left as they are, or drawn.
 */
export type Wishes = Readonly<Record<string, ValueWish>>

/** One test of a requisition, in the EHR's own code. */
export type OrderAsk = {
  readonly order: Handle
  readonly test: string
  readonly priority?: string
  /** When the service is to begin, after the beginning of the run: a future, timed or standing order. */
  readonly startsAt_ms?: number
  /** Answers to ask-at-order-entry questions by the EHR's code; those that are not named are answered as they should be. */
  readonly answers?: Readonly<Record<string, { readonly value: string; readonly unit?: string } | null>>
  /** Collected by the clinic, which says when. */
  readonly collected?: boolean
  /** The order to whose specimen this one is added (OBR-11 or SPM-11 A). */
  readonly addOnTo?: Handle
  /** Carries the number of this order, as a counter that was reused does. */
  readonly sameNumberAs?: Handle
  /** An accession printed by the EHR itself (a new order that carries a filler number already). */
  readonly withFiller?: boolean
}

/** Data of a patient that change. */
export type PersonChange = Partial<Omit<Person, 'mrn'>>

/** ADT events by which records and accounts come together or part. (HL7 v2.5.1 §3.3) */
export type MergeEvent =
  | 'A18' | 'A24' | 'A34' | 'A35' | 'A36' | 'A37' | 'A39' | 'A40' | 'A41' | 'A42' | 'A43' | 'A44' | 'A45' | 'A47' // biome-ignore format: a list

export type EhrAct =
  | { readonly do: 'register'; readonly patient: Handle; readonly event?: 'A01' | 'A04' | 'A05' | 'A28' }
  | { readonly do: 'update'; readonly patient: Handle; readonly change: PersonChange; readonly event?: 'A08' | 'A31' }
  | { readonly do: 'discharge'; readonly patient: Handle }
  /** `patient` ceases and lives on in `into`. `silent`: no message says so. */
  | {
      readonly do: 'merge'
      readonly patient: Handle
      readonly into: Handle
      readonly event?: MergeEvent
      readonly silent?: boolean
    }
  /** The merge is undone in the chart; no message says so. */
  | { readonly do: 'unmerge'; readonly patient: Handle; readonly from: Handle }
  /** Orders placed together: one requisition (ORC-4). */
  | { readonly do: 'order'; readonly patient: Handle; readonly asks: readonly OrderAsk[] }
  | { readonly do: 'cancel' | 'discontinue' | 'hold' | 'continue'; readonly order: Handle; readonly reason?: string }
  /** XO: the same order with other details. */
  | { readonly do: 'modify'; readonly order: Handle; readonly priority?: string; readonly startsAt_ms?: number }
  /** RP with RO: `order` is replaced by `by`. */
  | { readonly do: 'replace'; readonly order: Handle; readonly by: OrderAsk }
  /** Says a new order once more under its number; `newControlId`: as a new message. */
  | { readonly do: 'repeat'; readonly order: Handle; readonly newControlId?: boolean }
  /** Gives a number to an order that the lab opened (NA). Done by itself unless the EHR's habits say otherwise. */
  | { readonly do: 'assign'; readonly order: Handle }
  /** The error queue behind its AA: what was filed of this order since is taken out of the chart. */
  | { readonly do: 'reject-later'; readonly order: Handle; readonly why: string }
  /** Another machine takes over at another address. It has the chart, and knows nothing of connections and answers. */
  | { readonly do: 'fail-over' }
  /** The chart is as it was so long ago. */
  | { readonly do: 'restore'; readonly back_ms: number }
  | { readonly do: 'down' | 'up' }
  | { readonly do: 'habits'; readonly habits: Partial<EhrHabits> }
  | { readonly do: 'reset-counter' }
  | { readonly do: 'send-raw'; readonly text: string }

/** How the EHR takes what it is sent. */
export type EhrHabits = {
  /** Statuses of OBX-11 that it accepts; null: all. Others are refused, or dropped with AA (`silently`). */
  readonly statuses: readonly string[] | null
  /** What it does with what it cannot take: refuse with AE or AR, say AA and drop it, say AA and queue it for somebody. */
  readonly onTrouble: 'AE' | 'AR' | 'drop' | 'queue'
  readonly unknownPatients: 'trouble' | 'file'
  readonly unknownOrders: 'trouble' | 'file'
  readonly unknownCodes: 'trouble' | 'file'
  /** Longest OBX-5 that it keeps; the rest is cut. Null: all. */
  readonly longestValue: number | null
  /** Embedded documents are dropped with AA. */
  readonly dropsDocuments: boolean
  /** How long an answer takes. */
  readonly answerAfter_ms: number
  /** Whether it gives numbers to orders that the lab opens. */
  readonly assigns: boolean
  /** Orders on which it files nothing (the encounter is closed). */
  readonly locked: readonly Handle[]
  /** What becomes of reports that it could take, as shares of them: on a bad day for no reason that the sender knows. */
  readonly lapses: Lapses
}

/**
 * Shares of reports, 0 to 1, that a receiver refuses (AE), puts into the error queue behind its AA, drops behind its AA, or
 * files with every value cut to three characters.
 */
export type Lapses = {
  readonly refuses?: number
  readonly queues?: number
  readonly drops?: number
  readonly cuts?: number
}

/** What can be wrong with one report or word of the lab. */
export type Spoil =
  | 'unknown-component'
  | 'unknown-test'
  | 'unknown-unit'
  | 'unreadable-range'
  | 'unknown-flag'
  | 'other-birth-date'
  | 'other-patient'
  | 'wrong-authority'
  | 'unknown-patient'
  | 'unknown-order'
  | 'no-order-number'
  | 'other-control-id-reference'
  | 'bad-escape'
  | 'other-character-set'

/** One order's part of a report. */
export type ReportPart = {
  readonly order: Handle
  /** How far the work is: OBR-25 and OBX-11 follow unless told. */
  readonly stage: 'partial' | 'preliminary' | 'final'
  readonly values?: Wishes
  /** Only these components, by the lab's code or LOINC; else all, or the first half for `partial`. */
  readonly only?: readonly string[]
  /** OBR-25 and OBX-11 as really written, where they should be something else; '' is blank. */
  readonly resultStatus?: string
  readonly observationStatus?: string
  readonly spoil?: Spoil
  /** An embedded PDF of so many bytes. */
  readonly document_bytes?: number
  /** Text of a narrative report, line by line. */
  readonly text?: readonly string[]
  /** Unit, range, laboratory as a new analyser or method has them, in place of the catalog's. */
  readonly change?: Restatement
}

export type LabAct =
  /** What it will do with an order that comes: take it (the default), refuse it, or never say a word. */
  | {
      readonly do: 'intend'
      readonly order: Handle
      readonly answer: 'accept' | 'refuse' | 'silent'
      readonly cancels?: 'grant' | 'refuse' | 'silent'
    }
  | { readonly do: 'collect' | 'receive'; readonly order: Handle }
  | {
      readonly do: 'reject-specimen'
      readonly order: Handle
      readonly reason: string
      readonly then: 'same-order' | 'cancel' | 'new-accession'
    }
  /** One ORU on one or more orders. `batch`: kept back until `release`. */
  | { readonly do: 'report'; readonly parts: readonly ReportPart[]; readonly batch?: boolean }
  /** A technologist looks at what was held of this order, changes what must be changed, and lets it go. */
  | { readonly do: 'verify'; readonly order: Handle; readonly values?: Wishes }
  /** Sends what was kept back, one message after the other or as one batch file. */
  | { readonly do: 'release'; readonly as: 'burst' | 'batch' }
  /** Another value, or other units, flags, range, comment, time or laboratory, for what was reported. */
  | {
      readonly do: 'correct'
      readonly order: Handle
      readonly values?: Wishes
      readonly status?: 'C' | 'F' | ''
      readonly change?: Restatement
      readonly sameTimes?: boolean
      readonly all?: boolean
    }
  | { readonly do: 'withdraw'; readonly order: Handle; readonly only?: readonly string[]; readonly as: 'W' | 'D' | 'X' }
  /** Retracts a result from this patient's order and files it on the other's. */
  | { readonly do: 'refile'; readonly order: Handle; readonly onto: Handle }
  | { readonly do: 'cancel'; readonly order: Handle; readonly reason: string; readonly silent?: boolean }
  /** A child of an order: the lab adds a test because of what it found, or was told by telephone. */
  | {
      readonly do: 'add'
      readonly order: Handle
      readonly parent: Handle
      readonly test: string
      readonly as: 'child' | 'order' | 'unsolicited'
    }
  /** An order that the EHR has never heard of: a paper requisition, a meter. */
  | {
      readonly do: 'open'
      readonly order: Handle
      readonly patient: Handle
      readonly test: string
      readonly as: 'SN' | 'NW' | 'unsolicited'
    }
  | { readonly do: 'split'; readonly order: Handle }
  | { readonly do: 'combine'; readonly orders: readonly Handle[] }
  | { readonly do: 'send-out'; readonly order: Handle; readonly to: string }
  /** Microbiology: growth, organisms and what they are sensitive to, as children of the culture. */
  | {
      readonly do: 'grow'
      readonly order: Handle
      readonly stage: 'preliminary' | 'final' | 'corrected'
      readonly growth: string
      readonly isolates?: readonly Isolate[]
    }
  | {
      readonly do: 'append' | 'amend'
      readonly order: Handle
      readonly text: readonly string[]
      readonly document_bytes?: number
    }
  /** Says again what it last said of these orders (all that have results where none is named), under new control IDs. */
  | {
      readonly do: 'say-again'
      readonly orders?: readonly Handle[]
      readonly sameControlId?: boolean
      readonly version?: 'first' | 'last'
    }
  /** A word of table 0119 as written, with ORC-5. */
  | { readonly do: 'say'; readonly order: Handle; readonly control: string; readonly orderStatus?: string }
  | { readonly do: 'merge'; readonly patient: Handle; readonly into: Handle }
  | { readonly do: 'habits'; readonly habits: Partial<LabHabits> }
  /** Another machine takes over at another address. It has the book, and knows nothing of connections and answers. */
  | { readonly do: 'fail-over' }
  /** Its book is as it was so long ago. What was on its way out, and its counters, are as they are. */
  | { readonly do: 'restore'; readonly back_ms: number }
  | { readonly do: 'down' | 'up' }
  | { readonly do: 'reset-counter' }
  | { readonly do: 'send-raw'; readonly text: string }

/** What else a correction says. Undefined: as before. */
export type Restatement = {
  readonly unit?: string
  readonly range?: string
  readonly flags?: string
  readonly comment?: string
  readonly collectedBefore_ms?: number
  readonly performedBy?: string
  /** OBX-17. */
  readonly method?: string
}

export type Isolate = {
  readonly organism: string
  /** S, I, R by antibiotic. (HL7 table 0078) */
  readonly sensitive: Readonly<Record<string, 'S' | 'I' | 'R'>>
}

/** How the lab takes and says things. */
export type LabHabits = {
  readonly answerAfter_ms: number
  /** Whether its answers to orders name them by MSA-2 as sent. */
  readonly foreignAnswers: boolean
  readonly unknownTests: 'refuse' | 'accept'
  /** Results that wait for a technologist (`verify`): critical ones, those that differ too much from the patient's last, both. */
  readonly holds: 'nothing' | 'critical' | 'delta' | 'both'
  /** Whether a final result adds the tests that the lab's catalog calls for (its column `reflex`), and how. */
  readonly reflex: 'none' | 'child' | 'order' | 'unsolicited'
  /** How long a reflex test takes, in lab time. */
  readonly reflexAfter_ms: number
  /** It acknowledges what it is sent and says nothing of its own: recorded traffic speaks for it. */
  readonly silent: boolean
}

/** What happens to messages on one way between a system and Labloop. */
export type WireFault =
  | 'lose-message'
  | 'delay-message'
  | 'duplicate-message'
  | 'cut-message'
  /** Its frame comes in several pieces, or waits for the next one and comes in one piece with it. */
  | 'split-message'
  | 'glue-message'
  | 'split-answer'
  | 'lose-answer'
  | 'delay-answer'
  | 'duplicate-answer'
  | 'foreign-answer'
  | 'busy-answer'
  | 'error-answer'
export type Line = 'ehr-to-labloop' | 'labloop-to-ehr' | 'lab-to-labloop' | 'labloop-to-lab'

export type WireAct =
  /** The next `count` messages, or each with the chance `share` until `heal`. */
  | {
      readonly do: 'fault'
      readonly line: Line
      readonly fault: WireFault
      readonly count?: number
      readonly share?: number
      readonly late_ms?: number
    }
  | { readonly do: 'cut' | 'half-open'; readonly line: Line }
  | { readonly do: 'heal' }

export type EngineAct =
  /** As kill -9, and begun again after so long. */
  | { readonly do: 'crash'; readonly away_ms: number; readonly when?: 'now' | 'before-commit' | 'after-commit' }
  | { readonly do: 'stop' | 'start' }
  | { readonly do: 'database'; readonly is: 'away' | 'full' | 'aborting' | 'back' }
  | { readonly do: 'clock-step'; readonly by_ms: number }
  /** The site goes on with another revision, by name of the scenario's. */
  | { readonly do: 'activate'; readonly revision: string }

export type PersonAct =
  /** Decides about what is held of this order. */
  | { readonly do: 'release' | 'resend' | 'skip' | 'cancel'; readonly order: Handle; readonly rootCause: string }
  | { readonly do: 'take' | 'close'; readonly order: Handle; readonly kind: string; readonly rootCause?: string }
  | { readonly do: 'pause' | 'hold' | 'resume'; readonly flow: string; readonly why: string }

/** One act of one actor. */
export type Act =
  | { readonly who: 'ehr'; readonly act: EhrAct }
  | { readonly who: 'lab'; readonly act: LabAct }
  | { readonly who: 'wire'; readonly act: WireAct }
  | { readonly who: 'engine'; readonly act: EngineAct }
  | { readonly who: 'person'; readonly act: PersonAct }

/** An act and when it happens, in milliseconds of lab time after the beginning of the run. */
export type TimedAct = { readonly at_ms: number } & Act

/** What a run is about: its patients by handle, and the acts in order of time. */
export type Play = {
  readonly patients: Readonly<Record<Handle, Person>>
  readonly acts: readonly TimedAct[]
}
