// Random stories for a store: a list of small plays, each drawn by fast-check, and the player that carries them out. The
// one thing to know: plays hold plain small numbers, which the player reads against what has happened so far; so most of
// them make sense, some are refused, and any story can be shortened.
import fc from 'fast-check'
import type { FindingCount } from '../../src/alignment/message/finding-count.ts'
import type { DeliveryState, Lease, Store } from '../../src/engine/ports/store.ts'
import { type LoopStatus, loopStatuses, type Order, orderStates } from '../../src/ledger/order.ts'
import type { Patient } from '../../src/ledger/patient.ts'
import type { Exception } from '../../src/ownership/exception.ts'
import * as sample from './samples.ts'

const small = fc.nat({ max: 7 })
const awkward = fc.constantFrom(
  '1',
  '2',
  '3',
  'A|B',
  'ü',
  '\u{1f9ea}',
  'a\0b',
  ' ',
  '{1,2}',
  '"',
  '\\',
  "'",
  'NULL',
  '',
)
const text = fc.oneof(awkward, fc.string({ unit: 'grapheme', maxLength: 12 }))

const message = fc.record({
  controlId: awkward,
  content: small,
  later_ms: small,
  answered: fc.boolean(),
  window: small,
})
const receive = fc.record({
  play: fc.constant('receive' as const),
  batch: fc.array(message, { maxLength: 6 }),
})
const orderPlay = fc.record({
  which: small,
  state: fc.nat({ max: orderStates.length - 1 }),
  loop: fc.nat({ max: loopStatuses.length - 1 }),
  proven: fc.boolean(),
  bodyChanged: fc.boolean(),
  due: fc.option(fc.integer({ min: -3, max: 8 })),
  untaken: fc.array(fc.boolean(), { maxLength: 3 }),
  excepted: fc.boolean(),
  skip: fc.nat({ max: 30 }),
  texts: fc.array(text, { minLength: 3, maxLength: 3 }),
  values: fc.array(text, { maxLength: 4 }),
})
const commit = fc.record({
  play: fc.constant('commit' as const),
  processed: small,
  orders: fc.uniqueArray(orderPlay, { maxLength: 4, selector: ({ which }) => which }),
  keys: fc.array(fc.record({ key: awkward, which: small }), { maxLength: 4 }),
  patients: fc.uniqueArray(fc.record({ which: small, name: text, into: fc.option(small), skip: fc.nat({ max: 30 }) }), {
    maxLength: 2,
    selector: ({ which }) => which,
  }),
  facts: fc.array(fc.record({ message: small, which: fc.option(small), verdict: small }), { maxLength: 4 }),
  deliveries: fc.array(
    fc.record({ destination: fc.nat({ max: 2 }), orders: fc.array(small, { maxLength: 3 }), text }),
    {
      maxLength: 4,
    },
  ),
  outcomes: fc.array(fc.record({ which: small, state: fc.nat({ max: 5 }), text, remade: fc.boolean() }), {
    maxLength: 4,
  }),
  exceptions: fc.array(fc.record({ which: small, orders: fc.array(small, { maxLength: 3 }), status: small, text }), {
    maxLength: 2,
  }),
  answers: fc.array(small, { maxLength: 2 }),
  findings: fc.uniqueArray(
    fc.record({ which: small, count: small, examples: fc.array(small, { maxLength: 4 }), text }),
    {
      maxLength: 2,
      selector: ({ which }) => which,
    },
  ),
})
const ask = fc.record({
  play: fc.constant('ask' as const),
  after: small,
  limit: fc.integer({ min: 1, max: 6 }),
  keys: fc.array(awkward, { maxLength: 4 }),
  ids: fc.array(small, { maxLength: 3 }),
  now: fc.integer({ min: -2, max: 9 }),
})
const take = fc.record({
  play: fc.constant('take' as const),
  who: fc.nat({ max: 1 }),
  later: small,
  give: fc.boolean(),
})

const crash = fc.record({ play: fc.constant('crash' as const) })

/** A story of at most `length` plays. */
export function stories(length: number) {
  const play = fc.oneof(
    { arbitrary: receive, weight: 4 },
    { arbitrary: commit, weight: 6 },
    { arbitrary: ask, weight: 3 },
    { arbitrary: take, weight: 1 },
    { arbitrary: crash, weight: 1 },
  )
  return fc.array(play, { maxLength: length })
}
type Play = ReturnType<typeof stories> extends fc.Arbitrary<(infer P)[]> ? P : never
type Commit = Extract<Play, { play: 'commit' }>
type OrderPlay = Commit['orders'][number]

const destinations = ['ehr-out', 'portal-out', 'lis-out'] as const
const deliveryStates: readonly DeliveryState[] = ['queued', 'sent', 'delivered', 'held', 'refused', 'cancelled']
/** Far apart enough that a month's end lies between some messages. */
const hop_ms = 40 * 3_600_000

/** Carries a story out. What a play does to the world is noted only when the store took it. */
export class Player {
  #store: Store
  readonly #reopen: () => Store
  #now = sample.morning
  readonly #leases = new Map<string, Lease>()
  #lastMessage = 0
  readonly #orders = new Map<number, Order>()
  /** Versions by id. */
  readonly #patients = new Map<number, number>()
  #lastDelivery = 0

  /** `reopen` opens the same books anew, as after a crash. */
  constructor(reopen: () => Store) {
    this.#reopen = reopen
    this.#store = reopen()
  }

  async play(story: readonly Play[]): Promise<void> {
    await this.#begin()
    for (const play of story) await this.#one(play)
    await this.#everything()
  }

  async #one(play: Play): Promise<void> {
    if (play.play === 'receive') await this.#receive(play)
    else if (play.play === 'commit') await this.#commit(play)
    else if (play.play === 'ask') await this.#ask(play)
    else if (play.play === 'take') await this.#changeHands(play)
    else {
      this.#store = this.#reopen()
      await this.#begin()
    }
  }

  /** Waits until another node's leases have run out, if there is one. */
  async #begin(): Promise<void> {
    this.#now += 60_000
    for (const name of ['receiver', 'processor']) await this.#take(name, 'node-1')
  }

  async #take(name: string, holder: string): Promise<void> {
    const lease = await this.#store.lease(name, holder, 60_000, this.#now)
    if (lease) this.#leases.set(name, lease)
  }

  /** A lease is given back, or runs out and is taken by another node; the old one may go on being used. */
  async #changeHands({ who, later, give }: Extract<Play, { play: 'take' }>): Promise<void> {
    const name = who === 0 ? 'receiver' : 'processor'
    this.#now += later * 20_000
    if (give) await this.#store.release(this.#leases.get(name)!)
    await this.#take(name, `node-${later % 2}`)
  }

  async #receive({ batch }: Extract<Play, { play: 'receive' }>): Promise<void> {
    const messages = batch.map(({ controlId, content, later_ms, answered, window }) => {
      this.#now += later_ms * (content === 7 ? hop_ms : 1)
      return sample.incoming({
        receivedAt: this.#now,
        controlId,
        system: content % 2 === 0 ? 'lis' : 'ehr',
        text: `MSH|^~\\&|${content}`,
        answer: answered ? sample.bytes(`MSA|AA|${controlId}`) : new Uint8Array(),
        window_ms: window * 2,
      })
    })
    const received = await this.#tried(() => this.#store.receive(this.#leases.get('receiver')!, messages))
    for (const each of received ?? []) this.#lastMessage = Math.max(this.#lastMessage, each.id)
  }

  async #commit(play: Commit): Promise<void> {
    const orders = play.orders.map((each) => this.#order(each))
    const deliveries = play.deliveries.map((each, at) =>
      sample.delivery(this.#lastDelivery + 1 + at, {
        destination: destinations[each.destination]!,
        messageId: at + 1,
        orderIds: each.orders,
        lanes: each.orders.map((id) => (id % 2 === 0 ? id : -id)),
        controlId: each.text,
        queuedAt: this.#now,
        body: sample.bytes(`MSH|${each.text}`),
      }),
    )
    const patients = play.patients.map((each) => this.#patient(each))
    const changes = sample.changes({
      processedThrough: Math.min(play.processed, this.#lastMessage),
      orders,
      orderKeys: play.keys.map(({ key, which }) => ({ key: `p:${key}`, orderId: which + 1 })),
      patients,
      patientKeys: play.patients.map(({ which, name }) => ({ key: `m:${name}`, patientId: which + 1 })),
      facts: play.facts.map(({ message, which, verdict }, n) => ({
        fact: verdict % 2 ? sample.takenFact(message, which ?? 0, { n }) : sample.resultFact(message, { n }),
        orderId: which === null ? null : which + 1,
        verdict: `verdict ${verdict}`,
      })),
      deliveries,
      outcomes: play.outcomes.map((each) => this.#outcome(each)),
      exceptions: play.exceptions.map((each) => exceptionOf(each, this.#now)),
      // Only what was received can be answered.
      answers: play.answers
        .filter((message) => message < this.#lastMessage)
        .map((message) => ({ messageId: message + 1, answer: sample.bytes(`MSA|AE|${message}`) })),
      audit: [{ at: this.#now, who: 'tester', what: 'play', about: '' }],
      findings: play.findings.map((each) => findingOf(each, this.#now)),
    })
    const done = await this.#tried(async () => {
      await this.#store.commit([this.#leases.get('processor')!], changes)
      return true
    })
    if (!done) return
    this.#lastDelivery += deliveries.length
    for (const { order } of orders) this.#orders.set(order.id, order)
    for (const { id, version } of patients) this.#patients.set(id, version)
  }

  #order(play: OrderPlay) {
    const id = play.which + 1
    const before = this.#orders.get(id)
    const version = (before?.version ?? 0) + (play.skip === 0 ? 2 : 1)
    const order = orderOf(id, version, play, this.#now)
    const bodyChanged = before === undefined ? play.skip !== 1 : play.bodyChanged
    return sample.change(order, loopStatuses[play.loop] as LoopStatus, { proven: play.proven, bodyChanged })
  }

  #patient({ which, name, into, skip }: Commit['patients'][number]): Patient {
    const id = which + 1
    const version = (this.#patients.get(id) ?? 0) + (skip === 0 ? 2 : 1)
    const mergedInto = into === null ? null : into + 1
    return sample.patient(id, { version, familyName: name, mergedInto, mergedBySystems: [name] })
  }

  #outcome({ which, state, text, remade }: Commit['outcomes'][number]) {
    const id = Math.max(1, this.#lastDelivery - which)
    return sample.outcome(id, {
      state: deliveryStates[state]!,
      attempts: which,
      answer: sample.bytes(text),
      why: text.replaceAll('\0', ''),
      at: this.#now,
      // Only what was stored can be made again.
      ...(remade && id <= this.#lastDelivery
        ? { remade: sample.bytes(`${text} again`), ...(which % 2 ? { renamed: `N${which}` } : {}) }
        : {}),
    })
  }

  async #ask({ after, limit, keys, ids, now }: Extract<Play, { play: 'ask' }>): Promise<void> {
    const store = this.#store
    await store.messagesAfter(after, limit)
    await store.messages(ids)
    for (const key of keys) await store.messageUnder('lis', key)
    await store.deliveries(ids)
    for (const id of ids) await store.ordersNamed(id)
    for (const id of ids) await store.openOrdersOf(id)
    await store.load({
      orderKeys: keys.map((key) => `p:${key}`),
      patientKeys: keys.map((key) => `m:${key}`),
      orderIds: ids,
    })
    await store.destinations()
    for (const destination of destinations) await store.undelivered(destination, after, limit)
    await store.held(destinations[after % 3]!)
    await store.due(sample.morning + now * 700, limit)
    await store.sights(after, limit)
    await store.marks()
  }

  async #everything(): Promise<void> {
    const store = this.#store
    await store.marks()
    await store.messagesAfter(0, 1000)
    for (const destination of destinations) await store.undelivered(destination, 0, 1000)
    await store.held('')
    await store.due(sample.morning + 1e9, 1000)
    await store.openExceptions()
    await store.sights(0, 1000)
    await store.loopCounts()
    await store.findings()
    await store.load({ orderKeys: [], patientKeys: [], orderIds: [...this.#orders.keys()] })
  }

  /** Null where the store refused in a way that it may. */
  async #tried<T>(call: () => Promise<T>): Promise<T | null> {
    try {
      return await call()
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : ''
      if (code === 'lease-lost' || code === 'stale-order') return null
      throw error
    }
  }
}

function orderOf(id: number, version: number, play: OrderPlay, now: number): Order {
  const [first = '', second = '', third = ''] = play.texts
  return sample.order(id, {
    version,
    state: orderStates[play.state]!,
    resumes: play.excepted ? 'requested' : null,
    test: play.proven ? null : { code: first, name: second, system: third },
    priority: second,
    patient: { ...sample.order(id).patient, patientId: play.proven ? id : null, familyName: third },
    items: [{ system: first, side: 'placer', numbers: [{ number: second, authority: third }], test: null }],
    words: play.untaken.map((untaken) => sample.word({ level: untaken ? 'sent' : 'filed', by: third })),
    observations: play.values.map((value, at) => ({
      key: at === 0 ? first : value,
      code: { code: first, name: value, system: 'L' },
      subId: '',
      valueType: 'NM',
      versions: play.texts.slice(at).map((unit) => version1(value, unit, now)),
    })),
    expectations: play.due === null ? [] : [{ step: 'filed', due: sample.morning + play.due * 700 }],
    late: play.excepted ? [{ step: 'answered', due: now, cause: second }] : [],
    exceptions: play.excepted ? [1] : [],
    lastSeenAt: now,
  })
}

function version1(value: string, unit: string, now: number): Order['observations'][number]['versions'][number] {
  return {
    ...{ messageId: 1, n: 0, value, valueHash: '', unit, range: '', flags: unit, status: 'F' },
    ...{ observedAt: unit, performedBy: '', note: value, seenAt: now },
  }
}

function findingOf({ which, count, examples, text: says }: Commit['findings'][number], now: number): FindingCount {
  return {
    ...{ key: `finding ${which}`, rule: 'unit-missing', severity: 'high', counterpart: null, variant: '', says },
    subject: { system: 'lis', kind: 'component', code: `C${which}`, name: '' },
    ...{ count: count + 1, firstAt: now, lastAt: now, examples },
  }
}

function exceptionOf(play: Commit['exceptions'][number], now: number): Exception {
  const status = (['assigned', 'taken', 'closed'] as const)[play.status % 3]!
  return sample.exception(play.which + 1, {
    status,
    orderIds: play.orders,
    text: play.text,
    openedAt: sample.morning + (play.which % 3),
    closedAt: status === 'closed' ? now : null,
  })
}
