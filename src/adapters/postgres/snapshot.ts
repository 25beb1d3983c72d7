// Orders and patients as JSON for their rows: the names of fields are left out, and what repeats from one observation to
// the next is written once. The one thing to know: the field lists below are checked against the ledger's types, so that
// a field added there cannot be dropped here without a complaint from the compiler.
import type { Code, Identifier } from '../../ledger/fact.ts'
import type {
  Item,
  Mark,
  Observation,
  ObservationVersion,
  Order,
  OrderPatient,
  ReportHead,
  Word,
  Work,
} from '../../ledger/order.ts'
import type { Patient } from '../../ledger/patient.ts'
import { headFields } from '../shared/order-columns.ts'
import { foldedName } from './search-terms.ts'

/** The shape that is written; older ones are read by `upcast`. */
export const SHAPE = 1

/** The fields of T in the order in which they are written; the compiler demands each of them. */
function everyField<T>() {
  return <const F extends readonly (keyof T)[]>(
    ...fields: [Exclude<keyof T, F[number]>] extends [never] ? F : [missing: Exclude<keyof T, F[number]>]
  ): F => fields as unknown as F
}

const wordFields = everyField<Word>()(
  'side',
  'subject',
  'messageId',
  'said',
  'state',
  'level',
  'by',
  'to',
  'seenAt',
  'since',
  'repeatMessageId',
  'parts',
  'isPast',
  'items',
)

type HeadField = (typeof headFields)[number]
type Columns = 'id' | 'version' | 'shape' | 'state'
/** Parts of the body that are written as they are. */
const bodyFields = everyField<
  Omit<Order, HeadField | Columns | 'observations' | 'items' | 'patient' | 'report' | 'test' | 'marks'>
>()(
  'priority',
  'requestedAt',
  'startsAt',
  'group',
  'specimens',
  'parentId',
  'firstSeenAt',
  'doubt',
  'related',
  'endsAt',
)

const codeFields = everyField<Code>()('code', 'name', 'system')
const identifierFields = everyField<Identifier>()('number', 'authority')
/** What the placer's later messages say of a test. */
type Asked = 'since' | 'until' | 'cancelAsked'
const itemFields = everyField<Omit<Item, 'numbers' | 'unconfirmed' | 'test' | 'work' | Asked>>()('system', 'side')
const personFields = everyField<OrderPatient>()(
  'patientId',
  'number',
  'authority',
  'familyName',
  'givenName',
  'birthDate',
  'sex',
  'encounter',
  'more',
)
const reportFields = everyField<ReportHead>()(
  'messageId',
  'status',
  'collectedAt',
  'saidAt',
  'note',
  'rejected',
  'collection',
  'later',
)

/** Those that are mostly as in the version written before: then they are left out, all together. */
const repeatingFields = ['messageId', 'seenAt', 'observedAt', 'performedBy', 'status', 'n'] as const
/** Empty ones at the end are left out. */
const versionFields = everyField<Omit<ObservationVersion, (typeof repeatingFields)[number]>>()(
  'value',
  'unit',
  'range',
  'flags',
  'note',
  'valueHash',
  'valueType',
)

const patientFields = everyField<Omit<Patient, 'id' | 'version' | 'mergedInto'>>()(
  'identifiers',
  'familyName',
  'givenName',
  'birthDate',
  'sex',
  'mergedBySystems',
  'formerIdentifiers',
  'more',
)

/** The part of an order that every write changes. */
export function writeHead(order: Order): string {
  const [, ...rest] = headFields
  return JSON.stringify([order.words.map(writeWord), ...values(rest, order)])
}

/** Written out, as others below: to read fields by a list of their names costs three times as much. */
function writeWord(word: Word): unknown[] {
  const { side, subject, messageId, said, state, level, by, to, seenAt, since, repeatMessageId } = word
  const written: unknown[] = [side, subject, messageId, said, state, level, by, to, seenAt, since, repeatMessageId]
  const { parts, isPast, items } = word
  if (parts !== undefined || isPast || items !== undefined) written.push(parts, isPast, items)
  return trimmed(written)
}

/** Null stands for what few words have, where something is written behind it. */
function readWord(written: unknown[]): Word {
  const word = named(wordFields, written) as Word
  if (written.length < wordFields.length - 1) return word
  const { parts, isPast, ...rest } = word
  return { ...rest, ...(parts ? { parts } : {}), ...(isPast ? { isPast } : {}) }
}

/** The part of an order that a message changes when it says something new. */
export function writeBody(order: Order): string {
  const { observations, items, patient, report, test } = order
  const { priority, requestedAt, startsAt, group, specimens, parentId, firstSeenAt, doubt, related, endsAt } = order
  const lasting: unknown[] = [priority, requestedAt, startsAt, group, specimens, parentId, firstSeenAt, doubt]
  if (related !== undefined || endsAt !== undefined) lasting.push(related ?? null)
  if (endsAt !== undefined) lasting.push(endsAt)
  return JSON.stringify([
    writeObservations(observations),
    items.map(writeItem),
    writePerson(patient),
    report && trimmed(values(reportFields, report)),
    writeCode(test),
    ...lasting,
    ...(order.marks ? [{ marks: order.marks.map(({ proof, at, messageId }) => [proof, at, messageId]) }] : []),
  ])
}

function writeItem({ system, side, test, numbers, unconfirmed, work, ...asked }: Item): WrittenItem {
  const written: readonly [unknown[], unknown[] | null, unknown[][]] = [
    unconfirmed ? [system, side, unconfirmed.map(writeIdentifier)] : [system, side],
    writeCode(test),
    numbers.map(writeIdentifier),
  ]
  const worked = work ? writeWork(work) : null
  const later = writeAsked(asked)
  if (later) return [...written, worked, later]
  return worked ? [...written, worked] : written
}

function writeWork({ stage, messageId, isGivenUp, ...rest }: Work): WrittenWork {
  rest satisfies Record<string, never>
  return isGivenUp ? [stage, messageId, true] : [stage, messageId]
}

function writeAsked({ since, until, cancelAsked, ...rest }: Pick<Item, Asked>): WrittenAsked | null {
  rest satisfies Record<string, never>
  const named = [since ?? null, until ?? null] as const
  if (cancelAsked !== undefined) return [...named, cancelAsked]
  return since === undefined && until === undefined ? null : named
}

function writePerson(patient: OrderPatient): unknown[] {
  const { patientId, number, authority, familyName, givenName, birthDate, sex, encounter, more } = patient
  return trimmed([patientId, number, authority, familyName, givenName, birthDate, sex, encounter, more])
}

/** Null stands for no account and visit where something is written behind them. */
function readPerson(person: unknown[]): OrderPatient {
  const read = named(personFields, person) as Omit<OrderPatient, 'encounter'> & { encounter?: unknown }
  if (read.encounter !== null) return read as OrderPatient
  const { encounter: _, ...rest } = read
  return rest
}

/** Without what is not there at its end. */
function trimmed(parts: unknown[]): unknown[] {
  while (parts.at(-1) === undefined) parts.pop()
  return parts
}

/**
 * The fourth part only while that piece of work is under way, or before the fifth: the changes (XO) that brought or ended it,
 * and the request to cancel it alone.
 */
type WrittenItem = readonly [
  parts: unknown[],
  test: unknown[] | null,
  numbers: unknown[][],
  work?: WrittenWork,
  asked?: WrittenAsked,
]
type WrittenWork = readonly [stage: Work['stage'], messageId: number, isGivenUp?: true] | null
type WrittenAsked = readonly [since: number | null, until: number | null, cancelAsked?: number]
type WrittenBody = [WrittenObservation[], WrittenItem[], unknown[], unknown[] | null, unknown[] | null, ...unknown[]]

/** The words alone, from the part that every write changes. */
export function readWords(head: string): Word[] {
  const [words] = JSON.parse(head) as [unknown[][]]
  return words.map(readWord)
}

/** The order from its columns and its two parts. */
export function readOrder(columns: Pick<Order, 'id' | 'version' | 'state'>, head: string, body: string): Order {
  const [words, ...changing] = JSON.parse(head) as [unknown[][], ...unknown[]]
  const [observations, items, person, report, test, ...lasting] = JSON.parse(body) as WrittenBody
  const [, ...names] = headFields
  const marks = takeMarks(lasting)
  return {
    ...columns,
    shape: SHAPE,
    ...withoutNoRelations(named(bodyFields, lasting) as Pick<Order, (typeof bodyFields)[number]>),
    ...(named(names, changing) as Pick<Order, Exclude<HeadField, 'words'>>),
    words: words.map(readWord),
    observations: readObservations(observations),
    items: items.map(readItem),
    patient: readPerson(person),
    report: report && readHead(named(reportFields, report) as ReportHead),
    test: readCode(test),
    ...(marks ? { marks: marks.map((parts) => named(['proof', 'at', 'messageId'], parts) as Mark) } : {}),
  }
}

/** Null stands for no relations where something is written behind them. */
function withoutNoRelations<T extends Pick<Order, 'related'>>(body: T): T {
  if (body.related !== null) return body
  const { related: _, ...rest } = body
  return rest as T
}

/** Takes the marks off the end of a body, where there are any: the one part that is an object. */
function takeMarks(lasting: unknown[]): unknown[][] | null {
  const last = lasting.at(-1)
  if (typeof last !== 'object' || last === null || !('marks' in last)) return null
  lasting.pop()
  return last.marks as unknown[][]
}

/** A head that an earlier version wrote lacks the values at its end. */
function readHead(head: ReportHead): ReportHead {
  return head.collection === undefined ? { ...head, rejected: head.rejected ?? false, collection: null } : head
}

function readItem([parts, test, numbers, work, asked]: WrittenItem): Item {
  const [open] = parts.slice(itemFields.length) as unknown[][][]
  const own = named(itemFields, parts) as Pick<Item, 'system' | 'side'>
  const unconfirmed = open ? { unconfirmed: open.map(readIdentifier) } : {}
  const item: Item = { ...own, numbers: numbers.map(readIdentifier), ...unconfirmed, test: readCode(test) }
  const worked = work ? { ...item, work: readWork(work) } : item
  if (!asked) return worked
  const [since, until, cancelAsked] = asked
  return {
    ...worked,
    ...(since === null ? {} : { since }),
    ...(until === null ? {} : { until }),
    ...(cancelAsked === undefined ? {} : { cancelAsked }),
  }
}

function readWork([stage, messageId, isGivenUp]: NonNullable<WrittenWork>): Work {
  return isGivenUp ? { stage, messageId, isGivenUp } : { stage, messageId }
}

function writeIdentifier(identifier: Identifier): string[] {
  return [identifier.number, identifier.authority]
}

function readIdentifier(written: unknown[]): Identifier {
  return named(identifierFields, written) as Identifier
}

function writeCode(code: Code | null): string[] | null {
  return code && [code.code, code.name, code.system]
}

function readCode(written: unknown[] | null): Code | null {
  return written && (named(codeFields, written) as Code)
}

export function writePatient(patient: Patient): string {
  return JSON.stringify(trimmed(values(patientFields, patient)))
}

/** Family name first, folded: what a search by the beginning of a name looks at. */
export function searchName({ familyName, givenName }: Patient): string {
  return foldedName(`${familyName} ${givenName}`).slice(0, 80)
}

export function readPatient(columns: Pick<Patient, 'id' | 'version' | 'mergedInto'>, body: string): Patient {
  const parts = named(patientFields, JSON.parse(body) as unknown[])
  return { ...columns, ...(parts as Pick<Patient, (typeof patientFields)[number]>) }
}

type WrittenObservation = readonly [
  code: readonly [code: string, name: string, system: string],
  valueType: string,
  subId: string,
  /** Null: as the code. */
  key: string | null,
  ...versions: WrittenVersion[],
]

function writeObservations(observations: readonly Observation[]): WrittenObservation[] {
  let before: ObservationVersion | null = null
  const written: WrittenObservation[] = []
  for (const { code, valueType, subId, key, versions } of observations) {
    const parts: unknown[] = [[code.code, code.name, code.system], valueType, subId, key === code.code ? null : key]
    for (const version of versions) {
      parts.push(writeVersion(version, before))
      before = version
    }
    written.push(parts as unknown as WrittenObservation)
  }
  return written
}

/** Texts; before them, in an array, the repeating fields where one differs from those of the version before. */
type WrittenVersion = (string | readonly unknown[])[]

function writeVersion(version: ObservationVersion, before: ObservationVersion | null): WrittenVersion {
  const { messageId, n, seenAt, observedAt, performedBy, status, value, unit, range, flags, note, valueHash } = version
  const texts = [value, unit, range, flags, note, valueHash]
  if (version.valueType !== undefined) texts.push(version.valueType)
  else while (texts.at(-1) === '') texts.pop()
  const repeats =
    before?.messageId === messageId &&
    before.n === n &&
    before.seenAt === seenAt &&
    before.observedAt === observedAt &&
    before.performedBy === performedBy &&
    before.status === status
  return repeats ? texts : [[messageId, seenAt, observedAt, performedBy, status, n], ...texts]
}

function readObservations(written: readonly WrittenObservation[]): Observation[] {
  let before: readonly unknown[] = []
  return written.map(([[code, name, system], valueType, subId, key, ...versions]) => ({
    key: key ?? code,
    code: { code, name, system },
    subId,
    valueType,
    versions: versions.map((parts) => {
      const own = typeof parts[0] === 'object' ? parts[0] : null
      before = own ?? before
      return readVersion(before, own ? parts.slice(1) : parts)
    }),
  }))
}

/** Written before `n` was kept, the repeating fields end without it. Only a type of its own stands behind the hash. */
function readVersion(repeating: readonly unknown[], written: readonly unknown[]): ObservationVersion {
  const repeats = repeatingFields.map((_, at) => repeating[at] ?? -1)
  const texts = versionFields.map((_, at) => written[at] ?? '')
  if (written.length < texts.length) texts.pop()
  return named([...repeatingFields, ...versionFields], [...repeats, ...texts]) as ObservationVersion
}

function values<T, F extends keyof T>(fields: readonly F[], from: T): T[F][] {
  return fields.map((field) => from[field])
}

function named(fields: readonly PropertyKey[], parts: readonly unknown[]): unknown {
  const whole: Record<PropertyKey, unknown> = {}
  for (let at = 0; at < fields.length; at++) if (at < parts.length) whole[fields[at]!] = parts[at]
  return whole
}
