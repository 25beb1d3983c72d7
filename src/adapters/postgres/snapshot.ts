// Orders and patients as JSON for their rows: the names of fields are left out, and what repeats from one observation to
// the next is written once. The one thing to know: the field lists below are checked against the ledger's types, so that
// a field added there cannot be dropped here without a complaint from the compiler.
import type { Observation, ObservationVersion, Order, Word } from '../../ledger/order.ts'
import type { Patient } from '../../ledger/patient.ts'
import { headFields } from '../shared/order-columns.ts'

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
)

type HeadField = (typeof headFields)[number]
type Columns = 'id' | 'version' | 'shape' | 'state'
const bodyFields = everyField<Omit<Order, HeadField | Columns | 'observations'>>()(
  'test',
  'priority',
  'requestedAt',
  'startsAt',
  'patient',
  'items',
  'group',
  'specimens',
  'parentId',
  'report',
  'firstSeenAt',
  'doubt',
)

/** Those that are mostly as in the version written before: then they are left out, all together. */
const repeatingFields = ['messageId', 'seenAt', 'observedAt', 'performedBy', 'status'] as const
/** Empty ones at the end are left out. */
const versionFields = everyField<Omit<ObservationVersion, (typeof repeatingFields)[number]>>()(
  'value',
  'unit',
  'range',
  'flags',
  'note',
  'valueHash',
)

const patientFields = everyField<Omit<Patient, 'id' | 'version' | 'mergedInto'>>()(
  'identifiers',
  'familyName',
  'givenName',
  'birthDate',
  'sex',
  'mergedBySystems',
  'formerIdentifiers',
)

/** The part of an order that every write changes. */
export function writeHead(order: Order): string {
  const [, ...rest] = headFields
  return JSON.stringify([order.words.map(writeWord), ...values(rest, order)])
}

/** Written out, as is `writeVersion`: a list of names to read costs three times as much, and these are most of a batch. */
function writeWord(word: Word): unknown[] {
  const { side, subject, messageId, said, state, level, by, to, seenAt, since, repeatMessageId } = word
  return [side, subject, messageId, said, state, level, by, to, seenAt, since, repeatMessageId]
}

/** The part of an order that a message changes when it says something new. */
export function writeBody(order: Order): string {
  return JSON.stringify([writeObservations(order.observations), ...values(bodyFields, order)])
}

/** The order from its columns and its two parts. */
export function readOrder(columns: Pick<Order, 'id' | 'version' | 'state'>, head: string, body: string): Order {
  const [words, ...rest] = JSON.parse(head) as [unknown[][], ...unknown[]]
  const [observations, ...parts] = JSON.parse(body) as [WrittenObservation[], ...unknown[]]
  const [, ...names] = headFields
  return {
    ...columns,
    shape: SHAPE,
    ...(named(bodyFields, parts) as Pick<Order, (typeof bodyFields)[number]>),
    ...(named(names, rest) as Pick<Order, Exclude<(typeof headFields)[number], 'words'>>),
    words: words.map((word) => named(wordFields, word) as Word),
    observations: readObservations(observations),
  }
}

export function writePatient(patient: Patient): string {
  return JSON.stringify(values(patientFields, patient))
}

/** Small letters, family name first: what a search by the beginning of a name looks at. */
export function searchName({ familyName, givenName }: Patient): string {
  return `${familyName} ${givenName}`.trim().toLowerCase().slice(0, 80)
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
  const { messageId, seenAt, observedAt, performedBy, status, value, unit, range, flags, note, valueHash } = version
  const texts = [value, unit, range, flags, note, valueHash]
  while (texts.at(-1) === '') texts.pop()
  const repeats =
    before?.messageId === messageId &&
    before.seenAt === seenAt &&
    before.observedAt === observedAt &&
    before.performedBy === performedBy &&
    before.status === status
  return repeats ? texts : [[messageId, seenAt, observedAt, performedBy, status], ...texts]
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
      const texts = versionFields.map((_, at) => parts[at + (own ? 1 : 0)] ?? '')
      return named([...repeatingFields, ...versionFields], [...before, ...texts]) as ObservationVersion
    }),
  }))
}

function values<T, F extends keyof T>(fields: readonly F[], from: T): T[F][] {
  return fields.map((field) => from[field])
}

function named(fields: readonly PropertyKey[], parts: readonly unknown[]): unknown {
  const whole: Record<PropertyKey, unknown> = {}
  for (let at = 0; at < fields.length; at++) whole[fields[at]!] = parts[at]
  return whole
}
