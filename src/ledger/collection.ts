// Timed and standing orders: one request, several collections in a day, each under a filler number of its own. The one thing
// to know: a component of a later collection is another observation and no new version of the first, or the second
// potassium would seem to overwrite the first, and a correction of the first would stand where the second belongs.
import type { ResultFact } from './fact.ts'
import type { Collection, Order } from './order.ts'
import { effectiveStatus, stageOf } from './stages.ts'

/** Stands between the key of an observation and the filler number of its collection, if that is not the first one. */
const mark = '@='

/** The collection that a report is of, as far as it says. */
export function collectionOf({ order: { filler }, collectedAt }: ResultFact): Collection {
  return { fillers: filler.map(({ number }) => number), collectedAt }
}

/**
 * Whether a report is of another collection than the order's first: its observations stand apart, or it only announces one
 * of which nothing was reported yet. `fact` with the keys of its collection.
 */
export function isApart(order: Order, fact: ResultFact): boolean {
  if (fact.observations.length > 0) return fact.observations.some(({ key }) => key.includes(mark))
  const first = order.report?.collection
  const [own] = fact.order.filler
  if (!first || !own || isOf(first, fact) || isSameMoment(first.collectedAt, fact.collectedAt)) return false
  return !order.observations.some(({ key }) => key.endsWith(mark + own.number))
}

/** Whether one of the numbers of a report is of this collection, or it has none of its own. */
function isOf({ fillers }: Collection, { order: { filler } }: ResultFact): boolean {
  return fillers.length === 0 || filler.some(({ number }) => fillers.includes(number))
}

/** The filler number of an observation of a later collection; empty for one of the first. */
export function laterCollection(key: string): string {
  const at = key.lastIndexOf(mark)
  return at < 0 ? '' : key.slice(at + mark.length)
}

/**
 * The report with the keys of its collection. It is another collection than the first where filler number and time of
 * collection (OBR-7) both differ and it reports a component anew; a correction corrects, under whatever number it comes.
 */
export function ofItsCollection(order: Order, fact: ResultFact): ResultFact {
  const first = order.report?.collection
  const [own] = fact.order.filler
  if (!first || !own || isOf(first, fact)) return fact
  const suffix = `${mark}${own.number}`
  if (order.observations.some(({ key }) => key.endsWith(suffix))) return withKeys(fact, suffix)
  if (beginsAnother(order, fact, first)) return withKeys(fact, suffix)
  // Under a number that is new, the time of collection tells which one is meant.
  const meant = replaces(fact) ? collectionsAt(order, fact) : []
  return meant.length === 1 && meant[0] !== first ? withKeys(fact, `${mark}${meant[0]!.fillers[0]}`) : fact
}

function withKeys(fact: ResultFact, suffix: string): ResultFact {
  return { ...fact, observations: fact.observations.map((said) => ({ ...said, key: said.key + suffix })) }
}

/** Whether it corrects or withdraws, and the order has several collections of which neither number nor time names one. */
export function isUnclear(order: Order, fact: ResultFact): boolean {
  const { collection: first, later = [] } = order.report ?? {}
  if (!first || later.length === 0 || isOf(first, fact) || !replaces(fact)) return false
  if (later.some((one) => isOf(one, fact))) return false
  return collectionsAt(order, fact).length !== 1
}

/** The collections of an order that were taken at the time that a report gives (OBR-7). */
function collectionsAt({ report }: Order, { collectedAt }: ResultFact): readonly Collection[] {
  const all = report?.collection ? [report.collection, ...(report.later ?? [])] : []
  return all.filter((one) => one.collectedAt !== '' && collectedAt !== '' && isSameMoment(one.collectedAt, collectedAt))
}

const none: readonly Collection[] = []

/** The collections after the first, with that of a report whose observations stand apart. */
export function laterCollections(report: Order['report'], fact: ResultFact): readonly Collection[] {
  const known = report?.later ?? none
  if (!report?.collection) return known
  const own = fact.observations.map(({ key }) => laterCollection(key)).find((number) => number !== '')
  if (own === undefined || known.some(({ fillers }) => fillers.includes(own))) return known
  return [...known, { fillers: [own], collectedAt: fact.collectedAt }]
}

/** Whether a report corrects or withdraws something. */
export function replaces({ observations, resultStatus }: ResultFact): boolean {
  return observations.some(({ status }) => {
    const stage = stageOf(effectiveStatus(status, resultStatus))
    return stage === 'corrected' || stage === 'withdrawn'
  })
}

function beginsAnother({ observations }: Order, fact: ResultFact, first: Collection): boolean {
  if (isSameMoment(first.collectedAt, fact.collectedAt)) return false
  const known = new Set(observations.map(({ key }) => key))
  return !replaces(fact) && fact.observations.some(({ key }) => known.has(key))
}

/** One may be given more exactly than the other; without a time nothing can be told apart. */
function isSameMoment(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one)
}
