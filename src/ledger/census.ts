// One order against the receiver's own list of what it holds: the only proof that a result is in the chart. The one thing
// to know: a row that shows an older version is only late, and its clock runs; a row that shows what was never reported,
// or under another record number, is raised at once.

import { together } from '../hl7/index.ts'
import type { LedgerConcern, OrderConcern } from './concern.ts'
import type { Code, Identifier, TakenFact } from './fact.ts'
import type { Observation, ObservationVersion, Order, Word } from './order.ts'
import { compatibleAuthorities } from './person.ts'
import { hashOf, longestValue } from './reading/observation.ts'
import { stageOf } from './stages.ts'
import { atLeast, holdsNewest } from './words.ts'

/** An order as the receiver holds it. Empty text: it has no such value. */
export type CensusOrderRow = {
  readonly placer: string
  readonly filler: string
  readonly mrn: string
  readonly mrnAuthority: string
  /** HL7 table 0038. */
  readonly status: string
}

/** One component as the receiver shows it now. */
export type CensusResultRow = {
  readonly mrn: string
  readonly mrnAuthority: string
  readonly component: string
  readonly alternate: string
  readonly subId: string
  readonly value: string
  readonly unit: string
  /** HL7 table 0085. */
  readonly status: string
  /** Whether it is labelled as corrected. */
  readonly corrected: boolean
}

/** What the receiver shows of one order. `order` null where its list has no such order. */
export type CensusSight = {
  readonly system: string
  readonly takenAt: number
  readonly order: CensusOrderRow | null
  readonly results: readonly CensusResultRow[]
}

/** How the receiver calls things; the site's maps. Every list holds all names that mean the same. */
export type CensusWords = {
  components(code: Code): readonly string[]
  units(unit: string, code: Code): readonly string[]
  /** What of a value is shown that was converted on its way, by each conversion that it may have come under; else none. */
  converted(value: ConvertibleValue, code: Code): readonly ShownValue[]
}

/** A value as it was reported: OBX-2, 5, 6 and 7. */
export type ConvertibleValue = Pick<ObservationVersion, 'value' | 'unit' | 'range'> & Pick<Observation, 'valueType'>
/** A value as it went out. `isUnit`: whether a unit, however it is spelled, is that in which it went out. */
export type ShownValue = { readonly value: string; isUnit(written: string): boolean }

/** No maps: the same codes and units on both sides. */
export const sameWords: CensusWords = {
  components: ({ code }) => [code],
  units: (unit) => [unit],
  converted: () => [],
}

export type CensusFinding = {
  /** `word-taken` facts with level `filed`; the engine gives them a place. */
  readonly taken: readonly TakenFact[]
  readonly concerns: readonly OrderConcern[]
}

/**
 * Compares an order with what the receiver shows of it.
 * @param recordNumbers the patient's record numbers as reconciled through merges (`recordNumbersOf`)
 */
export function compareCensus(
  order: Order,
  sight: CensusSight,
  words: CensusWords,
  recordNumbers: readonly Identifier[],
): CensusFinding {
  const concerns: LedgerConcern[] = []
  if (isAnothers(sight, recordNumbers)) concerns.push(concernOf('another record', sight.system))
  const verdicts = order.observations.map((one) => verdictOf(one, order, sight.results, words))
  for (const problem of ['differs', 'unlabelled'] as const) {
    if (verdicts.includes(problem)) concerns.push(concernOf(problem, sight.system))
  }
  if (order.observations.some((one, at) => isGone(one, verdicts[at]!, order, sight))) {
    concerns.push(concernOf('gone', sight.system))
  }
  const filed = concerns.length > 0 ? [] : order.words.filter((word) => isFiled(word, order, sight, verdicts))
  return {
    taken: filed.map((word) => takenFact(order, word, sight)),
    concerns: concerns.map((concern) => ({ ...concern, orderIds: [order.id] })),
  }
}

/**
 * What a row is for an observation: the newest version, an older one, none of them, or not there. `empty`: not there, and
 * withdrawn; or it was never there, and the result and its withdrawal are both still on their way.
 */
type Verdict = 'filed' | 'older' | 'differs' | 'unlabelled' | 'absent' | 'empty'

function verdictOf(one: Observation, order: Order, rows: readonly CensusResultRow[], words: CensusWords): Verdict {
  const newest = one.versions.at(-1)!
  const row = rowOf(one, order, rows, words)
  const gone = stageOf(newest.status) === 'withdrawn'
  if (!row) return gone ? 'empty' : 'absent'
  if (gone && stageOf(row.status) === 'withdrawn') return 'filed'
  const shows = one.versions.findLastIndex((version) => isShown(version, row, one, words))
  if (shows < 0) return 'differs'
  const sameLabel = row.status === '' || stageOf(row.status) === stageOf(newest.status)
  if (shows < one.versions.length - 1 || !sameLabel) {
    return isOldLabel(one, row) ? 'older' : 'differs'
  }
  return stageOf(newest.status) === 'corrected' && !row.corrected ? 'unlabelled' : 'filed'
}

/** A list may have been taken a little before a word was filed, by clocks that differ a little. */
const margin_ms = 60_000

/**
 * Whether the list no longer shows what it was shown to hold: an error queue or a backup took it out of the chart. It shows
 * an older version; or the order as one without results, or as one with some of them after it held the last; a row that is
 * only not on this page says nothing.
 */
function isGone({ versions }: Observation, verdict: Verdict, order: Order, sight: CensusSight): boolean {
  const { messageId } = versions.at(-1)!
  // Its own word: an earlier one that it says again was filed with what it carried then.
  const word = resultWords(order, sight).find((each) => each.messageId === messageId)
  if (word?.level !== 'filed' || word.since + margin_ms >= sight.takenAt) return false
  return verdict === 'older' || (verdict === 'absent' && isWithout(word, order, sight))
}

function isWithout(word: Word, order: Order, sight: CensusSight): boolean {
  const row = sight.order
  if (row === null || row.status === 'CM') return false
  if (row.status !== 'A') return true
  const isLast = resultWords(order, sight).at(-1) === word
  return isLast && (word.state === 'final' || word.state === 'corrected')
}

function resultWords({ words }: Order, { system }: CensusSight): readonly Word[] {
  return words.filter(({ subject, to }) => subject === 'result' && to === system)
}

/** Whether some earlier version stood under the status that the row shows. */
function isOldLabel({ versions }: Observation, { status }: CensusResultRow): boolean {
  return versions.some((version) => stageOf(version.status) === stageOf(status))
}

/** The row of an observation: by component and sub-id, or by component alone where that is enough. */
function rowOf(
  one: Observation,
  order: Order,
  rows: readonly CensusResultRow[],
  words: CensusWords,
): CensusResultRow | undefined {
  const names = words.components(one.code)
  const found = rows.filter(({ component, alternate }) => names.includes(component) || names.includes(alternate))
  if (found.length === 0) return undefined
  const exact = found.filter(({ subId }) => subId === one.subId)
  const alike = order.observations.filter(({ code, subId }) => code.code === one.code.code && subId === one.subId)
  if (alike.length > 1) return rowAmong(one, alike, exact, words)
  if (exact[0]) return exact[0]
  const alone = order.observations.filter(({ code }) => code.code === one.code.code).length === 1
  return alone && found.length === 1 ? found[0] : undefined
}

/**
 * The row of one of several observations that are called alike, as the collections of a timed order: the one that shows it.
 * A row that shows another of them says nothing of this one.
 */
function rowAmong(
  one: Observation,
  alike: readonly Observation[],
  rows: readonly CensusResultRow[],
  words: CensusWords,
): CensusResultRow | undefined {
  const shows = (row: CensusResultRow) => (other: Observation) =>
    other.versions.some((version) => isShown(version, row, other, words))
  const newest = rows.find((row) => isShown(one.versions.at(-1)!, row, one, words))
  return newest ?? rows.find((row) => shows(row)(one)) ?? rows.find((row) => !alike.some(shows(row)))
}

function isShown(
  version: ObservationVersion,
  row: CensusResultRow,
  { code, valueType }: Pick<Observation, 'code' | 'valueType'>,
  words: CensusWords,
): boolean {
  const converted = version.valueHash === '' ? words.converted({ valueType, ...version }, code) : []
  if (converted.some((one) => (row.unit === '' || one.isUnit(row.unit)) && sameValue(one.value, row.value))) return true
  // It is as true in its own unit, as what was filed before the conversion was signed; but then it must say that unit.
  if (converted.length > 0 && row.unit === '') return false
  if (row.unit !== '' && version.unit !== '' && !words.units(version.unit, code).includes(row.unit)) return false
  if (version.valueHash !== '') return row.value.length > longestValue && hashOf(row.value) === version.valueHash
  return sameValue(version.value, row.value) || sameValue(together(version.value), row.value)
}

/** `4.10` and `4.1` are one number; texts must be equal but for space around them. */
function sameValue(a: string, b: string): boolean {
  if (a === b) return true
  const first = a.trim()
  const second = b.trim()
  if (first === second) return true
  const number = /^[+-]?\d+(\.\d+)?$/
  return number.test(first) && number.test(second) && Number(first) === Number(second)
}

/** Whether the list shows a word of the filler. */
function isFiled(word: Word, order: Order, sight: CensusSight, verdicts: readonly Verdict[]): boolean {
  if (word.side !== 'filler' || word.to !== sight.system || word.level === 'filed') return false
  const { order: row } = sight
  switch (word.subject) {
    case 'result':
      return isReportFiled(word, order, row, verdicts)
    case 'cancel':
      return row !== null && isRefusal(word) !== isCancelled(row)
    case 'status':
    case 'hold':
      return row !== null && row.status !== '' && word.said.endsWith(` ${row.status}`)
    case 'change':
      return row !== null && knowsFiller(order, row)
    case 'request':
      return row !== null && (word.state === 'refused' ? isCancelled(row) : knowsFiller(order, row))
  }
}

/** UC, UD, UM: the order goes on. */
function isRefusal({ said }: Word): boolean {
  return /^\w+-refused/.test(said)
}

function isCancelled({ status }: CensusOrderRow): boolean {
  return status === 'CA' || status === 'DC' || status === 'RP'
}

/** Every observation that has its newest version in this message is shown so; without any, the cancellation is. */
function isReportFiled(
  { messageId, state, level }: Word,
  order: Order,
  row: CensusOrderRow | null,
  verdicts: readonly Verdict[],
): boolean {
  if (order.observations.length === 0) return state === 'cancelled' && row !== null && isCancelled(row)
  const isSome = holdsNewest(order, messageId)
  const heard = atLeast(level, 'received')
  return order.observations.every(({ versions }, at) => {
    if (isSome && versions.at(-1)!.messageId !== messageId) return true
    return verdicts[at] === 'filed' || (verdicts[at] === 'empty' && heard)
  })
}

function knowsFiller(order: Order, { filler }: CensusOrderRow): boolean {
  return order.items.some((item) => item.side === 'filler' && item.numbers.some(({ number }) => number === filler))
}

/** Whether the list shows the order, or a result of it, under a record number that is not this patient's. */
function isAnothers({ order, results }: CensusSight, recordNumbers: readonly Identifier[]): boolean {
  if (recordNumbers.length === 0) return false
  return (
    (order !== null && isUnderAnother(order, recordNumbers)) ||
    results.some((row) => isUnderAnother(row, recordNumbers))
  )
}

function isUnderAnother({ mrn, mrnAuthority }: RecordedUnder, recordNumbers: readonly Identifier[]): boolean {
  if (mrn === '') return false
  let isComparable = false
  for (const { number, authority } of recordNumbers) {
    if (!compatibleAuthorities(authority, mrnAuthority)) continue
    if (number === mrn) return false
    isComparable = true
  }
  return isComparable
}

type RecordedUnder = Pick<CensusOrderRow, 'mrn' | 'mrnAuthority'>

const findings = {
  'another record': {
    severity: 'critical',
    text: 'The receiver’s own list shows this order under another patient’s record number. Look at both charts at once.',
  },
  differs: {
    severity: 'critical',
    text: 'The receiver’s own list shows a value, unit or status that was never reported for this component. Look at the chart at once.',
  },
  gone: {
    severity: 'critical',
    text: 'The receiver’s own list no longer shows a result that it held: an error queue or a restored backup took it out. Look at the chart, phone a critical result, and send it again.',
  },
  unlabelled: {
    severity: 'high',
    text: 'The receiver’s own list shows a corrected result without saying that it is corrected. Tell who read the first value, and have it labelled there.',
  },
} as const

function concernOf(name: keyof typeof findings, system: string): LedgerConcern {
  const { severity, text } = findings[name]
  return { kind: 'census-differs', severity, text, cause: `census-differs|${system}|${name}` }
}

/** The cause under which it is raised that the error queue of a system holds what it had acknowledged. */
export function errorQueueCause(system: string): string {
  return `delivery-refused|${system}|error-queue`
}

/** The receiver's list has an order that Labloop never saw. */
export function unknownToLabloop(system: string): OrderConcern {
  return {
    kind: 'census-missing',
    severity: 'normal',
    text: 'The census lists an order that Labloop has not seen. It was placed before Labloop, or past it; find out which.',
    cause: `census-missing|${system}|unknown order`,
    orderIds: [],
  }
}

function takenFact(order: Order, word: Word, { system, takenAt }: CensusSight): TakenFact {
  return {
    kind: 'word-taken',
    system,
    messageId: word.messageId,
    n: 0,
    saidAt: takenAt,
    seenAt: takenAt,
    orderId: order.id,
    wordMessageId: word.messageId,
    level: 'filed',
    by: 'census',
  }
}
