// What all judges look things up in: the wires put together, Labloop's books by number, and who is the same person. The one
// thing to know: it is made once for a run, whoever asks first, and in one pass over frames and books, so that judging a
// run costs little beside playing it.
import type { Order } from '../../ledger/order.ts'
import type { Exception } from '../../ownership/exception.ts'
import type { ChartOrder, ChartPatient } from '../ehr/chart.ts'
import type { LabEntry } from '../lab/lab-book.ts'
import type { Line } from '../play/act.ts'
import type { Evidence, LabloopBooks } from '../play/evidence.ts'
import { samePersonOf } from './same-person.ts'
import { isSame, type Talk, type Talks, talksOf } from './talks.ts'

export type BookedMessage = LabloopBooks['messages'][number]
export type BookedDelivery = LabloopBooks['deliveries'][number]
export type BookedOrder = LabloopBooks['orders'][number]

export type Docket = {
  readonly evidence: Evidence
  readonly talks: Talks
  /** Id of the system of each role in the site. */
  readonly systems: { readonly ehr: string; readonly lab: string }
  /** What Labloop stored of a message of a system; all that it stored under its bytes. */
  storedOf(talk: Talk): readonly BookedMessage[]
  message(id: number): BookedMessage | undefined
  deliveriesOf(messageId: number): readonly BookedDelivery[]
  /** Deliveries to the system at the end of a line, under a control id. */
  deliveriesUnder(line: Line, controlId: string): readonly BookedDelivery[]
  lineTo(destination: string): Line | null
  /** The frames from which a stored message came, as its system said it. */
  saidAs(message: BookedMessage): readonly Talk[]
  /** The count at which a system began to say what Labloop sent under a control id; null where it never did. */
  saidAt(line: Line, controlId: string): number | null
  /** Labloop's orders under a key of either system's books. */
  ordersOf(key: string): readonly BookedOrder[]
  keyOf(order: Order): string
  chartOrderOf(key: string, entry?: LabEntry): ChartOrder | undefined
  /** The key under which the chart has an order. */
  chartKeyOf(order: ChartOrder): string
  /** Patients of the chart by record number. */
  patientsUnder(mrn: string): readonly ChartPatient[]
  /** Every exception ever raised on an order, a message, a delivery. */
  raisedOn(orderId: number): readonly Exception[]
  raisedAbout(messageId: number): readonly Exception[]
  raisedFor(deliveryId: number): readonly Exception[]
  /** Whether somebody owns the order of this key now, or a message of the lab about it. */
  isOwned(key: string): boolean
  /** Whether a person at Labloop decided about this order. */
  isDecided(key: string): boolean
  samePerson(mrn: string, other: string): boolean
}

const dockets = new WeakMap<Evidence, Docket>()

/** The docket of a run, made when first asked for. */
export function docketOf(evidence: Evidence): Docket {
  const known = dockets.get(evidence)
  if (known) return known
  const made = makeDocket(evidence)
  dockets.set(evidence, made)
  return made
}

export const isOpen = ({ status }: Pick<Exception, 'status'>): boolean => status !== 'closed'

function makeDocket(evidence: Evidence): Docket {
  const { labloop, site } = evidence
  const talks = talksOf(evidence.frames)
  const roles = { ehr: systemOf(evidence, 'ehr'), lab: systemOf(evidence, 'lis') }
  const lines = new Map<string, Line>()
  for (const { id, connections } of [...(evidence.formerly ?? []), site].flatMap(({ systems }) => systems)) {
    const line = id === roles.ehr ? 'labloop-to-ehr' : id === roles.lab ? 'labloop-to-lab' : null
    if (line) for (const connection of connections) lines.set(connection.id, line)
  }
  const lineTo = (destination: string) => lines.get(destination) ?? null
  const messages = new Map(labloop.messages.map((message) => [message.id, message]))
  const byControlId = nested(labloop.messages, ({ system }) => system)
  const deliveriesOf = grouped(labloop.deliveries, ({ messageId }) => [messageId])
  const under = nested(labloop.deliveries, ({ destination }) => lineTo(destination) ?? '')
  const systemOn = (line: Line) => (line.startsWith('ehr') ? roles.ehr : roles.lab)
  const lineOf = (system: string): Line => (system === roles.ehr ? 'ehr-to-labloop' : 'lab-to-labloop')
  const books = bookIndex(evidence)
  const docket: Docket = {
    evidence,
    talks,
    systems: roles,
    storedOf: ({ line, controlId, bytes }) =>
      (byControlId.get(systemOn(line))?.get(controlId) ?? []).filter(({ body }) => isSame(body, bytes)),
    message: (id) => messages.get(id),
    deliveriesOf: (id) => deliveriesOf.get(id) ?? [],
    deliveriesUnder: (line, controlId) => under.get(line)?.get(controlId) ?? [],
    lineTo,
    saidAs: ({ system, controlId, body }) =>
      talks.under(lineOf(system), controlId).filter(({ bytes }) => isSame(bytes, body)),
    saidAt: memo((line, controlId) => {
      for (const { messageId } of docket.deliveriesUnder(line, controlId)) {
        const message = docket.message(messageId)
        const sent = message ? docket.saidAs(message)[0]?.sent[0] : undefined
        if (sent !== undefined) return sent
      }
      return null
    }),
    ...books,
    isOwned: (key) =>
      books.ordersOf(key).some(({ order }) => books.raisedOn(order.id).some(isOpen)) || isOwnedByMessage(docket, key),
    isDecided: decided(evidence),
    samePerson: samePersonOf(evidence),
  }
  return docket
}

function memo<Found>(find: (line: Line, controlId: string) => Found): (line: Line, controlId: string) => Found {
  const found = new Map<Line, Map<string, Found>>()
  return (line, controlId) => {
    let own = found.get(line)
    if (!own) {
      own = new Map()
      found.set(line, own)
    }
    let one = own.get(controlId)
    if (one === undefined) {
      one = find(line, controlId)
      own.set(controlId, one)
    }
    return one
  }
}

/** A word that joined no order is owned by the message that brought it. */
function isOwnedByMessage(docket: Docket, key: string): boolean {
  for (const { controlId } of wordsOf(docket.evidence).get(key) ?? []) {
    for (const talk of docket.talks.under('lab-to-labloop', controlId)) {
      for (const { id } of docket.storedOf(talk)) {
        if (docket.raisedAbout(id).some(isOpen)) return true
        if (docket.deliveriesOf(id).some((delivery) => docket.raisedFor(delivery.id).some(isOpen))) return true
      }
    }
  }
  return false
}

type BookIndex = Pick<
  Docket,
  'ordersOf' | 'keyOf' | 'chartOrderOf' | 'chartKeyOf' | 'patientsUnder' | 'raisedOn' | 'raisedAbout' | 'raisedFor'
>

function bookIndex({ labloop, lab, ehr }: Evidence): BookIndex {
  const byNumber = grouped(
    labloop.orders,
    ({ order }) => new Set(order.items.flatMap(({ numbers }) => numbers.map(({ number }) => number))),
  )
  const charted = new Map([...ehr.chart.orders.values()].map((order) => [order.filler.number, order]))
  const chartKeys = new Map([...ehr.chart.orders].map(([key, order]) => [order, key]))
  const patients = grouped(ehr.chart.patients.values(), ({ mrn }) => [mrn])
  const onOrder = grouped(labloop.exceptions, ({ orderIds }) => orderIds)
  const about = grouped(labloop.exceptions, ({ messageId }) => (messageId === null ? [] : [messageId]))
  const forDelivery = grouped(labloop.exceptions, ({ deliveryId }) => (deliveryId === null ? [] : [deliveryId]))
  const keyByFiller = new Map([...lab.book].map(([key, { order }]) => [order.filler.number, key]))
  const ordersOf = (key: string): readonly BookedOrder[] => {
    const entry = lab.book.get(key)
    const under = (numbers: readonly (string | undefined)[]) =>
      new Set(numbers.flatMap((number) => (number ? (byNumber.get(number) ?? []) : [])))
    const placed = under([placerOf(key), entry?.order.placer.number])
    // Two orders on one accession share its number: it finds an order only where no placer's number does.
    const found = placed.size > 0 ? placed : under([entry?.order.filler.number])
    const own = entry ? [...found].filter(({ order }) => order.patient.number === entry.order.patient.mrn) : []
    return own.length > 0 ? own : [...found]
  }
  return {
    ordersOf,
    keyOf: ({ items }) => {
      const numbers = items.flatMap((item) => item.numbers.map(({ number }) => number))
      const placer = numbers.find((number) => ehr.chart.orders.has(number) || lab.book.has(number))
      return placer ?? numbers.map((number) => keyByFiller.get(number)).find(Boolean) ?? numbers[0] ?? ''
    },
    chartOrderOf: (key, entry = lab.book.get(key)) =>
      ehr.chart.orders.get(key) ??
      (entry?.order.placer.number ? ehr.chart.orders.get(entry.order.placer.number) : undefined) ??
      (entry?.order.filler.number ? charted.get(entry.order.filler.number) : undefined),
    chartKeyOf: (order) => chartKeys.get(order) ?? order.placer,
    patientsUnder: (mrn) => patients.get(mrn) ?? [],
    raisedOn: (id) => onOrder.get(id) ?? [],
    raisedAbout: (id) => about.get(id) ?? [],
    raisedFor: (id) => forDelivery.get(id) ?? [],
  }
}

/** The placer number in a key: two orders under one number are told apart by a # behind it. */
function placerOf(key: string): string {
  return key.split('#', 1)[0]!
}

function systemOf({ site }: Evidence, role: 'ehr' | 'lis'): string {
  return site.systems.find((system) => system.role === role)?.id ?? ''
}

function decided({ acts, keys }: Evidence): (key: string) => boolean {
  const found = new Set<string>()
  for (const { act } of acts) {
    if (act.who === 'person' && 'order' in act.act) found.add(keys.get(act.act.order) ?? '')
  }
  return (key) => found.has(key)
}

const words = new WeakMap<Evidence, ReadonlyMap<string, Evidence['lab']['words']>>()

/** The words of the lab on each order, in the order said. */
export function wordsOf(evidence: Evidence): ReadonlyMap<string, Evidence['lab']['words']> {
  const known = words.get(evidence)
  if (known) return known
  const made = grouped(evidence.lab.words, ({ key }) => [key])
  words.set(evidence, made)
  return made
}

/** Items by a first key, and then by control id. */
function nested<Item extends { readonly controlId: string }>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, ReadonlyMap<string, readonly Item[]>> {
  const outer = grouped(items, (item) => [keyOf(item)])
  return new Map([...outer].map(([key, own]) => [key, grouped(own, ({ controlId }) => [controlId])]))
}

/** Items by each of their keys. */
export function grouped<Item, Key>(
  items: Iterable<Item>,
  keysOf: (item: Item) => Iterable<Key>,
): Map<Key, readonly Item[]> {
  const found = new Map<Key, Item[]>()
  for (const item of items) {
    for (const key of keysOf(item)) {
      const list = found.get(key)
      if (list) list.push(item)
      else found.set(key, [item])
    }
  }
  return found
}
