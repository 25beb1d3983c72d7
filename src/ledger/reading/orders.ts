// Orders and results of a message as facts. The one thing to know: which side speaks comes from the sender's role; only
// an engine or middleware, which speaks for both, is placed by what it says.
import type { Message, Segment } from '../../hl7/index.ts'
import { lookUp } from '../../terminology/order-tables.ts'
import type { LedgerConcern } from '../concern.ts'
import type { DialogueKind, Identifier, OrderFact, OrderReference, ParentReference, ResultFact, Side } from '../fact.ts'
import type { Arrival, Source } from '../source.ts'
import { controlKinds, fillerControls } from './controls.ts'
import { type NumberRule, type ReadyDialect, standardCode } from './dialect.ts'
import { code, moment, numbers, pairEntity, text } from './fields.ts'
import { mostGroups, type OrderGroup, orderGroups } from './groups.ts'
import { notesText, numberRepeated, readObservation } from './observation.ts'

/** What every reader of a message is given. */
export type Context = {
  readonly dialect: ReadyDialect
  readonly source: Source
  readonly arrival: Arrival
  readonly messageCode: string
  readonly event: string
  /** MSH-7, milliseconds; read when asked for. */
  sentAt(): number | null
  unknown(concern: LedgerConcern): void
}

/** Facts of ORM^O01, OML^O21, ORR^O02 and ORL^O22. */
export function readOrders(message: Message, context: Context): OrderFact[] {
  const facts: OrderFact[] = []
  for (const group of orderGroups(message, 'order', context.dialect, tooMany(context))) {
    for (const kind of kindsOf(group, context)) facts.push(orderFact(group, kind, facts.length, context))
  }
  return facts
}

function tooMany({ source, unknown }: Context): () => void {
  const system = source.system.id
  return () =>
    unknown({
      kind: 'malformed-message',
      severity: 'high',
      text: `A message of ${system} holds more than ${mostGroups} orders. It was sent on; the ledger follows the first ${mostGroups} only. Ask the sender to divide it.`,
      cause: `malformed-message|${system}|orders`,
    })
}

/** What the group says: its dialogue, and for a status the specimen's fate if it tells it (SPM-17, 18, 21; OBR-14). */
function kindsOf(group: OrderGroup, context: Context): DialogueKind[] {
  const control = standardCode(context.dialect, 'order_control', text(group.orc, 1), context.unknown)
  const kind = lookUp<DialogueKind>(controlKinds, control) ?? 'control-not-followed'
  const side = sideOf(context.source, control)
  if (answersWithSpecimen.has(kind) && side === 'filler' && isRejected(group)) return [kind, 'specimen-rejected']
  if (kind !== 'status-changed') return [kind]
  const status = standardCode(context.dialect, 'order_status', text(group.orc, 5), context.unknown)
  if (status === 'CA' || status === 'DC') return [side === 'filler' ? 'order-cancelled' : 'cancel-requested']
  const specimen = specimenKind(group)
  return specimen ? [kind, specimen] : [kind]
}

/** Answers after which the order goes on, and with which a laboratory may say that it rejected the specimen. */
const answersWithSpecimen: ReadonlySet<DialogueKind> = new Set(['order-accepted', 'number-assigned', 'cancel-refused'])

/** SPM-21: why a specimen was rejected (HL7 v2.5.1 §7.4.3.21, table 0490). */
function isRejected({ specimens }: OrderGroup): boolean {
  return specimens.some((spm) => text(spm, 21) !== '')
}

function specimenKind(group: OrderGroup): DialogueKind | null {
  const { specimens, obr } = group
  if (isRejected(group)) return 'specimen-rejected'
  if (specimens.some((spm) => text(spm, 18) !== '') || text(obr, 14) !== '') return 'specimen-received'
  return specimens.some((spm) => text(spm, 17) !== '') ? 'specimen-collected' : null
}

function orderFact(group: OrderGroup, kind: DialogueKind, n: number, context: Context): OrderFact {
  const { dialect, source, arrival, unknown } = context
  const { orc, obr, tq1 } = group
  const control = standardCode(dialect, 'order_control', text(orc, 1), unknown)
  const starts = text(tq1, 7, 1) || text(orc, 7, 4) || text(obr, 27, 4)
  return {
    kind,
    side: sideOf(source, control),
    system: source.system.id,
    messageId: arrival.messageId,
    n,
    saidAt: moment(text(orc, 9, 1), source.zone) ?? context.sentAt(),
    seenAt: arrival.seenAt,
    order: referenceOf(group, dialect),
    patient: group.patient,
    orderStatus: standardCode(dialect, 'order_status', text(orc, 5), unknown),
    priority: text(tq1, 9, 1) || text(orc, 7, 6) || text(obr, 27, 6),
    startsAt: moment(starts, source.zone),
    asWritten: `${text(orc, 1)} ${text(orc, 5)}`.trim(),
  }
}

/** Facts of ORU^R01 (`result`) and OUL^R22 (`specimen-result`): one for each OBR, whatever ORC-1 says. */
export function readResults(message: Message, context: Context, kind: 'result' | 'specimen-result'): ResultFact[] {
  const groups = orderGroups(message, kind, context.dialect, tooMany(context))
  return groups.map((group, n) => resultFact(group, n, context))
}

function resultFact(group: OrderGroup, n: number, context: Context): ResultFact {
  const { dialect, source, arrival, unknown } = context
  const { orc, obr } = group
  const order = referenceOf(group, dialect)
  const suffix = order.parent?.observation ? `@${order.parent.observation}` : ''
  const reportedAt = text(obr, 22, 1)
  return {
    kind: 'result-reported',
    side: 'filler',
    system: source.system.id,
    messageId: arrival.messageId,
    n,
    saidAt: moment(reportedAt, source.zone) ?? context.sentAt(),
    seenAt: arrival.seenAt,
    order,
    patient: group.patient,
    resultStatus: standardCode(dialect, 'result_status', text(obr, 25, 1), unknown),
    orderStatus: standardCode(dialect, 'order_status', text(orc, 5), unknown),
    specimen: group.specimens.flatMap(specimenNumbers),
    ...(isRejected(group) ? { specimenRejected: true } : {}),
    collectedAt: text(obr, 7, 1),
    reportedAt,
    observations: numberRepeated(
      group.observations.map(({ obx, notes, ofSpecimen }) =>
        readObservation(obx, notes, dialect, ofSpecimen ? 'SPM|' : '', suffix, unknown),
      ),
    ),
    note: notesText(group.notes),
  }
}

/** SPM-2: the placer's and the filler's number of the specimen. */
function specimenNumbers(spm: Segment): Identifier[] {
  return [pairEntity(spm, 2, 1), pairEntity(spm, 2, 2)].filter((number) => number !== null)
}

/** Every number that the group gives its order. An OBR under an ORC that it shares has its own numbers first. */
function referenceOf(group: OrderGroup, dialect: ReadyDialect): OrderReference {
  const { obr, inherits } = group
  const all = (name: string) => segmentsOf(group, name)
  const own = inherits ? (name: string) => (name === 'ORC' ? [] : segmentsOf(group, name)) : all
  const of = (rule: NumberRule) => {
    const found = numbers(rule, own)
    return found.length === 0 && inherits ? numbers(rule, all) : found
  }
  return {
    placer: of(dialect.placer),
    filler: of(dialect.filler),
    group: of(dialect.group),
    accession: dialect.accession ? of(dialect.accession) : [],
    test: obr ? code(obr, 4) : null,
    parent: obr ? parentOf(obr, dialect) : null,
  }
}

/** The segments of a group that can hold numbers. */
function segmentsOf({ orc, obr, specimens }: OrderGroup, name: string): readonly (Segment | null)[] {
  if (name === 'ORC') return [orc]
  if (name === 'OBR') return [obr]
  return name === 'SPM' ? specimens : []
}

/** OBR-26 (parent result) and OBR-29 (parent order), HL7 v2.5.1 §4.5.3.26 and .29. */
function parentOf(obr: Segment, dialect: ReadyDialect): ParentReference | null {
  const placer = pairEntity(obr, 29, 1)
  const filler = pairEntity(obr, 29, 2)
  const component = text(obr, 26, 1, 1)
  if (!placer && !filler && component === '') return null
  const subId = dialect.key.some(({ field }) => field === 4) ? text(obr, 26, 2).replaceAll('&', '^') : ''
  return { placer, filler, observation: subId === '' ? component : `${component}|${subId}` }
}

const roleSides: Partial<Record<Source['system']['role'], Side>> = {
  ehr: 'placer',
  lis: 'filler',
  'reference-lab': 'filler',
}

/** Who speaks: by the source where it is told, by the role, else by who may say such a thing (table 0119). */
function sideOf({ side, system }: Source, control: string): Side {
  return side ?? roleSides[system.role] ?? (fillerControls.has(control) ? 'filler' : 'placer')
}
