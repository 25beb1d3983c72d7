// Orders and results of a message as facts. The one thing to know: which side speaks comes from the sender's role; only
// an engine or middleware, which speaks for both, is placed by what it says.
import type { Message, Segment } from '../../hl7/index.ts'
import { lookUp } from '../../terminology/order-tables.ts'
import type { LedgerConcern } from '../concern.ts'
import type { DialogueKind, Identifier, OrderFact, OrderReference, ParentReference, ResultFact, Side } from '../fact.ts'
import { contradictionsOfOrder, contradictionsOfReport } from '../legality.ts'
import type { Arrival, Source } from '../source.ts'
import { controlKinds, fillerControls } from './controls.ts'
import { type NumberRule, type ReadyDialect, standardCode } from './dialect.ts'
import { code, moment, numbers, pairEntity, text } from './fields.ts'
import { mostGroups, type OrderGroup, orderGroups } from './groups.ts'
import { knownObservations } from './known-observations.ts'
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
  /** Where each fact stands: where its OBR, or ORC, begins. */
  readonly places: number[]
}

/** Facts of ORM^O01, OML^O21, ORR^O02 and ORL^O22. */
export function readOrders(message: Message, context: Context): OrderFact[] {
  const facts: OrderFact[] = []
  let replaced: ParentReference | null = null
  for (const group of orderGroups(message, 'order', context.dialect, tooMany(context))) {
    const control = controlOf(group, context)
    const marks = marksOf(message, group, context)
    for (const kind of kindsOf(group, control, context)) {
      const fact = { ...orderFact(group, control, kind, facts.length, context), ...marks }
      if (ofReplaced.has(kind)) replaced = asParent(fact.order)
      facts.push(control === 'RO' && replaced ? { ...fact, replaces: replaced } : fact)
      context.places.push(placeOf(group))
    }
  }
  return facts
}

function placeOf({ orc, obr }: OrderGroup): number {
  return (obr ?? orc)?.start ?? -1
}

/** The order that RP, RU or RQ speaks of is replaced by those of the RO that follow it (HL7 v2.5.1 §4.5.1.1, RP). */
const ofReplaced: ReadonlySet<DialogueKind> = new Set(['replace-requested', 'replace-accepted', 'order-replaced'])

function asParent({ placer, filler }: OrderReference): ParentReference | null {
  const [own, theirs] = [placer[0] ?? null, filler[0] ?? null]
  return own || theirs ? { placer: own, filler: theirs, observation: '' } : null
}

function controlOf(group: OrderGroup, { dialect, unknown }: Context): string {
  return standardCode(dialect, 'order_control', text(group.orc, 1), unknown)
}

/** The proofs of the site's workflows that a group is. */
function marksOf(
  message: Message,
  group: OrderGroup,
  { source, messageCode, event }: Context,
): { readonly marks?: readonly string[] } {
  const marks = source.marks?.(`${messageCode}^${event}`, message, group)
  return marks === undefined || marks.length === 0 ? {} : { marks }
}

function tooMany({ source, unknown }: Context): () => void {
  const system = source.system.id
  return () =>
    unknown({
      kind: 'malformed-message',
      severity: 'high',
      text: `A message of ${system} holds more than ${mostGroups} orders. It is not held for this; the ledger follows the first ${mostGroups} only. Ask the sender to divide it.`,
      cause: `malformed-message|${system}|orders`,
    })
}

/** What the group says: its dialogue, and for a status the specimen's fate if it tells it (SPM-17, 18, 21; OBR-14). */
function kindsOf(group: OrderGroup, control: string, context: Context): DialogueKind[] {
  const kind = lookUp<DialogueKind>(controlKinds, control) ?? 'control-not-followed'
  const side = sideOf(context.source, control)
  if (answersWithSpecimen.has(kind) && side === 'filler' && isRejected(group)) return [kind, 'specimen-rejected']
  if (kind !== 'status-changed') return [kind]
  const status = standardCode(context.dialect, 'order_status', text(group.orc, 5), context.unknown)
  const end = lookUp(side === 'filler' ? endsBy : asksEndBy, status)
  if (end) return [end]
  const specimen = specimenKind(group)
  return specimen ? [kind, specimen] : [kind]
}

/** A status that says that the order is over, from the filler; what the same asks for, from the placer (table 0038). */
const endsBy: Readonly<Record<string, DialogueKind>> = {
  CA: 'order-cancelled',
  DC: 'order-discontinued',
  RP: 'order-replaced',
}
const asksEndBy: Readonly<Record<string, DialogueKind>> = { CA: 'cancel-requested', DC: 'discontinue-requested' }

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

function orderFact(group: OrderGroup, control: string, kind: DialogueKind, n: number, context: Context): OrderFact {
  const { dialect, source, arrival, unknown } = context
  const { orc, obr, tq1, specimens } = group
  const specimenAction = text(obr, 11) || text(specimens[0] ?? null, 11, 1)
  const orderStatus = standardCode(dialect, 'order_status', text(orc, 5), unknown)
  const resultStatus = standardCode(dialect, 'result_status', text(obr, 25, 1), unknown)
  const illegal = contradictionsOfOrder({ control, orderStatus, resultStatus, specimenAction })
  const endsAt = moment(text(tq1, 8, 1) || text(orc, 7, 5) || text(obr, 27, 5), source.zone)
  const starts = text(tq1, 7, 1) || text(orc, 7, 4) || text(obr, 27, 4)
  return {
    kind,
    side: sideOf(source, control),
    system: source.system.id,
    messageId: arrival.messageId,
    n,
    saidAt: moment(text(orc, 9, 1), source.zone) ?? context.sentAt(),
    seenAt: arrival.seenAt,
    order: withParent(referenceOf(group, dialect), orc, source),
    patient: group.patient,
    orderStatus,
    priority: text(tq1, 9, 1) || text(orc, 7, 6) || text(obr, 27, 6),
    startsAt: moment(starts, source.zone),
    ...(endsAt === null ? {} : { endsAt }),
    asWritten: `${text(orc, 1)} ${text(orc, 5)}`.trim(),
    ...(specimenAction === '' ? {} : { specimenAction }),
    ...(illegal ? { illegal } : {}),
  }
}

/** Facts of ORU^R01 (`result`) and OUL^R22 (`specimen-result`): one for each OBR, whatever ORC-1 says. */
export function readResults(message: Message, context: Context, kind: 'result' | 'specimen-result'): ResultFact[] {
  const groups = orderGroups(message, kind, context.dialect, tooMany(context))
  if (groups.length > 1) shareCombined(groups, context)
  for (const group of groups) context.places.push(placeOf(group))
  const facts = goingOn(groups.map((group, n) => resultFact(group, n, context, isAlone(group, groups[n + 1]))))
  if (!context.source.marks) return facts
  return facts.map((fact, n) => ({ ...fact, ...marksOf(message, groups[n]!, context) }))
}

/** Reports with what follows each in the message: another of the same order, or of a child of it. */
function goingOn(facts: ResultFact[]): ResultFact[] {
  if (facts.length < 2) return facts
  return facts.map((fact, n) => {
    const next = facts[n + 1]?.order
    if (!next) return fact
    const { placer, filler } = fact.order
    const isOurs = (parent: Identifier | null | undefined, own: readonly Identifier[]) =>
      parent != null && own.some(({ number }) => number === parent.number)
    if (isOurs(next.parent?.filler, filler) || isOurs(next.parent?.placer, placer)) return { ...fact, goesOn: 'below' }
    const isSame = isOurs(next.placer[0], placer) || (next.placer.length === 0 && isOurs(next.filler[0], filler))
    return isSame ? { ...fact, goesOn: 'here' } : fact
  })
}

/**
 * A combined result (CN): orders that are reported together stand without results before the one that has them, and those
 * results are theirs as well (HL7 v2.5.1 §4.5.1.1, CN).
 */
function shareCombined(groups: readonly OrderGroup[], context: Context): void {
  for (let at = groups.length - 2; at >= 0; at--) {
    const { orc, observations } = groups[at]!
    if (observations.length > 0 || text(orc, 1) === '' || controlOf(groups[at]!, context) !== 'CN') continue
    observations.push(...groups[at + 1]!.observations)
  }
}

/** Whether its ORC speaks of this OBR alone. */
function isAlone({ inherits }: OrderGroup, next: OrderGroup | undefined): boolean {
  return !inherits && !next?.inherits
}

function resultFact(group: OrderGroup, n: number, context: Context, alone: boolean): ResultFact {
  const { dialect, source, arrival, unknown } = context
  const { orc, obr } = group
  // In the order of the fields: a segment is read on from where it was read last.
  const control = alone ? controlIn(orc, dialect) : ''
  const reference = referenceOf(group, dialect)
  const orderStatus = standardCode(dialect, 'order_status', text(orc, 5), unknown)
  const order = withParent(reference, orc, source)
  const suffix = order.parent?.observation ? `@${order.parent.observation}` : ''
  const collectedAt = text(obr, 7, 1)
  const reportedAt = text(obr, 22, 1)
  const resultStatus = standardCode(dialect, 'result_status', text(obr, 25, 1), unknown)
  knownObservations(dialect).begin(reference.test?.code ?? '')
  const observations = numberRepeated(
    group.observations.map(({ obx, notes, ofSpecimen }) =>
      readObservation(obx, notes, dialect, ofSpecimen ? 'SPM|' : '', suffix, unknown),
    ),
  )
  const illegal = contradictionsOfReport({ control, orderStatus, resultStatus }, observations, alone)
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
    resultStatus,
    orderStatus,
    specimen: group.specimens.flatMap(specimenNumbers),
    ...(isRejected(group) ? { specimenRejected: true } : {}),
    collectedAt,
    reportedAt,
    observations,
    note: notesText(group.notes),
    ...(illegal ? { illegal } : {}),
  }
}

/** ORC-1 of a report, in which codes that nobody declared are nobody's concern. */
function controlIn(orc: Segment | null, dialect: ReadyDialect): string {
  const written = text(orc, 1)
  return written === '' || written === 'RE' ? written : standardCode(dialect, 'order_control', written, () => {})
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

/** With the parent by ORC-8 or as a send-out, where OBR names none. */
function withParent(reference: OrderReference, orc: Segment | null, source: Source): OrderReference {
  if (reference.parent) return reference
  const parent = parentOrder(orc) ?? sendOutParent(reference.placer, source)
  return parent ? { ...reference, parent } : reference
}

/** ORC-8: the parent order, where OBR does not name it (HL7 v2.5.1 §4.5.1.8). */
function parentOrder(orc: Segment | null): ParentReference | null {
  if (orc === null || text(orc, 8) === '') return null
  const placer = pairEntity(orc, 8, 1)
  const filler = pairEntity(orc, 8, 2)
  return placer || filler ? { placer, filler, observation: '' } : null
}

/** A laboratory that orders from another gives its own filler number as the placer number there: that order is the parent. */
function sendOutParent([own]: readonly Identifier[], { side, system }: Source): ParentReference | null {
  return side === 'placer' && system.role === 'lis' && own ? { placer: null, filler: own, observation: '' } : null
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
