// Facts and books for tests, short to write: every patient is fictitious, every message has the next id and the next
// second. The one thing to know: facts made here are as `readMessage` makes them; a test of reading uses real messages.
import { Clocks } from '../../site/shapes/site.ts'
import { type Book, openBook, orderIn, sendWord, type Told, takeWord, tell } from '../book.ts'
import type {
  Code,
  DialogueKind,
  Fact,
  Identifier,
  ObservationStatement,
  OrderFact,
  OrderReference,
  PatientFact,
  PatientStatement,
  ResultFact,
  Side,
  TakenFact,
} from '../fact.ts'
import { loopStatus } from '../loop.ts'
import type { Order } from '../order.ts'
import type { LedgerPolicy } from '../source.ts'

export const minute_ms = 60_000
/** 2030-01-01T00:00:00Z: when the first message of a test arrives. */
export const start = 1_893_456_000_000

/** 30 minutes to accept, 2 days to result, 15 minutes to answer, 1 hour to file, 30 minutes to answer a cancel. */
export const clocks = Clocks.parse({})
export const policy: LedgerPolicy = { clocks, hasCensus: () => false, resultMode: () => 'delta' }
export const withCensus: LedgerPolicy = { ...policy, hasCensus: (system) => system === 'ehr' }

export const number = (text: string, authority = ''): Identifier => ({ number: text, authority })
export const test = (code: string, system = 'L'): Code => ({ code, name: code, system })

export const ida: PatientStatement = {
  identifiers: [{ number: '1001', authority: 'RIV', type: 'MR' }],
  familyName: 'Testpatient',
  givenName: 'Ida',
  birthDate: '19700102',
  sex: 'F',
}
export const otto: PatientStatement = {
  identifiers: [{ number: '2002', authority: 'RIV', type: 'MR' }],
  familyName: 'Sample',
  givenName: 'Otto',
  birthDate: '19551231',
  sex: 'M',
}
export const nobody: PatientStatement = { identifiers: [], familyName: '', givenName: '', birthDate: '', sex: '' }

const noReference: OrderReference = { placer: [], filler: [], group: [], accession: [], test: null, parent: null }

/** Counts messages: each fact of a test rides in its own message, a second after the one before. */
let message = 0

type Extra = {
  readonly patient?: PatientStatement
  readonly seenAt?: number
  readonly saidAt?: number | null
  readonly messageId?: number
  readonly system?: string
}

function common(extra: Extra, system: string) {
  const messageId = extra.messageId ?? ++message
  const seenAt = extra.seenAt ?? start + messageId * 1000
  return { system: extra.system ?? system, messageId, n: 0, saidAt: extra.saidAt ?? seenAt, seenAt }
}

export type DialogueExtra = Extra &
  Partial<OrderReference> & {
    readonly side?: Side
    readonly status?: string
    readonly priority?: string
    readonly startsAt?: number
  }

/** A dialogue of either side; numbers P1 and, for the filler, F1. */
export function dialogue(kind: DialogueKind, side: Side, extra: DialogueExtra = {}): OrderFact {
  const { status = '', priority = 'R', startsAt = null, patient = ida } = extra
  const reference: OrderReference = {
    ...noReference,
    placer: extra.placer ?? [number('P1')],
    filler: extra.filler ?? (side === 'filler' ? [number('F1')] : []),
    group: extra.group ?? [],
    accession: extra.accession ?? [],
    test: extra.test === undefined ? test(side === 'placer' ? 'LAB15' : 'BMP') : extra.test,
    parent: extra.parent ?? null,
  }
  return {
    ...common(extra, side === 'placer' ? 'ehr' : 'lis'),
    kind,
    side,
    order: reference,
    patient,
    orderStatus: status,
    priority,
    startsAt,
    asWritten: '',
  }
}

export const requested = (extra: DialogueExtra = {}) => dialogue('order-requested', 'placer', extra)
export const accepted = (extra: DialogueExtra = {}) => dialogue('order-accepted', 'filler', extra)
export const refused = (extra: DialogueExtra = {}) => dialogue('order-refused', 'filler', extra)
export const status = (code: string, extra: DialogueExtra = {}) =>
  dialogue('status-changed', 'filler', { ...extra, status: code })
export const cancelRequested = (extra: DialogueExtra = {}) => dialogue('cancel-requested', 'placer', extra)
export const cancelAccepted = (extra: DialogueExtra = {}) => dialogue('cancel-accepted', 'filler', extra)
export const cancelRefused = (extra: DialogueExtra = {}) => dialogue('cancel-refused', 'filler', extra)
export const cancelledByLab = (extra: DialogueExtra = {}) => dialogue('order-cancelled', 'filler', extra)

export type ObservationExtra = Partial<ObservationStatement>

/** `4.1`, or with more: `['4.1', { flags: 'H' }]`. */
export type Values = Readonly<Record<string, string | readonly [string, ObservationExtra]>>

export type ReportExtra = Extra &
  Partial<OrderReference> & {
    /** OBR-25. */
    readonly report?: string
    readonly orderStatus?: string
    readonly note?: string
    readonly collectedAt?: string
  }

/** A report of the lab under P1 and F1: values by component, all under one OBX-11. */
export function report(obx: string, values: Values, extra: ReportExtra = {}): ResultFact {
  const { patient = ida } = extra
  return {
    ...common(extra, 'lis'),
    kind: 'result-reported',
    side: 'filler',
    order: {
      ...noReference,
      placer: extra.placer ?? [number('P1')],
      filler: extra.filler ?? [number('F1')],
      group: extra.group ?? [],
      accession: extra.accession ?? [],
      test: extra.test === undefined ? test('BMP') : extra.test,
      parent: extra.parent ?? null,
    },
    patient,
    resultStatus: extra.report ?? obx,
    orderStatus: extra.orderStatus ?? '',
    specimen: [],
    collectedAt: extra.collectedAt ?? '20300101',
    reportedAt: '',
    observations: Object.entries(values).map(([key, value]) => observation(key, obx, value)),
    note: extra.note ?? '',
  }
}

function observation(key: string, obx: string, value: Values[string]): ObservationStatement {
  const [text, extra] = typeof value === 'string' ? [value, {}] : value
  return {
    key,
    code: test(key),
    subId: '',
    valueType: 'NM',
    value: text,
    valueHash: '',
    unit: 'mmol/L',
    range: '',
    flags: '',
    status: obx,
    observedAt: '',
    performedBy: '',
    note: '',
    ...extra,
  }
}

export const final = (values: Values, extra: ReportExtra = {}) => report('F', values, extra)
export const preliminary = (values: Values, extra: ReportExtra = {}) => report('P', values, extra)
export const corrected = (values: Values, extra: ReportExtra = {}) => report('C', values, extra)

export function patientStated(patient: PatientStatement, event = 'A08', extra: Extra = {}): PatientFact {
  return { ...common(extra, 'ehr'), kind: 'patient-stated', event, patient, prior: [] }
}

export function merged(survivor: PatientStatement, prior: readonly Identifier[], extra: Extra = {}): PatientFact {
  return { ...common(extra, 'ehr'), kind: 'patient-merged', event: 'A40', patient: survivor, prior }
}

/** How far the words of a message were taken. */
export function taken(
  orderId: number,
  wordMessageId: number,
  level: TakenFact['level'] = 'received',
  extra: Extra & { readonly kind?: TakenFact['kind']; readonly by?: string } = {},
): TakenFact {
  const { kind = 'word-taken', by = 'AA' } = extra
  return { ...common(extra, 'ehr'), kind, orderId, wordMessageId, level, by }
}

/** An empty book. */
export function emptyBook(): Book {
  return openBook({ orders: [], orderKeys: [], patients: [], patientKeys: [] }, { lastOrderId: 0, lastPatientId: 0 })
}

/** A book that was told these facts, and what became of each. */
export function told(...facts: readonly Fact[]): { readonly book: Book; readonly results: readonly Told[] } {
  const book = emptyBook()
  return { book, results: facts.map((fact) => tell(book, fact, policy)) }
}

/** The order of a story that has one order. */
export function after(...facts: readonly Fact[]): Order {
  return orderIn(told(...facts).book, 1)!
}

/**
 * As an engine that delivers at once: each fact is told, its words are sent to the other side and acknowledged, and each
 * exception that is asked for stays open.
 */
export function delivered(
  book: Book,
  fact: Fact,
  level: TakenFact['level'] = 'received',
  by: LedgerPolicy = policy,
): Told {
  const result = tell(book, fact, by)
  if (result.orderId === null || !('side' in fact) || result.verdict === 'identity-hold') return result
  const system = fact.side === 'placer' ? 'lis' : 'ehr'
  sendWord(book, result.orderId, fact.messageId, system, by, fact.seenAt)
  takeWord(book, taken(result.orderId, fact.messageId, level, { seenAt: fact.seenAt, system }), by)
  return result
}

/** A book in which everything was delivered and acknowledged at once. */
export function deliveredStory(...facts: readonly Fact[]): Book {
  const book = emptyBook()
  for (const fact of facts) delivered(book, fact)
  return book
}

/** The loop status of an order as stored at the end of the story. */
export function loopOf(book: Book, orderId = 1, now = start + 3_600_000 * 24 * 365) {
  return loopStatus(orderIn(book, orderId)!, now)
}

/** The newest value of a component. */
export function shown(order: Order, key: string): string | undefined {
  return order.observations.find((one) => one.key === key)?.versions.at(-1)?.value
}

/** Every value of a component, oldest first. */
export function versions(order: Order, key: string): string[] {
  return order.observations.find((one) => one.key === key)?.versions.map(({ value }) => value) ?? []
}

/** What was asked to be raised, by kind and severity. */
export function raised({ concerns }: Told): string[] {
  return concerns.map(({ kind, severity }) => `${kind} ${severity}`)
}
