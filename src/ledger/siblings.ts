// Orders that share a specimen (a basic and a comprehensive panel drawn in one tube): what was measured once and is reported
// twice must be the same. The one thing to know: both results are delivered as they came; where they contradict each other
// somebody owns it, until a correction makes them agree.
import { alarm, alarms, causeOf } from './alarms.ts'
import type { OrderConcern } from './concern.ts'
import type { Settles } from './decide.ts'
import type { Identifier, ResultFact } from './fact.ts'
import type { Observation, Order } from './order.ts'
import { compatibleAuthorities } from './person.ts'
import { stageOf } from './stages.ts'

export type SiblingFinding = {
  readonly concerns: readonly OrderConcern[]
  readonly settled: readonly (Settles & { readonly orderId: number })[]
}

/**
 * Compares what an order now shows with what others under its filler number or accession show of the same specimen.
 * @param others orders to which the numbers of the report lead
 */
export function compareSiblings(order: Order, fact: ResultFact, others: readonly Order[]): SiblingFinding {
  const siblings = others.filter((other) => other.id !== order.id && isOfOneSpecimen(order, other, fact))
  if (siblings.length === 0) return { concerns: [], settled: [] }
  const contrary = siblings.filter((other) => contradict(order, other))
  return {
    concerns: contrary.map((other) => ({
      ...alarm('siblings-differ', fact.system),
      orderIds: [order.id, other.id],
    })),
    settled: contrary.length > 0 ? [] : settledAmong([order, ...siblings], fact.system),
  }
}

/** Nothing is settled for one of several orders on a specimen while any two of the others still contradict each other. */
function settledAmong(group: readonly Order[], system: string): SiblingFinding['settled'] {
  const owned = group.filter(({ exceptions }) => exceptions.length > 0)
  if (owned.length === 0) return []
  if (group.some((one, at) => group.slice(at + 1).some((two) => contradict(one, two)))) return []
  const { kind } = alarms['siblings-differ']
  const reporters = group.flatMap(({ items }) => items.flatMap((item) => (item.side === 'filler' ? item.system : [])))
  const causes = [...new Set([system, ...reporters])].map((reporter) => causeOf('siblings-differ', reporter))
  return owned.flatMap(({ id }) => causes.map((cause) => ({ kind, cause, orderId: id })))
}

/** One patient, one time of collection, and a filler number or specimen in common. */
function isOfOneSpecimen(
  order: Order,
  other: Order,
  { collectedAt, order: { filler, accession } }: ResultFact,
): boolean {
  const { patientId } = order.patient
  if (patientId === null || patientId !== other.patient.patientId) return false
  const theirs = other.report?.collectedAt ?? ''
  if (collectedAt === '' || theirs === '' || !(collectedAt.startsWith(theirs) || theirs.startsWith(collectedAt)))
    return false
  const numbers = other.items.flatMap((item) => (item.side === 'filler' ? item.numbers : []))
  const shares = (one: Identifier) =>
    [...numbers, ...other.specimens].some(
      (known) => known.number === one.number && compatibleAuthorities(known.authority, one.authority),
    )
  return [...filler, ...accession].some(shares)
}

function contradict(order: Order, other: Order): boolean {
  return order.observations.some((one) => {
    const alike = isComparable(one)
      ? other.observations.find((two) => isComparable(two) && isSameTest(one, two))
      : undefined
    return alike !== undefined && !isSameValue(one, alike)
  })
}

/** Final values of the first collection; children, texts and documents are compared nowhere. */
function isComparable({ key, valueType, versions }: Observation): boolean {
  const stage = stageOf(versions.at(-1)!.status)
  if (stage !== 'final' && stage !== 'corrected') return false
  return (
    !/[@#]|^SPM\|/.test(key) && valueType !== 'TX' && valueType !== 'FT' && valueType !== 'ED' && valueType !== 'RP'
  )
}

function isSameTest(one: Observation, two: Observation): boolean {
  return one.code.code === two.code.code && one.code.system === two.code.system && one.subId === two.subId
}

function isSameValue(one: Observation, two: Observation): boolean {
  const [a, b] = [one.versions.at(-1)!, two.versions.at(-1)!]
  if (a.unit !== b.unit) return true
  return a.value === b.value || (isNumber(a.value) && isNumber(b.value) && Number(a.value) === Number(b.value))
}

function isNumber(value: string): boolean {
  return /^[+-]?\d+(\.\d+)?$/.test(value.trim())
}
