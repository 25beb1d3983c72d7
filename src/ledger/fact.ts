// A fact is one thing a message says, in the words of the standard, whatever the dialect it was said in. The one thing to
// know: facts are ordered by arrival (messageId, n), never by the clock times they carry.
import type { Level } from '../site/shapes/common.ts'
import type { Contradiction } from './legality.ts'

/** Which part a system plays for an order: who asked, or who performs. (HL7 v2.5.1 §4.1.2) */
export const sides = ['placer', 'filler'] as const
export type Side = (typeof sides)[number]

/** A number with the authority that gave it, as written. */
export type Identifier = { readonly number: string; readonly authority: string }

/** A code with its name and coding system, as written. */
export type Code = { readonly code: string; readonly name: string; readonly system: string }

/** The patient as one message names them. Absent parts are empty text. */
export type PatientStatement = {
  /** Record numbers, best first. `type` is PID-3.5. */
  readonly identifiers: readonly PatientIdentifier[]
  readonly familyName: string
  readonly givenName: string
  /** YYYYMMDD, or shorter as given, or empty. */
  readonly birthDate: string
  /** HL7 table 0001, or empty. */
  readonly sex: string
  /** PID-18 and PV1-19, where given. */
  readonly encounter?: EncounterNumbers
}
export type PatientIdentifier = Identifier & { readonly type: string }

/** What a message calls the order: every number it gives. Placer and filler numbers best first. */
export type OrderReference = {
  readonly placer: readonly Identifier[]
  readonly filler: readonly Identifier[]
  readonly group: readonly Identifier[]
  readonly accession: readonly Identifier[]
  readonly test: Code | null
  /** The parent result or order that OBR-26, OBR-29 and ORC-8 name: reflex and susceptibility children, send-outs. */
  readonly parent: ParentReference | null
}
export type ParentReference = {
  readonly placer: Identifier | null
  readonly filler: Identifier | null
  /** The key of the parent's observation, or empty. */
  readonly observation: string
}

/** One OBX as said. Texts are decoded and unescaped. */
export type ObservationStatement = {
  /** What makes it the same observation as another: the dialect's matcher over OBX-3 and OBX-4. */
  readonly key: string
  readonly code: Code
  readonly subId: string
  readonly valueType: string
  /**
   * OBX-5. Where OBX-2 says that it has components (`hasComponents`) they stand apart under the usual delimiters, with what they
   * hold escaped (`partsOf` of the codec); else it is one text, unescaped. Over 4 KB: empty, with `valueHash`.
   */
  readonly value: string
  readonly valueHash: string
  readonly unit: string
  readonly range: string
  readonly flags: string
  /** HL7 table 0085. */
  readonly status: string
  readonly observedAt: string
  readonly performedBy: string
  /** Notes that follow the OBX, joined by a line feed. */
  readonly note: string
}

type Said = {
  /** System id that said it. */
  readonly system: string
  /** Id of the message that says it. */
  readonly messageId: number
  /** Place among the facts of that message, from 0. Facts are in order of arrival by (messageId, n). */
  readonly n: number
  /** When it says it happened, milliseconds, where it says so and can be read. */
  readonly saidAt: number | null
  /** When Labloop received it, milliseconds. */
  readonly seenAt: number
  /** Names of the proofs of the site's workflows that this part of the message is; left out where it is none. */
  readonly marks?: readonly string[]
}

/** Order dialogue, from ORC-1 (HL7 table 0119) and ORC-5 (0038). */
export const dialogueKinds = [
  'order-requested', // NW, RO
  'order-accepted', // OK
  'order-refused', // UA
  'number-requested', // SN
  'number-assigned', // NA
  'cancel-requested', // CA
  'cancel-accepted', // CR
  'cancel-refused', // UC
  'order-cancelled', // OC; ORC-5 = CA from the filler
  'discontinue-requested', // DC
  'discontinue-accepted', // DR
  'discontinue-refused', // UD
  'order-discontinued', // OD; ORC-5 = DC from the filler
  'replace-requested', // RP
  'replace-accepted', // RQ
  'replace-refused', // UM
  'order-replaced', // RU; ORC-5 = RP from the filler
  'hold-requested', // HD
  'hold-accepted', // HR
  'hold-refused', // UH
  'order-held', // OH
  'release-requested', // RL
  'release-accepted', // OR
  'release-refused', // UR
  'order-released', // OE
  'change-requested', // XO, RF, SU, RC
  'change-accepted', // XR, AF, OF, SQ, RA
  'change-refused', // UX, DF, UF, RD
  'order-changed', // XX, FU
  'status-requested', // SS
  'status-changed', // SC, SR, RE in an order message, with ORC-5
  'request-received', // RR
  'data-errors', // DE
  'parent-announced', // PA
  'child-announced', // CH
  'order-annotated', // LI, UN, MC, OP, PY, CN, NR, CP: what changes no order
  'specimen-collected',
  'specimen-received',
  'specimen-rejected',
  'control-not-followed', // codes that no table knows
] as const
export type DialogueKind = (typeof dialogueKinds)[number]

export type OrderFact = Said & {
  readonly kind: DialogueKind
  readonly side: Side
  readonly order: OrderReference
  readonly patient: PatientStatement
  /** HL7 table 0038, or empty. */
  readonly orderStatus: string
  /** Priority as written in TQ1-9, ORC-7.6 or OBR-27.6. */
  readonly priority: string
  /** When the service is to start (TQ1-7, ORC-7.4, OBR-27.4), milliseconds; null where it does not say. */
  readonly startsAt: number | null
  /** When it is to end (TQ1-8, ORC-7.5, OBR-27.5), milliseconds; left out where it does not say. */
  readonly endsAt?: number
  /** ORC-1 and ORC-5 as they stood. */
  readonly asWritten: string
  /** The order that this one replaces (RO after RP, RU or RQ in one message). */
  readonly replaces?: ParentReference
  /** OBR-11, else SPM-11 (table 0065), where it is given. */
  readonly specimenAction?: string
  /** Combinations of codes that contradict each other. */
  readonly illegal?: readonly Contradiction[]
}

export type ResultFact = Said & {
  readonly kind: 'result-reported'
  readonly side: 'filler'
  readonly order: OrderReference
  readonly patient: PatientStatement
  /** HL7 table 0123 after the dialect, or empty. */
  readonly resultStatus: string
  readonly orderStatus: string
  readonly specimen: readonly Identifier[]
  /** Whether the laboratory says that it rejected a specimen (SPM-21). */
  readonly specimenRejected?: boolean
  readonly collectedAt: string
  readonly reportedAt: string
  readonly observations: readonly ObservationStatement[]
  /** Notes on the whole report. */
  readonly note: string
  /** The next report of the message is of this order too, or of a child of it; left out where it is neither. */
  readonly goesOn?: 'here' | 'below'
  /** Combinations of codes that contradict each other. */
  readonly illegal?: readonly Contradiction[]
}

export type PatientFact = Said & {
  readonly kind: PatientFactKind
  /** Trigger event: A01, A40, ... */
  readonly event: string
  readonly patient: PatientStatement
  /** The record that ceases (MRG-1) in a merge, from which something moves, or that is linked. */
  readonly prior: readonly Identifier[]
  /** Account and visit numbers that move or cease (MRG-3, MRG-5). */
  readonly encounters?: EncounterNumbers
}
/** `patient-linked`: two records are one person's, and both live on (A24); `patient-unlinked` takes it back (A37). */
export const patientFactKinds = [
  'patient-stated',
  'patient-merged',
  'patient-moved',
  'patient-linked',
  'patient-unlinked',
] as const
export type PatientFactKind = (typeof patientFactKinds)[number]
/** Account (PID-18, MRG-3) and visit (PV1-19, MRG-5), as written; empty where not given. */
export type EncounterNumbers = { readonly account: string; readonly visit: string }

export type CatalogFact = Said & { readonly kind: 'catalog-stated'; readonly event: string }

/** How far the other side has taken a word: from an acknowledgement, an ORL/ORR, a census, or its own later words. */
export type TakenFact = Said & {
  readonly kind: 'word-taken' | 'word-refused'
  /** The order, by id: these facts come from Labloop's own books, not from numbers in a message. */
  readonly orderId: number
  /** The message whose word was taken. */
  readonly wordMessageId: number
  readonly level: Level
  /** AA, CA, AE, ..., `census`, `witness`. */
  readonly by: string
  /**
   * The delivery that was answered; null where it cannot be known which of a message's it was. Left out where the evidence is
   * of the word as a whole, as a census is.
   */
  readonly deliveryId?: number | null
}

export type Fact = OrderFact | ResultFact | PatientFact | CatalogFact | TakenFact
/** Facts that name an order by its numbers. */
export type NumberedFact = OrderFact | ResultFact
export type FactKind = Fact['kind']

/** Every kind of fact; a test holds the tables of `decide` to it. */
export const factKinds: readonly FactKind[] = [
  ...dialogueKinds,
  'result-reported',
  'word-taken',
  'word-refused',
  ...patientFactKinds,
  'catalog-stated',
]
