// What a report does to the observations of an order. The one thing to know: nothing is ever overwritten; what differs is a
// new version at the end of the list, whatever its times say, and what is identical changes nothing.
import { isIn, orderStatuses, type ResultStatus, resultStatuses } from '../terminology/order-tables.ts'
import type { AlarmName } from './alarms.ts'
import { collectionOf, laterCollections } from './collection.ts'
import type { ObservationStatement, ResultFact } from './fact.ts'
import type { Item, Observation, ObservationVersion, Order, OrderState, ReportHead } from './order.ts'
import { type Difference, effectiveStatus, judge, reportStates, stageOf } from './stages.ts'

/** The observations of an order after a report. */
export type Merged = {
  readonly observations: readonly Observation[]
  /** Whether any version was added. */
  readonly changed: boolean
  /** Keys of the observations that the report says again, unchanged. */
  readonly restated: ReadonlySet<string>
  readonly alarms: readonly AlarmName[]
  /** Alarms of earlier reports that this one answers. */
  readonly answered: readonly AlarmName[]
}

/** Adds the versions that a report brings. */
export function mergeReport(order: Order, fact: ResultFact, mode: 'snapshot' | 'delta'): Merged {
  const status = reportStatusOf(fact)
  if (order.observations.length === 0) {
    const observations = fact.observations.map((said) => firstVersion(said, fact, status))
    return { observations, changed: observations.length > 0, restated: new Set(), alarms: [], answered: [] }
  }
  const at = new Map(order.observations.map((known, index) => [known.key, index]))
  const alarms = new Set<AlarmName>()
  const observations = [...order.observations]
  const restated = new Set<string>()
  const renamedAt = renames(order.observations, fact, status, mode === 'snapshot')
  for (const said of fact.observations) {
    const index = at.get(said.key) ?? renamedAt(said)
    if (index === undefined || index === 'unclear') {
      if (index === 'unclear') alarms.add('observation-unclear')
      observations.push(firstVersion(said, fact, status))
      continue
    }
    const next = nextVersion(observations[index]!, said, fact, status, alarms, order)
    observations[index] = next
    if (next === order.observations[index]) restated.add(said.key)
  }
  // An addendum (B) only adds: what it does not repeat stands.
  if (!fact.observations.some((said) => said.status === 'B')) {
    if (mode === 'snapshot' && misses(order, observations, fact, status)) alarms.add('component-missing')
    if (dropsLines(order, fact)) alarms.add('line-missing')
  }
  const changed = restated.size < fact.observations.length
  const parts = partsOfReport(order, observations)
  if (parts === 'apart') alarms.add('parts-differ')
  const answered: AlarmName[] = parts === 'together' ? ['parts-differ'] : []
  return { observations: changed ? observations : order.observations, changed, restated, alarms: [...alarms], answered }
}

/**
 * The text of a report and its document (PDF) are one report: whether this message changed one of them and left the other as
 * it was, or changed both, or has not to do with it. (OBX-2 ED and RP; TX and FT)
 */
function partsOfReport(before: Order, after: readonly Observation[]): 'apart' | 'together' | 'other' {
  if (!before.observations.some(isDocument)) return 'other'
  const known = new Map(before.observations.map((one) => [one.key, one]))
  const isChanged = (one: Observation) => {
    const last = known.get(one.key)?.versions.at(-1)
    const now = one.versions.at(-1)!
    if (last === now) return false
    if (last === undefined) return true
    return stageOf(last.status) !== 'pending' && differenceOf(last, now) === 'value'
  }
  const documents = after.some((one) => isDocument(one) && isChanged(one))
  const texts = after.some((one) => isNarrative(one) && isChanged(one))
  if (documents) return 'together'
  return texts && before.observations.some(isNarrative) ? 'apart' : 'other'
}

function isDocument({ valueType }: Observation): boolean {
  return valueType === 'ED' || valueType === 'RP'
}

function isNarrative({ valueType }: Observation): boolean {
  return valueType === 'TX' || valueType === 'FT'
}

/**
 * Finds where an observation stands that now comes under another sub-id (OBX-4), as laboratories do from pending or
 * preliminary to final: the only one of its code that this report does not name itself. A correction does so only in a
 * report that is whole, where what it leaves out is gone; in one that adds, it may be of another isolate: 'unclear'.
 */
function renames(known: readonly Observation[], { observations }: ResultFact, reportStatus: string, isWhole: boolean) {
  const named = new Set(observations.map(({ key }) => key))
  const unnamed = new Map<string, number[]>()
  known.forEach((one, index) => {
    if (!named.has(one.key)) unnamed.set(kindOf(one), [...(unnamed.get(kindOf(one)) ?? []), index])
  })
  const said = new Map<string, number>()
  for (const one of unnamed.size === 0 ? [] : observations) said.set(kindOf(one), (said.get(kindOf(one)) ?? 0) + 1)
  return (one: ObservationStatement): number | 'unclear' | undefined => {
    if (unnamed.size === 0 || one.code.code === '') return undefined
    const alike = unnamed.get(kindOf(one)) ?? []
    const stage = stageOf(effectiveStatus(one.status, reportStatus))
    const replaces = stage === 'corrected' || stage === 'withdrawn'
    const found = alike.filter((index) => (replaces && isWhole) || isUnfinished(known[index]!))
    if (found.length === 1 && said.get(kindOf(one)) === 1) return found[0]
    return replaces && !isWhole && alike.some((index) => stands(known[index]!)) ? 'unclear' : undefined
  }
}

/** Whether its newest version is still to be followed by a final one. */
export function isUnfinished({ versions }: Observation): boolean {
  const stage = stageOf(versions.at(-1)!.status)
  return stage === 'pending' || stage === 'preliminary'
}

/** The code, and the parent observation or specimen that it belongs to. */
function kindOf({ key, code }: Pick<Observation, 'key' | 'code'>): string {
  const child = key.indexOf('@')
  return `${key.startsWith('SPM|') ? 'SPM|' : ''}${code.code}${child < 0 ? '' : key.slice(child)}`
}

/** OBR-25, else what ORC-5 says of the whole (the filler's CA, CM, ... in a result message). */
function reportStatusOf({ resultStatus, orderStatus }: ResultFact): string {
  if (resultStatus !== '') return resultStatus
  return isIn(orderStatuses, orderStatus) ? fromOrderStatus[orderStatus] : ''
}

const fromOrderStatus: Readonly<Record<keyof typeof orderStatuses, ResultStatus | ''>> = {
  A: 'A',
  CA: 'X',
  CM: 'F',
  DC: 'X',
  ER: 'Y',
  HD: 'I',
  IP: 'I',
  RP: '',
  SC: 'S',
}

function firstVersion(said: ObservationStatement, fact: ResultFact, reportStatus: string): Observation {
  const { key, code, subId, valueType } = said
  return { key, code, subId, valueType, versions: [versionOf(said, fact, reportStatus)] }
}

function versionOf(said: ObservationStatement, fact: ResultFact, reportStatus: string): ObservationVersion {
  return {
    messageId: fact.messageId,
    n: fact.n,
    value: said.value,
    valueHash: said.valueHash,
    unit: said.unit,
    range: said.range,
    flags: said.flags,
    status: effectiveStatus(said.status, reportStatus),
    observedAt: said.observedAt,
    performedBy: said.performedBy,
    note: said.note,
    seenAt: fact.seenAt,
  }
}

function nextVersion(
  known: Observation,
  said: ObservationStatement,
  fact: ResultFact,
  reportStatus: string,
  alarms: Set<AlarmName>,
  order: Order,
): Observation {
  const before = known.versions.at(-1)!
  const now = carriedOver(before, typed(known, said, versionOf(said, fact, reportStatus)))
  const difference = differenceOf(before, now)
  if (difference === 'none' && before.status === now.status && known.key === said.key) return known
  const alarm = isAppended(before, now, difference)
    ? null
    : judge(stageOf(before.status), stageOf(now.status), difference)
  if (alarm) alarms.add(alarm === 'fell-back' && isOlder(order.report, fact) ? 'fell-back-late' : alarm)
  return { ...known, key: said.key, subId: said.subId, versions: [...known.versions, now] }
}

/** With its own OBX-2, where a version is of another type than the first. */
function typed(
  { valueType }: Observation,
  said: ObservationStatement,
  version: ObservationVersion,
): ObservationVersion {
  return said.valueType === valueType ? version : { ...version, valueType: said.valueType }
}

/** U makes final what was sent before, and repeats nothing of it (table 0085). */
function carriedOver(before: ObservationVersion, now: ObservationVersion): ObservationVersion {
  if (now.status !== 'U' || now.value !== '' || now.valueHash !== '') return now
  const { valueType: _, ...rest } = now
  const { value, valueHash, unit, range, flags, valueType } = before
  const type = valueType === undefined ? {} : { valueType }
  return { ...rest, value, valueHash, unit, range, flags, ...type }
}

/** An addendum (B) that stands behind the text as it was. */
function isAppended(before: ObservationVersion, now: ObservationVersion, difference: Difference): boolean {
  if (now.status !== 'B' || difference !== 'value' || now.unit !== before.unit) return false
  return before.value !== '' && now.value.startsWith(before.value)
}

function differenceOf(a: ObservationVersion, b: ObservationVersion): Difference {
  if (a.value !== b.value || a.valueHash !== b.valueHash || a.unit !== b.unit) return 'value'
  if (a.flags !== b.flags || a.range !== b.range) return 'meaning'
  if (a.observedAt !== b.observedAt || a.performedBy !== b.performedBy) return 'detail'
  return a.note === b.note ? 'none' : 'note'
}

/** Whether the report says itself that it was made before the last one. */
function isOlder(last: ReportHead | null, { saidAt }: ResultFact): boolean {
  return last !== null && last.saidAt !== null && saidAt !== null && saidAt < last.saidAt
}

/** Whether a whole report leaves out a component that still stands. Reports of several items are never whole. */
function misses(order: Order, observations: readonly Observation[], fact: ResultFact, reportStatus: string): boolean {
  if (fact.observations.length === 0 || !isIn(resultStatuses, reportStatus)) return false
  if (order.items.filter(({ side }) => side === 'filler').length > 1) return false
  const said = new Set(fact.observations.map(({ key }) => key))
  return observations.some(
    ({ key, versions }) => !said.has(key) && !/@|^SPM\|/.test(key) && stageOf(versions.at(-1)!.status) !== 'withdrawn',
  )
}

/**
 * Whether a text of several OBX comes again with fewer of them, while those that are missing still stand as final: an
 * amendment replaces the whole text, an addendum only adds, and which it is no code says. (Keys: `TXT`, `TXT#2`, ...)
 */
function dropsLines({ observations }: Order, fact: ResultFact): boolean {
  const further = observations.filter(({ key }) => key.includes('#'))
  if (further.length === 0) return false
  const said = new Set(fact.observations.map(({ key }) => key))
  return further.some(({ key, versions }) => {
    const stage = stageOf(versions.at(-1)!.status)
    if (said.has(key) || (stage !== 'final' && stage !== 'corrected')) return false
    return said.has(key.replace(/#\d+/, ''))
  })
}

export function isSameHead({ report }: Order, { status, collectedAt, note, rejected }: ReportHead): boolean {
  if (report === null || report.rejected !== rejected) return false
  return report.status === status && report.collectedAt === collectedAt && report.note === note
}

/** The head of a report, as the order keeps it. */
export function headOf({ observations, report }: Order, fact: ResultFact): ReportHead {
  const { messageId, collectedAt, saidAt, note, specimenRejected: rejected = false } = fact
  const isFirst = observations.length === 0 && fact.observations.length > 0
  const collection = isFirst ? collectionOf(fact) : (report?.collection ?? null)
  const head = { messageId, status: reportStatusOf(fact), collectedAt, saidAt, note, rejected, collection }
  const later = laterCollections(report, fact)
  return later.length === 0 ? head : { ...head, later }
}

/**
 * Where a report leads an order that stands at `from`: by OBR-25, else by its observations. A report said to be final does not
 * end an order of which something is still to come, in whatever message that stands, or of which nothing was ever said.
 */
export function stateByReport(
  order: Order,
  from: OrderState,
  fact: ResultFact,
  observations: readonly Observation[],
): OrderState {
  const status = reportStatusOf(fact)
  if (!isIn(resultStatuses, status)) return stateByObservations(from, observations)
  const state = reportStates[status]
  if (state === null) return from
  if (state === 'final' || state === 'corrected') {
    if (isAwaiting(observations)) return 'partial'
    if (endsNothing(order, fact, observations)) return isBegun.has(from) ? from : 'in-process'
    return state === 'corrected' || from === 'corrected' || changesResult(fact) ? 'corrected' : 'final'
  }
  if (state === 'accepted' || state === 'in-process') return observations.length > 0 ? 'partial' : furthest(from, state)
  return state
}

/** Whether it calls itself complete. */
export function saysFinal(fact: ResultFact): boolean {
  const status = reportStatusOf(fact)
  return status === 'F' || status === 'C'
}

/** A report said to be final in which an observation is corrected or withdrawn changes what was complete. */
function changesResult({ observations }: ResultFact): boolean {
  return observations.some(({ status }) => ['corrected', 'withdrawn'].includes(stageOf(status)))
}

const isBegun: ReadonlySet<OrderState> = new Set(['partial', 'final', 'corrected'])

/**
 * Whether a final report holds no result and no reason for that, and none came before: no observation, document or note, no
 * rejected specimen, no part that is an order of its own.
 */
export function endsNothing(
  { report, related, words }: Order,
  fact: ResultFact,
  observations: readonly Observation[],
): boolean {
  if (observations.length > 0 || !saysFinal(fact)) return false
  if (fact.note !== '' || fact.specimenRejected || fact.goesOn === 'below') return false
  if (report !== null && (report.note !== '' || report.rejected)) return false
  return !related?.some(({ as }) => as === 'child') && !words.some(({ said }) => said.startsWith('parent-announced'))
}

/** Whether some result is still to come, or not yet verified, whichever message said so. */
export function isAwaiting(observations: readonly Observation[]): boolean {
  return observations.some((one) => isAwaited(one) && !isRewritten(one, observations))
}

function isAwaited({ versions }: Observation): boolean {
  return awaited.has(versions.at(-1)!.status)
}

/** A text that came anew in fewer or other lines: what it does not repeat of a preliminary one is gone. */
function isRewritten(line: Observation, observations: readonly Observation[]): boolean {
  if (!isNarrative(line) && !line.key.includes('#')) return false
  const since = line.versions.at(-1)!.messageId
  return observations.some(
    (one) => one !== line && kindOf(one) === kindOf(line) && !isAwaited(one) && one.versions.at(-1)!.messageId > since,
  )
}
/** OBX-11: pending, preliminary, partial, not verified. N and O say that nothing is to come (table 0085). */
const awaited: ReadonlySet<string> = new Set(['I', 'P', 'S', 'R'])

/** Where an order stands whose report ends one piece of the work and leaves another open. */
export function stateUnderWay(observations: readonly Observation[]): OrderState {
  return observations.some(stands) ? 'partial' : 'in-process'
}

/** The last piece of several may be given up: what the others reported stays the result. `besides`: under the same number. */
export function stateOfRest(
  alone: OrderState,
  fact: ResultFact,
  { items }: Order,
  observations: readonly Observation[],
  besides: boolean,
): OrderState {
  if (alone !== 'cancelled' || !(besides || items.some((item) => isOther(item, fact)))) return alone
  const named = new Set(fact.observations.map(({ key }) => key))
  const others = observations.filter((one) => !named.has(one.key) && stands(one))
  return others.length === 0 ? alone : stateByObservations('partial', others)
}

/** Whether the filler worked on it under other numbers before, and this report is of a piece that had none yet. */
export function isOfOtherWork({ items }: Order, fact: ResultFact): boolean {
  const own = items.filter(({ side, numbers }) => side === 'filler' && numbers.length > 0)
  return own.length > 0 && own.every((item) => isOther(item, fact))
}

/** A piece of the filler's work under other numbers than this report's. */
function isOther({ side, numbers }: Item, { order: { filler } }: ResultFact): boolean {
  if (side !== 'filler' || numbers.length === 0 || filler.length === 0) return false
  return !numbers.some((known) => filler.some(({ number }) => number === known.number))
}

/** Whether it shows a value that counts. */
function stands({ versions }: Observation): boolean {
  const stage = stageOf(versions.at(-1)!.status)
  return stage !== 'unobtainable' && stage !== 'withdrawn' && stage !== 'pending'
}

/** A later word of less progress does not undo acceptance, collection or receipt. */
function furthest(from: OrderState, state: OrderState): OrderState {
  return from === 'in-process' && state === 'accepted' ? from : state
}

/** Where the observations alone lead an order that stands at `from`. */
export function stateByObservations(from: OrderState, observations: readonly Observation[]): OrderState {
  if (observations.length === 0) return from === 'unheard' || from === 'requested' ? 'in-process' : from
  const found = new Set(observations.map(({ versions }) => stageOf(versions.at(-1)!.status)))
  if (found.has('preliminary') || found.has('pending') || found.has('unlabelled')) return 'partial'
  return found.has('corrected') || found.has('withdrawn') ? 'corrected' : 'final'
}
