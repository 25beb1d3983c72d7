// Laws of the ledger, tried on random stories of two patients, two numbers and every kind of fact. The one thing to know:
// a few hundred stories run with every change, thousands with the long tests; the thousands have found what hundreds missed.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unacceptedEnds } from '../../adapters/shared/order-columns.ts'
import type { Answers } from '../asked.ts'
import {
  type Book,
  changes,
  clearOn,
  dropWord,
  openBook,
  orderIn,
  raiseOn,
  sendWord,
  type Told,
  tell,
  wake,
} from '../book.ts'
import { decide } from '../decide.ts'
import { dialogueKinds, type Fact, type NumberedFact, type OrderFact, type ResultFact } from '../fact.ts'
import { loopStatus } from '../loop.ts'
import { type Order, orderStates, type Word } from '../order.ts'
import { adrift } from '../sight.ts'
import type { LedgerPolicy } from '../source.ts'
import { proofs } from '../witness.ts'
import { atLeast, untakenWords } from '../words.ts'
import {
  test as code,
  delivered,
  dialogue,
  emptyBook,
  ida,
  minute_ms,
  number,
  otto,
  policy as plain,
  withCensus as plainWithCensus,
  report,
  start,
  taken,
} from './facts.ts'

/** LAB15 is BMP and LAB16 is CMP: a report of one does not answer a request for the other, and of any other nobody can tell. */
const answers: Answers = ({ code: asked }, { code: reported }) => {
  if (asked === reported || reported === { LAB15: 'BMP', LAB16: 'CMP' }[asked]) return 'same'
  return reported === 'BMP' || reported === 'CMP' ? 'other' : 'unknown'
}
const [policy, withCensus] = [plain, plainWithCensus].map((one) => ({ ...one, answers })) as [
  LedgerPolicy,
  LedgerPolicy,
]

const anyPatient = fc.constantFrom(ida, ida, ida, otto)
const anyPlacer = fc.constantFrom([number('P1')], [number('P1')], [number('P2')], [])
const anyFiller = fc.constantFrom([number('F1')], [number('F1')], [number('F2')], [])
const anyStatus = fc.constantFrom('P', 'F', 'F', 'C', 'D', 'W', 'X', 'I', 'U', '')
const anyReport = fc.constantFrom('P', 'F', 'F', 'C', 'A', 'I', 'X', 'O', '')
const anyTime = fc.integer({ min: -1000, max: 1000 }).map((minutes) => start + minutes * minute_ms)

const anyDialogue = fc
  .record({
    kind: fc.constantFrom(...dialogueKinds),
    side: fc.constantFrom('placer' as const, 'filler' as const),
    placer: anyPlacer,
    filler: anyFiller,
    patient: anyPatient,
    status: fc.constantFrom('', 'IP', 'SC', 'CM', 'CA', 'ER'),
    test: fc.constantFrom(code('LAB15'), code('LAB16'), null),
    saidAt: anyTime,
  })
  .map(({ kind, side, ...extra }): OrderFact => dialogue(kind, side, extra))

const anyResult = fc
  .record({
    placer: anyPlacer,
    filler: anyFiller,
    patient: anyPatient,
    obx: anyStatus,
    report: anyReport,
    saidAt: anyTime,
    test: fc.constantFrom(code('BMP'), code('BMP'), code('CMP'), code('TSH'), null),
    values: fc.dictionary(fc.constantFrom('K', 'NA'), fc.constantFrom('4.1', '4.2', ''), { maxKeys: 2 }),
  })
  .map(({ obx, values, ...extra }): ResultFact => report(obx, values, extra))

const anyFact: fc.Arbitrary<NumberedFact> = fc.oneof(anyDialogue, anyResult)
const anyStory = fc.array(anyFact, { minLength: 1, maxLength: 14 })

/** A story with messages in order of arrival, whatever order they were made in. */
function arriving(story: readonly NumberedFact[]): NumberedFact[] {
  return story.map((fact, at) => ({ ...fact, messageId: at + 1, seenAt: start + at * minute_ms }))
}

function tellAll(story: readonly Fact[]): { readonly book: Book; readonly results: readonly Told[] } {
  const book = emptyBook()
  return { book, results: story.map((fact) => tell(book, fact, policy)) }
}

const ordersOf = (book: Book): Order[] => [...book.entries.values()].map(({ order }) => order)
const valuesOf = ({ observations }: Order) =>
  observations.map(({ key, versions }) => [key, versions.map(({ value, status }) => `${status} ${value}`)])

/** The same fact of another patient, under numbers of their own. */
function asAnother(fact: NumberedFact): NumberedFact {
  const renamed = (numbers: NumberedFact['order']['placer']) => numbers.map((one) => number(`X${one.number}`))
  const { placer, filler } = fact.order
  return { ...fact, patient: otto, order: { ...fact.order, placer: renamed(placer), filler: renamed(filler) } }
}

/** Whether a fact is evidence that the other side holds a word. */
function isEvidence(fact: Fact, word: Word): boolean {
  if (fact.kind === 'word-taken')
    return (
      word.to === fact.system && (fact.wordMessageId === word.messageId || fact.wordMessageId === word.repeatMessageId)
    )
  if (!('order' in fact) || fact.side === word.side) return false
  const numbers = fact.side === 'filler' ? fact.order.placer : fact.order.filler
  return numbers.length > 0 && (proofs[fact.side][fact.kind]?.subjects.includes(word.subject) ?? false)
}

/** What the store would see of an order: counted here, apart from the ledger. */
function seenAs(order: Order, now: number) {
  const { status, proven } = loopStatus(order, now)
  const dues = order.expectations.map(({ due }) => due)
  return {
    state: order.state,
    loop: status,
    proven,
    nextDue: dues.length === 0 ? null : Math.min(...dues),
    openExceptions: order.exceptions.length,
    undelivered: 0,
    unaccepted: unacceptedEnds(order),
    early: 0,
    untakenWords: untakenWords(order).length,
  }
}

/** Tries every law on so many stories. */
export function tryLaws(numRuns: number): void {
  test('no fact ever loses a version, and no number once known', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const book = emptyBook()
        for (const fact of arriving(story)) {
          const before = new Map(ordersOf(book).map((order) => [order.id, order]))
          tell(book, fact, policy)
          for (const order of before.values()) {
            const now = orderIn(book, order.id)!
            order.observations.forEach(({ versions }, at) => {
              expect(now.observations[at]!.versions.slice(0, versions.length)).toEqual(versions)
            })
            const numbers = (one: Order) =>
              one.items.flatMap((item) => item.numbers.map((id) => `${item.side} ${id.number}`))
            expect(numbers(now)).toEqual(expect.arrayContaining(numbers(order)))
          }
        }
      }),
      { numRuns },
    )
  })

  test('every value of an accepted report stands in its order', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const book = emptyBook()
        for (const fact of arriving(story)) {
          const told = tell(book, fact, policy)
          if (fact.kind !== 'result-reported' || told.verdict === 'identity-hold') continue
          const order = orderIn(book, told.orderId!)!
          for (const said of fact.observations) {
            const newest = order.observations.find(({ key }) => key === said.key)!.versions.at(-1)!
            if (newest.status !== 'U') expect(newest.value).toBe(said.value)
          }
        }
      }),
      { numRuns },
    )
  })

  test('arrival alone decides: clock times change no state, no version and no join', () => {
    fc.assert(
      fc.property(anyStory, fc.array(anyTime, { minLength: 14, maxLength: 14 }), (made, times) => {
        // A request that comes again at the end of an order's life is told by its time to be another: left out here.
        const seen = new Set<string>()
        const story = arriving(
          made.filter((fact) => {
            if (fact.kind !== 'order-requested') return true
            const key = JSON.stringify([fact.side, fact.order.placer, fact.patient])
            return !seen.has(key) && seen.add(key)
          }),
        )
        const other = story.map((fact, at) => ({ ...fact, saidAt: times[at]! }))
        const [a, b] = [tellAll(story), tellAll(other)]
        expect(ordersOf(b.book).map(({ state }) => state)).toEqual(ordersOf(a.book).map(({ state }) => state))
        expect(ordersOf(b.book).map(valuesOf)).toEqual(ordersOf(a.book).map(valuesOf))
        expect(b.results.map(({ orderId }) => orderId)).toEqual(a.results.map(({ orderId }) => orderId))
      }),
      { numRuns },
    )
  })

  test('a message that comes twice changes nothing the second time', () => {
    const numbered = anyFact.filter(({ order }) => order.placer.length + order.filler.length > 0)
    fc.assert(
      fc.property(fc.array(numbered, { minLength: 1, maxLength: 10 }), (story) => {
        const facts = arriving(story)
        const { book } = tellAll(facts)
        const last = facts.at(-1)!
        const before = ordersOf(book)
        const again = tell(book, { ...last, messageId: 99, seenAt: last.seenAt + 1 }, policy)
        const now = ordersOf(book)
        expect(now).toHaveLength(before.length)
        expect(now.map(valuesOf)).toEqual(before.map(valuesOf))
        const moved = now.filter((order, at) => order.state !== before[at]!.state)
        // UC, said again after the order went on, and a result after a cancel are news only once.
        expect(moved).toEqual([])
        if (last.kind === 'result-reported') expect(again.verdict).not.toBe('refused')
      }),
      { numRuns },
    )
  })

  test('any interleaving of requests, cancels, answers and results ends in a state with a name', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        for (const { state, resumes } of ordersOf(tellAll(arriving(story)).book)) {
          expect(orderStates.filter((one) => one !== 'unheard')).toContain(state)
          expect(resumes === null).toBe(state !== 'cancelling')
          expect(resumes).not.toBe('cancelling')
        }
      }),
      { numRuns },
    )
  })

  test('the level of a word rises only by evidence', () => {
    const anyTaken = fc.record({
      ...{ word: fc.nat(13), order: fc.integer({ min: 1, max: 3 }), filed: fc.boolean() },
      system: fc.constantFrom('ehr', 'lis', 'archive'),
    })
    fc.assert(
      fc.property(fc.array(fc.oneof(anyFact, anyTaken), { minLength: 1, maxLength: 16 }), (story) => {
        const book = emptyBook()
        story.forEach((one, at) => {
          const fact: Fact =
            'word' in one
              ? taken(one.order, one.word, one.filed ? 'filed' : 'received', {
                  ...{ messageId: at + 1, seenAt: start + at, system: one.system },
                })
              : { ...one, messageId: at + 1, seenAt: start + at }
          const before = ordersOf(book)
          const { orderId } = tell(book, fact, policy)
          if ('order' in fact && orderId !== null) {
            sendWord(book, orderId, fact.messageId, fact.side === 'placer' ? 'lis' : 'ehr', policy, fact.seenAt)
          }
          for (const order of before) {
            for (const word of order.words) {
              const now = orderIn(book, order.id)!.words.find(
                ({ messageId, subject, side }) =>
                  messageId === word.messageId && subject === word.subject && side === word.side,
              )
              const rose =
                now && now.level !== word.level && atLeast(now.level, 'received') && !atLeast(word.level, now.level!)
              if (rose) expect(isEvidence(fact, word)).toBe(true)
            }
          }
        })
      }),
      { numRuns },
    )
  })

  test('no order is adrift for an engine that raises what it is asked to, whatever is said and whenever people close it', () => {
    const step = fc.record({
      fact: anyFact,
      wait_minutes: fc.constantFrom(0, 1, 20, 40, 3000),
      answered: fc.constantFrom('no', 'received', 'filed', 'refused', 'withdrawn'),
      closes: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        const book = emptyBook()
        let now = start
        let exceptionId = 0
        const raise = (concerns: Told['concerns']) => {
          for (const { orderIds } of concerns) {
            exceptionId++
            for (const id of orderIds) raiseOn(book, id, exceptionId)
          }
        }
        steps.forEach(({ fact, wait_minutes, answered, closes }, at) => {
          now += wait_minutes * minute_ms
          for (const { id } of ordersOf(book)) raise(wake(book, id, withCensus, now))
          const arriving = { ...fact, messageId: at + 1, seenAt: now }
          const level = answered === 'filed' ? 'filed' : 'received'
          const told =
            answered === 'no' ? tell(book, arriving, withCensus) : delivered(book, arriving, level, withCensus)
          raise(told.concerns)
          const system = 'side' in fact && fact.side === 'placer' ? 'lis' : 'ehr'
          if ((answered === 'refused' || answered === 'withdrawn') && told.orderId !== null) {
            const refused = { kind: 'word-refused', messageId: at + 1, seenAt: now, system } as const
            tell(book, taken(told.orderId, at + 1, 'sent', refused), withCensus)
          }
          if (answered === 'withdrawn' && told.orderId !== null) {
            dropWord(book, told.orderId, { messageId: at + 1, system, deliveryId: 1 }, withCensus, now)
          }
          if (closes) {
            for (const order of ordersOf(book))
              for (const id of order.exceptions) clearOn(book, order.id, id, withCensus, now)
          }
          for (const order of ordersOf(book)) {
            expect(loopStatus(order, now)).not.toMatchObject({ status: 'adrift' })
            expect(adrift(seenAs(order, now), now)).toBeNull()
          }
        })
      }),
      { numRuns },
    )
  })

  test('decide answers every fact about every order that a story can leave, and never throws', () => {
    const anySubject = fc.oneof(
      anyFact,
      fc.record({ word: fc.nat(13), kind: fc.constantFrom('word-taken' as const, 'word-refused' as const) }),
    )
    fc.assert(
      fc.property(
        anyStory,
        anySubject,
        fc.constantFrom('snapshot' as const, 'delta' as const),
        (made, one, resultMode) => {
          for (const order of ordersOf(tellAll(arriving(made)).book)) {
            const fact = 'word' in one ? taken(order.id, one.word, 'received', { kind: one.kind }) : one
            const decision = decide(order, fact, { resultMode })
            if (decision.kind === 'refused') expect(decision.why).not.toBe('')
            else expect(orderStates).toContain(decision.next.state)
          }
        },
      ),
      { numRuns },
    )
  })

  test('two orders that have nothing in common do not care in which order their messages come', () => {
    fc.assert(
      fc.property(
        anyStory,
        anyStory,
        fc.array(fc.boolean(), { minLength: 28, maxLength: 28 }),
        (first, second, picks) => {
          const mine = first.map((fact): NumberedFact => ({ ...fact, patient: ida }))
          const theirs = second.map((fact) => asAnother(fact))
          const plain = (story: readonly NumberedFact[]) => {
            const { book } = tellAll(arriving(story))
            return ordersOf(book).map(({ state, items, observations, parentId, doubt }) => ({
              state,
              items: items.map(({ side, numbers, test }) => ({ side, numbers, test })),
              values: observations.map(({ key, versions }) => [
                key,
                versions.map(({ value, status }) => `${status} ${value}`),
              ]),
              parent: parentId !== null,
              doubt,
            }))
          }
          const mixed: NumberedFact[] = []
          const [a, b] = [[...mine], [...theirs]]
          for (const pick of picks) {
            const next = (pick ? a.shift() : b.shift()) ?? a.shift() ?? b.shift()
            if (next) mixed.push(next)
          }
          const sorted = (orders: readonly unknown[]) => orders.map((order) => JSON.stringify(order)).sort()
          expect(sorted(plain(mixed))).toEqual(sorted([...plain(mine), ...plain(theirs)]))
        },
      ),
      { numRuns },
    )
  })

  test('a book that is stored and opened again goes on as if it had stayed open', () => {
    fc.assert(
      fc.property(anyStory, fc.nat(13), (made, cut) => {
        const story = arriving(made)
        const whole = tellAll(story).book
        const first = tellAll(story.slice(0, cut)).book
        const kept = changes(first, start)
        const { orderKeys, patients, patientKeys } = kept
        const stored: unknown = JSON.parse(
          JSON.stringify({ orders: kept.orders.map(({ order }) => order), orderKeys, patients, patientKeys }),
        )
        const reopened = openBook(stored as Parameters<typeof openBook>[0], {
          lastOrderId: first.lastOrderId,
          lastPatientId: first.patients.lastId,
        })
        for (const fact of story.slice(cut)) tell(reopened, fact, policy)
        const plain = (book: Book) => ordersOf(book).map((order) => ({ ...order, version: 0 }))
        expect(plain(reopened)).toEqual(plain(whole))
      }),
      { numRuns },
    )
  })
}
