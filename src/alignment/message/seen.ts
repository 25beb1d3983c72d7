// What the rules see of a live message. The one thing to know: an observation without its value is a shape; shapes repeat by
// the thousand, so what can be said of a shape is said once and remembered, and only the value is looked at each time.
import type { Message, Segment } from '../../hl7/index.ts'
import type { DirectedConversion } from '../../site/map-rows.ts'
import type { Flow } from '../../site/shapes/flow.ts'
import type { Flag } from '../../terminology/flags.ts'
import type { Band, Ranges } from '../../terminology/ranges/range.ts'
import type { Unit } from '../../terminology/units/unit.ts'
import type { Value } from '../../terminology/values/value.ts'
import type { Orderable } from '../catalog/catalog.ts'
import type { Subject } from '../finding.ts'
import type { ReadComponent, Side } from '../pair/side.ts'

/** A coded element as written: code^name^system, and its alternate. */
export type Coded = {
  readonly code: string
  readonly name: string
  readonly system: string
  readonly alternate: { readonly code: string; readonly name: string; readonly system: string } | null
}

/** One OBX without its value, as one system reads it. */
export type SeenShape = {
  /** `sent`: as the sender wrote it, against the sender's catalog; `passed`: as it goes out, against the receiver's. */
  readonly end: 'sent' | 'passed'
  readonly side: Side
  readonly subject: Subject
  /** OBX-2. */
  readonly valueType: string
  readonly code: Coded
  /** What the catalog of that system says of the code; null where it does not have it. */
  readonly component: ReadComponent | null
  /** OBX-6 as written, and read. */
  readonly unit: string
  readonly unitRead: Unit
  /** OBX-7. */
  readonly range: string
  readonly rangesRead: Ranges
  /** OBX-8, each repetition. */
  readonly flags: readonly string[]
  readonly flagsRead: readonly Flag[]
  /** OBX-11, by the sender's dialect where it was sent. */
  readonly status: string
  /** The performing laboratory: OBX-23 and OBX-24, else OBX-15. */
  readonly laboratory: NamedLaboratory
  /** Whether OBX-3 says in words what was observed. */
  readonly isNamed: boolean
}

/** A laboratory as a report names it; empty where it does not. */
export type NamedLaboratory = { readonly name: string; readonly address: string }

/** The shapes of one OBX before and after the flow's steps. */
export type SeenCrossing = {
  readonly sent: SeenShape
  readonly passed: SeenShape
  readonly flow: Flow
  /** The signed conversions of the flow for this component; none: the number is to go out as it came. */
  readonly conversions: readonly DirectedConversion[]
}

/** Whom a result is of, as far as ranges depend on it. */
export type Person = {
  /** Table 0001, or empty. */
  readonly sex: string
  /** At the time of collection; null where the birth date is not known. */
  readonly age_days: number | null
}

/** The newest value of this patient before this one, under the same code and unit. */
export type EarlierValue = { readonly value: number; readonly at: number }

/** How the values of a code and unit lie, over all patients: the middle by magnitude. */
export type Fellows = { readonly count: number; readonly middle: number }

/** One OBX with its value, as it was sent. */
export type SeenValue = {
  readonly shape: SeenShape
  /** OBX-5. */
  readonly value: Value
  /** The band of the printed range that holds for the person; null where there is none or it cannot be read. */
  readonly printed: Band | null
  /** The band of the sender's catalog that holds for the person. */
  readonly listed: Band | null
}

/** One OBX with what was seen before of the patient, and of others. */
export type SeenHistory = SeenValue & {
  /** When it was collected, milliseconds; null where that is not said. */
  readonly at: number | null
  readonly earlier: EarlierValue | null
  readonly fellows: Fellows | null
}

/** One OBX with its segment. */
export type SeenObservation = { readonly segment: Segment; readonly seen: SeenValue; readonly notes: readonly string[] }

/** One report: an OBR with its observations. */
export type SeenReport = {
  readonly side: Side
  readonly subject: Subject
  readonly orderable: Orderable | null
  readonly orc: Segment | null
  readonly obr: Segment
  readonly specimens: readonly Segment[]
  readonly observations: readonly SeenObservation[]
  /** Notes on the whole report. */
  readonly notes: readonly string[]
  /** OBR-25 by the sender's dialect. */
  readonly status: string
  /** Times in milliseconds; null where absent or unreadable. */
  readonly times: {
    readonly collected: number | null
    readonly received: number | null
    readonly reported: number | null
  }
  /** When the message came in. */
  readonly arrivedAt: number
  /** What the last final report of this filler number said; null where it is not remembered. */
  readonly earlier: EarlierReport | null
  readonly message: SeenMessage
}

/** What must not change from one final report of an order to the next without a word. */
export type EarlierReport = { readonly collected: string; readonly laboratory: string }

/** One order with what is asked and sent with it. */
export type SeenOrder = {
  /** Who orders. */
  readonly side: Side
  /** Who performs; null where its catalog is not known. */
  readonly performer: Side | null
  readonly subject: Subject
  readonly orderable: Orderable | null
  readonly orc: Segment | null
  readonly obr: Segment
  readonly specimens: readonly Segment[]
  /** OBX of the order: answers to questions. */
  readonly answers: readonly Segment[]
  readonly message: SeenMessage
}

/** The message as a whole. */
export type SeenMessage = {
  readonly message: Message
  readonly sender: Side
  readonly receiver: Side | null
  readonly flow: Flow | null
  /** MSH-9 as `ORU^R01`. */
  readonly type: string
  readonly pid: Segment | null
  /** What goes out. */
  readonly outputs: readonly Message[]
  readonly subject: Subject
}
