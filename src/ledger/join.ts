// Which order a fact speaks of. The one thing to know: a shared number only makes a candidate; the patient must not
// contradict, and where several candidates are left, numbers and test must single one out, or none is taken.
// (docs/adr/0020-identity.md)

import { replaces } from './collection.ts'
import type { NumberedFact, OrderReference, ParentReference } from './fact.ts'
import { compareNumbers, type NumberVerdict } from './number-verdict.ts'
import { type Item, isAtRest, type Order } from './order.ts'
import { isNamedAsParent, ownersOf } from './owners.ts'
import { knownBeside, type PatientBook, saidOf } from './patients.ts'
import {
  type Comparison,
  comparePerson,
  compatibleAuthorities,
  contradictions,
  isRecognisable,
  type KnownPerson,
  type PersonPart,
} from './person.ts'
import { effectOfReport } from './report-effect.ts'

/** What became of the search. */
export type Match =
  /** It speaks of this order. `doubt`: why somebody should look, though it joins; `others` then share its filler number. */
  | {
      readonly kind: 'joined'
      readonly order: Order
      readonly doubt: 'placer-number' | 'filler-number' | null
      readonly others: readonly Order[]
    }
  /**
   * It means this order, but parts of the patient contradict, or another number of it is that of orders of other patients
   * (`others`), or (both empty) nothing of the patient can be compared: for sight only, nothing may reach a chart.
   */
  | {
      readonly kind: 'held'
      readonly order: Order
      readonly parts: readonly PersonPart[]
      readonly others: readonly Order[]
    }
  /** No order is meant. `shared`: orders of other patients that carry its number; `ambiguous`: several could be meant. */
  | {
      readonly kind: 'new'
      readonly shared: readonly Order[]
      readonly ambiguous: readonly Order[]
      /** The number is the same under the same (or no) authority, and the patient is another. */
      readonly sameNumber: boolean
    }

type Candidate = {
  readonly order: Order
  readonly placer: NumberVerdict
  readonly filler: NumberVerdict
  readonly sameTest: boolean
  /** The filler has named its tests of this order under that number, and this is another. */
  readonly otherTest: boolean
}

const none: Match = { kind: 'new', shared: [], ambiguous: [], sameNumber: false }

/** Finds the order that a fact speaks of, among those that its numbers lead to. */
export function joinOrder(fact: NumberedFact, found: readonly Order[], patients: PatientBook): Match {
  if (found.length === 0) return none
  const all = found.map((order) => candidate(order, fact))
  const claims = all.filter((one) => claimsOrder(one, fact))
  if (claims.length === 0) {
    return reusedBy(fact, found) ?? namedOfOthers(fact, found, patients) ?? numberedApart(fact, all, patients)
  }
  const said = saidOf(patients, fact.patient)
  const judged = claims.map((claim) => {
    const comparison = compareWith(claim.order, fact, said, patients)
    return { claim, comparison, parts: contradictions(comparison) }
  })
  const fitting = judged.filter(({ parts }) => parts.length === 0)
  const known = fitting.filter(({ claim, comparison }) => isKnown(claim.order, comparison, fact)).map(asClaim)
  if (known.length > 0) {
    const match = single(known, fact)
    return known.length === found.length ? match : besideOthers(match, fact, known, found, patients)
  }
  if (fitting.length > 0) return unknown(fitting.map(asClaim), fact)
  const meant = judged.find(({ claim, comparison }) => isSure(claim) && isRecognisable(comparison))
  if (meant) return { kind: 'held', order: meant.claim.order, parts: meant.parts, others: [] }
  return { kind: 'new', shared: claims.map(({ order }) => order), ambiguous: [], sameNumber: claims.some(isSure) }
}

function asClaim({ claim }: { readonly claim: Candidate }): Candidate {
  return claim
}

function compareWith({ patient }: Order, fact: NumberedFact, said: KnownPerson, patients: PatientBook): Comparison {
  return comparePerson(knownBeside(patients, patient, fact), said)
}

/**
 * Between a result and a person a number is not enough, whichever came first: something of the patient must agree, where
 * both sides name a patient at all.
 */
function isKnown(order: Order, { recordNumber, name, birthDate }: Comparison, fact: NumberedFact): boolean {
  const isResult = fact.kind === 'result-reported'
  if (!isResult && !isOpenQuestion(order)) return true
  if (name === 'agrees' || birthDate === 'agrees') return true
  // What contradicted the record under its own number is not explained by that number.
  if (recordNumber === 'agrees') return isResult || order.doubt !== 'record'
  if (!isResult) return namesNobody(fact)
  return isOfNobody(order) && (order.report === null || namesNobody(fact))
}

/** Whether it is still open whose results an order holds: no placer has asked for them, or nobody named a patient. */
function isOpenQuestion(order: Order): boolean {
  return order.report !== null && (isUnasked(order) || isOfNobody(order))
}

/** Whether no placer has spoken of an order. */
export function isUnasked({ words }: Order): boolean {
  return !words.some(({ side }) => side === 'placer')
}

function isOfNobody({ patient }: Order): boolean {
  return patient.number === '' && patient.familyName === '' && patient.birthDate === ''
}

function namesNobody({ patient }: NumberedFact): boolean {
  return patient.identifiers.length === 0 && patient.familyName === '' && patient.birthDate === ''
}

/** Nothing contradicts, and nothing but the number says that it is that order: a request is kept apart, all else held. */
function unknown(fitting: readonly Candidate[], { kind }: NumberedFact): Match {
  const orders = fitting.map(({ order }) => order)
  if (kind === 'order-requested') {
    return { kind: 'new', shared: orders, ambiguous: [], sameNumber: fitting.some(isSure) }
  }
  return { kind: 'held', order: orders[0]!, parts: [], others: [] }
}

/**
 * A fact that fits one order and gives a number that is another patient's: held where that is a placer number, by which a
 * receiver files, or where a result gives a filler number whose work is not over, or names that order as its parent; else
 * joined, and said.
 */
function besideOthers(
  match: Match,
  fact: NumberedFact,
  own: readonly Candidate[],
  found: readonly Order[],
  patients: PatientBook,
): Match {
  const orders = own.map(({ order }) => order)
  const meant = match.kind === 'joined' ? match.order : null
  const owners = ownersOf(fact, found, { orders, meant }).filter(({ order }) => isOfOther(order, fact, patients))
  const isResult = fact.kind === 'result-reported'
  const parents = isResult ? parentsOfOthers(fact, found, patients) : []
  if (owners.length + parents.length === 0) return match
  const others = [...new Set([...owners.map(({ order }) => order), ...parents])]
  const holds = parents.length > 0 || owners.some(({ order, placer }) => placer || (isResult && !isAtRest(order.state)))
  if (match.kind === 'joined' && !holds) return { ...match, doubt: 'filler-number', others }
  const order = match.kind === 'new' ? match.ambiguous[0]! : match.order
  return { kind: 'held', order, parts: [], others }
}

/** It claims no order, and a number of it, or of its parent, is that of another patient's order. */
function namedOfOthers(fact: NumberedFact, found: readonly Order[], patients: PatientBook): Match | null {
  const owners = ownersOf(fact, found, { orders: [], meant: null }).map(({ order }) => order)
  const others = owners.filter((order) => isOfOther(order, fact, patients))
  const shared = [...new Set([...others, ...parentsOfOthers(fact, found, patients)])]
  return shared.length === 0 ? null : { kind: 'new', shared, ambiguous: [], sameNumber: true }
}

/** Orders of other patients that a fact names as its parent, where none that is surely its own patient's has that number. */
function parentsOfOthers(fact: NumberedFact, found: readonly Order[], patients: PatientBook): readonly Order[] {
  const { parent } = fact.order
  if (!parent) return []
  const others = found.filter((order) => isOfOther(order, fact, patients))
  const own = others.length === 0 ? [] : found.filter((order) => order.doubt === '' && !others.includes(order))
  return others.filter((order) => isNamedAsParent(order, parent, own))
}

/** Whether the order is of another patient than the fact, or for a result, not known to be of the same. */
export function isOfOther(order: Order, fact: NumberedFact, patients: PatientBook): boolean {
  const comparison = compareWith(order, fact, saidOf(patients, fact.patient), patients)
  if (contradictions(comparison).length > 0) return true
  return fact.kind === 'result-reported' && !isKnown(order, comparison, fact)
}

/** A number that was given again is said, and joins nothing. */
function reusedBy(fact: NumberedFact, found: readonly Order[]): Match | null {
  if (fact.kind !== 'order-requested') return null
  const shared = found.filter(
    (order) => isReused(order, fact) && compareNumbers(order, 'placer', fact.order.placer) === 'same',
  )
  return shared.length === 0 ? null : { kind: 'new', shared, ambiguous: [], sameNumber: true }
}

/**
 * Two laboratories may count alike: the same digits of a filler under another authority are another order. Where nothing
 * else tells it from an order of this patient, it may still be that one, with its authority written otherwise: it is said.
 */
function numberedApart(fact: NumberedFact, all: readonly Candidate[], patients: PatientBook): Match {
  const alike = all.filter(({ placer, filler, otherTest }) => {
    return placer === 'absent' && filler === 'other-authority' && !otherTest
  })
  if (alike.length === 0) return none
  const said = saidOf(patients, fact.patient)
  const shared = alike
    .map(({ order }) => order)
    .filter(({ patient }) => {
      const comparison = comparePerson(knownBeside(patients, patient, fact), said)
      return contradictions(comparison).length === 0 && isRecognisable(comparison)
    })
  return shared.length === 0 ? none : { kind: 'new', shared, ambiguous: [], sameNumber: false }
}

function candidate(order: Order, { order: reference, system }: NumberedFact): Candidate {
  return {
    order,
    placer: compareNumbers(order, 'placer', reference.placer),
    filler: compareNumbers(order, 'filler', reference.filler),
    sameTest: reference.test !== null && order.items.some((item) => hasTest(item, system, reference.test!.code)),
    otherTest: isOtherTest(order, system, reference),
  }
}

/** Codes of two coding systems cannot be compared: an answer may have repeated the placer's. */
function isOtherTest(order: Order, system: string, { test, filler }: OrderReference): boolean {
  if (test === null) return false
  const named = order.items.filter(
    (item) =>
      item.side === 'filler' &&
      item.system === system &&
      item.test?.system === test.system &&
      item.numbers.some(({ number }) => filler.some((one) => one.number === number)),
  )
  return named.length > 0 && named.every((item) => item.test!.code !== test.code)
}

function hasTest(item: Item, system: string, code: string): boolean {
  return item.system === system && item.test !== null && item.test.code === code
}

/**
 * Whether its numbers can mean this order. The placer's number decides where it is given; the filler's may be an accession
 * that several orders share, and counts alone only where no placer number, and no test, says otherwise.
 */
function claimsOrder({ order, placer, filler, sameTest, otherTest }: Candidate, fact: NumberedFact): boolean {
  const { order: reference } = fact
  if (filler !== 'same' && isChildOf(order, reference)) return false
  if (fact.kind === 'order-requested' && isReused(order, fact)) return false
  if (placer === 'same' || placer === 'other-authority') return true
  if (filler === 'same') return (placer === 'absent' && !otherTest) || sameTest
  return placer === 'absent' && filler === 'absent' && sameTest && sharesAccession(order, reference)
}

/**
 * A request in a later message under a number that another order has: for another test, or, once that one has its results,
 * at a later time. The number was given again. (One ORC may head several OBR; those are one message.)
 */
function isReused(order: Order, fact: NumberedFact): boolean {
  const { system, messageId, saidAt } = fact
  const { test } = fact.order
  if (fact.side !== 'placer' || test === null) return false
  const asked = order.words.findLast(({ side, said }) => side === 'placer' && said.startsWith('order-requested'))
  if (!asked || asked.messageId === messageId) return false
  const tests = order.items.filter((item) => item.side === 'placer' && item.system === system && item.test !== null)
  if (tests.length === 0) return false
  if (tests.every((item) => item.test!.code !== test.code)) return true
  const isDone = order.state === 'final' || order.state === 'corrected'
  const hasResultSince = isDone && order.report !== null && order.report.messageId > asked.messageId
  return hasResultSince && saidAt !== null && order.requestedAt !== null && saidAt > order.requestedAt
}

/** A child that has a filler number of its own is not its parent, though it may carry the parent's placer number. */
function isChildOf(order: Order, { parent, filler }: OrderReference): boolean {
  return parent !== null && filler.length > 0 && isParent(order, parent)
}

/** Whether the parent reference names this order. */
export function isParent(order: Order, { placer, filler }: ParentReference): boolean {
  if (filler) return compareNumbers(order, 'filler', [filler]) === 'same'
  return placer !== null && compareNumbers(order, 'placer', [placer]) === 'same'
}

function sharesAccession(order: Order, { accession }: OrderReference): boolean {
  return order.specimens.some((known) =>
    accession.some((one) => one.number === known.number && compatibleAuthorities(one.authority, known.authority)),
  )
}

/** Under the same authority, or none was named. */
function isSure({ placer }: Candidate): boolean {
  return placer !== 'other-authority'
}

/** The best of several by numbers, then test, then work not yet done; where two are alike, none, but for a repeat. */
function single(fitting: readonly Candidate[], fact: NumberedFact): Match {
  const changes = fact.kind === 'result-reported' && replaces(fact)
  const ranks = new Map(fitting.map((one) => [one, rank(one, changes)]))
  const sorted = [...fitting].sort((a, b) => ranks.get(b)! - ranks.get(a)!)
  const alike = sorted.filter((one) => ranks.get(one) === ranks.get(sorted[0]!))
  const best = alike.length === 1 ? alike[0] : repeatedBy(alike, fact)
  if (!best) return { kind: 'new', shared: [], ambiguous: alike.map(({ order }) => order), sameNumber: true }
  const { order, placer } = best
  return { kind: 'joined', order, doubt: placer === 'differs' ? 'placer-number' : null, others: [] }
}

/** One that the fact would leave as it is: whichever it means, nothing changes. */
function repeatedBy(alike: readonly Candidate[], fact: NumberedFact): Candidate | undefined {
  if (fact.kind !== 'result-reported') return undefined
  return alike.find(({ order }) => effectOfReport(order, fact, 'delta').isRepeat)
}

/** `changes`: it corrects or withdraws, so it means an order that has results. */
function rank({ order, placer, filler, sameTest }: Candidate, changes: boolean): number {
  const numbers = (placer === 'same' ? 40 : placer === 'other-authority' ? 4 : 0) + (filler === 'same' ? 20 : 0)
  // What could not be told apart before goes where its like already is.
  const alike = order.doubt === 'ambiguous' ? 5 : 0
  const base = numbers + (sameTest ? 10 : 0) + alike
  if (changes) return base + (order.observations.length > 0 ? 15 : 0)
  // Where a number was given twice, another filler number speaks for the order that has none yet.
  const apart = filler === 'differs' ? (isAtRest(order.state) ? 15 : 3) : 0
  return base - apart + (isAtRest(order.state) ? 0 : 1)
}
