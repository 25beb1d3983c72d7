// A run made by hand, for the tests of the judges: two systems, one patient, and every message that the test lets them say.
// The one thing to know: made without a word more it is a good run, in which no judge finds anything; a test spoils one
// thing of it, before or after it is put together.
import { Buffer } from 'node:buffer'
import type { AuditEntry } from '../../../engine/ports/store.ts'
import type { Item, Order, OrderState } from '../../../ledger/order.ts'
import { unheard } from '../../../ledger/order.ts'
import type { Concern, Exception } from '../../../ownership/exception.ts'
import { raise } from '../../../ownership/raise.ts'
import { openChart } from '../../ehr/chart.ts'
import type { LabEntry } from '../../lab/lab-book.ts'
import type { Act, Line } from '../../play/act.ts'
import type { ChartEvent, Evidence, Frame, LabloopBooks, LabWordSaid, OrderWrite } from '../../play/evidence.ts'
import { testSite } from '../../testing/site.ts'

export const start = Date.UTC(2026, 10, 22, 8)
const minute = 60_000
const site = testSite()

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] }
type BookedOrder = Mutable<LabloopBooks['orders'][number]>

/** What the lab reports: component code of the EHR and its value. */
export type Values = Readonly<Record<string, string>>
export type Report = { readonly status?: string; readonly flags?: string; readonly controlId?: string }

/** Everything of a run, to be spoilt at will before `evidence` puts it together. */
export class HandMade {
  readonly frames: Frame[] = []
  readonly messages: Mutable<LabloopBooks['messages'][number]>[] = []
  readonly deliveries: Mutable<LabloopBooks['deliveries'][number]>[] = []
  readonly orders: BookedOrder[] = []
  readonly exceptions: Exception[] = []
  readonly audit: AuditEntry[] = []
  readonly writes: OrderWrite[] = []
  readonly kept = new Map<number, number>()
  readonly chart = openChart()
  readonly events: ChartEvent[] = []
  readonly book = new Map<string, LabEntry>()
  readonly words: LabWordSaid[] = []
  readonly acts: { readonly at: number; readonly act: Act }[] = []
  readonly keys = new Map<string, string>([['anna', '7001'], ['ben', '7002']]) // biome-ignore format: pairs
  readonly said: { readonly ehr: string[]; readonly lab: string[] } = { ehr: [], lab: [] }
  #n = 0
  #at = start

  constructor() {
    for (const [mrn, birthDate] of [
      ['7001', '19800101'],
      ['7002', '19900202'],
    ] as const) {
      // biome-ignore format: pairs
      const patient = { mrn, mrnAuthority: 'RVH', familyName: 'TEST', givenName: 'ANNA', birthDate, sex: 'F' }
      this.chart.register(patient)
    }
  }

  get n(): number {
    return ++this.#n
  }

  get at(): number {
    return this.#at
  }

  pass(wait_ms: number): void {
    this.#at += wait_ms
  }

  /** One frame at one end. */
  frame(line: Line, kind: Frame['kind'], end: Frame['end'], bytes: Uint8Array): void {
    this.frames.push({ n: this.n, at: this.#at, line, kind, end, bytes })
  }

  /** A message over a wire with its answer, at all four ends; `between` happens before it is answered. */
  talk(line: Line, bytes: Uint8Array, code = 'AA', between: () => void = () => {}): void {
    this.frame(line, 'message', 'sent', bytes)
    this.frame(line, 'message', 'arrived', bytes)
    between()
    const answer = ackOf(bytes, code)
    this.frame(line, 'answer', 'sent', answer)
    this.frame(line, 'answer', 'arrived', answer)
  }

  /** A system says something, Labloop keeps it and passes it on. Gives the control id under which it passes it on. */
  carry(from: 'ehr' | 'lab', controlId: string, lines: readonly string[], orderIds: readonly number[]): string {
    const type = lines[0]!
    const bytes = messageOf(controlId, lines)
    const id = this.messages.length + 1
    const system = from === 'ehr' ? 'ehr' : 'lis'
    this.said[from].push(controlId)
    this.talk(from === 'ehr' ? 'ehr-to-labloop' : 'lab-to-labloop', bytes, 'AA', () => {
      this.messages.push({ id, system, controlId, body: bytes, receivedAt: this.#at })
      this.kept.set(id, this.n)
    })
    const sentAs = `D${this.deliveries.length + 1}`
    const destination = from === 'ehr' ? 'lis-out' : 'ehr-out'
    const delivery = { id: this.deliveries.length + 1, messageId: id, destination, controlId: sentAs, orderIds }
    this.deliveries.push({ ...delivery, state: 'delivered', why: '' })
    this.talk(from === 'ehr' ? 'labloop-to-lab' : 'labloop-to-ehr', messageOf(sentAs, [type, ...lines.slice(1)]))
    this.pass(minute)
    return sentAs
  }

  /** The EHR places an order, and the lab takes it on. */
  place(placer: string, mrn = '7001'): BookedOrder {
    const controlId = `E${placer}`
    const id = this.orders.length + 1
    const filler = `F${placer}`
    this.chart.place({ placer, mrn, mrnAuthority: 'RVH', test: 'GLU', group: '', placedAt: this.#at })
    this.events.push({ n: this.n, at: this.#at, what: 'placed', placer, mrn, controlId })
    this.keys.set(placer.toLowerCase(), placer)
    this.carry('ehr', controlId, ['ORM^O01', pid(mrn), `ORC|NW|${placer}`, `OBR|1|${placer}||GLU`], [id])
    const items = [itemOf('ehr', 'placer', placer), itemOf('lis', 'filler', filler)]
    const order: Order = { ...unheard(id, this.#at), items, patient: { ...unheard(id, 0).patient, number: mrn } }
    const booked: BookedOrder = { order, loop: 'on-course', proven: false }
    this.orders.push(booked)
    this.write(booked, 'requested', [{ side: 'placer', kind: 'order-requested', verdict: 'accepted' }])
    this.book.set(placer, labEntry(placer, filler, mrn))
    return booked
  }

  /** The lab reports on an order; Labloop passes it on and the EHR files it. */
  report(placer: string, values: Values, { status = 'F', flags = '', controlId = '' }: Report = {}): string {
    const booked = this.orders.find(({ order }) => order.items[0]!.numbers[0]!.number === placer)!
    const entry = this.book.get(placer)!
    const { mrn } = entry.order.patient
    const said = controlId || `L${this.words.length + 1}`
    const obx = Object.entries(values).map(
      ([code, value], nth) => `OBX|${nth + 1}|NM|${code}||${value}|||${flags}|||${status}`,
    )
    const numbers = `${placer}|F${placer}`
    const lines = ['ORU^R01', pid(mrn), `ORC|RE|${numbers}`, `OBR|1|${numbers}|GLU|||202611220700`, ...obx]
    const observations = Object.entries(values).map(([component, value]) => ({ component, value, status, flags }))
    const next = { ...entry, state: status === 'C' ? 'corrected' : 'final', observations } as unknown as LabEntry
    this.book.set(placer, next)
    this.words.push({ n: this.n, at: this.#at, key: placer, controlId: said, what: 'report', entry: next })
    const sentAs = this.carry('lab', said, lines, [booked.order.id])
    this.file(placer, sentAs, values, status, flags)
    this.write(booked, status === 'C' ? 'corrected' : 'final', [
      { side: 'filler', kind: 'result-reported', verdict: 'accepted' },
    ])
    booked.loop = 'agreed'
    booked.proven = true
    return sentAs
  }

  /** The EHR files a report on an order. */
  file(placer: string, controlId: string, values: Values, status = 'F', flags = ''): void {
    const rest = { alternate: '', name: '', subId: '', unit: '', range: '', note: '', observedAt: '', performedBy: '' }
    const components = Object.entries(values).map(([component, value]) => ({
      ...rest,
      component,
      value,
      status,
      flags,
    }))
    const { mrn } = this.chart.orders.get(placer)!
    this.chart.file(placer, { status: 'CM', components, controlId, at: this.#at })
    this.events.push({ n: this.n, at: this.#at, what: 'filed', placer, mrn, controlId })
  }

  /** A write of an order with what was said of it. */
  write(booked: BookedOrder, state: OrderState, said: OrderWrite['said'], commanded = false): void {
    const version = booked.order.version + 1
    booked.order = { ...booked.order, state, version }
    this.writes.push({ n: this.n, orderId: booked.order.id, version, state, said, commanded })
  }

  /** Raises an exception on an order, and makes it owned. */
  raise(booked: BookedOrder, concern: Partial<Concern> = {}): Exception {
    const whole: Concern = { kind: 'unmapped-code', severity: 'high', text: 'A code.', cause: 'a', ...concern }
    const about = { orderIds: [booked.order.id], messageId: null, deliveryId: null, flow: '', system: 'lis' }
    const exception = raise(whole, about, site, this.exceptions.length + 1, this.#at)
    this.exceptions.push(exception)
    booked.loop = 'owned'
    booked.proven = false
    return exception
  }

  evidence(change: Partial<Evidence> = {}): Evidence {
    const {
      frames,
      messages,
      deliveries,
      orders,
      exceptions,
      audit,
      writes,
      kept,
      chart,
      events,
      book,
      words,
      acts,
      keys,
    } = this
    const books = { messages, deliveries, orders, exceptions, audit, writes, kept, processedThrough: messages.length }
    const said = (ids: readonly string[]) => ids.map((controlId) => ({ controlId, code: 'AA' }))
    return {
      ...{ site, seed: 'hand', start, healedAt: this.#at, end: this.#at + 30 * minute, acts, keys },
      ehr: { chart, events, said: said(this.said.ehr), refused: new Set(), errorQueue: [] },
      lab: { book, words, said: said(this.said.lab) },
      ...{
        hits: [],
        notPlayed: [],
        frames,
        labloop: books,
        sightings: [],
        everAdrift: [],
        undelivered: 0,
        drainedAt: this.#at,
        excused: new Map(),
      },
      ...change,
    }
  }
}

/** A good run: two orders of two patients, one of them corrected. */
export function goodRun(): HandMade {
  const run = new HandMade()
  run.place('P1')
  run.place('P2', '7002')
  run.report('P1', { SUGAR: '5.1' })
  run.report('P2', { SUGAR: '6.0' })
  run.report('P1', { SUGAR: '5.4' }, { status: 'C' })
  return run
}

/** A message with this header, the type first and then its segments. */
export function messageOf(controlId: string, [type, ...segments]: readonly string[]): Uint8Array {
  return Buffer.from(`${[`MSH|^~\\&|A|B|C|D|20261122||${type}|${controlId}|P|2.3`, ...segments].join('\r')}\r`)
}

/** The answer to a message. */
export function ackOf(message: Uint8Array, code: string, names?: string): Uint8Array {
  const controlId = Buffer.from(message).toString('latin1').split('|')[9]!
  return messageOf(`A${controlId}`, ['ACK', `MSA|${code}|${names ?? controlId}`])
}

export function pid(mrn: string): string {
  return `PID|1||${mrn}^^^RVH^MR||TEST^ANNA||${mrn === '7001' ? '19800101' : '19900202'}|F`
}

function itemOf(system: string, side: Item['side'], number: string): Item {
  return { system, side, numbers: [{ number, authority: '' }], test: null }
}

function labEntry(placer: string, filler: string, mrn: string): LabEntry {
  const patient = { mrn, mrnAuthority: 'RVH', birthDate: mrn === '7001' ? '19800101' : '19900202' }
  const order = { placer: { number: placer, authority: '' }, filler: { number: filler, authority: '' }, patient }
  return { order, state: 'accepted', stepsLeft: [], observations: [] } as unknown as LabEntry
}
