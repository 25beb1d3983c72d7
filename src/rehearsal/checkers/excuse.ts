// Which orders may end owned, and why: told from what was played and which faults met which messages, never from what
// Labloop made of it. The one thing to know: it is the list of what cannot end in agreement without a person; an order that
// is owned and does not stand here is a violation.
import type { Handle, Line } from '../play/act.ts'
import type { ChartEvent, Evidence, Hit } from '../play/evidence.ts'
import { grouped } from './docket.ts'
import { contentOf, glance } from './glance.ts'
import { plantedBy } from './planted-causes.ts'
import { negative, type Talk, talksOf } from './talks.ts'

/** What a run leaves before anything is excused. */
export type Left = Omit<Evidence, 'excused'>

/** One order that may end owned. `holds`: later messages of the same patient may wait behind it. */
type Excuse = { readonly key: string; readonly cause: string; readonly holds: boolean }

/** Orders, by key, that may end owned, each with the first cause that was found. */
export function excuse(left: Left): ReadonlyMap<string, string> {
  const orders = ordersOf(left)
  const excuses = [...byActs(left, orders), ...byBooks(left, orders), ...byFaults(left, orders)]
  const found = new Map<string, string>()
  for (const { key, cause } of excuses) if (key !== '' && !found.has(key)) found.set(key, cause)
  for (const { key, cause, holds } of excuses) {
    const waiting = holds && key !== '' ? orders.ofPatient(orders.patientOf(key)) : []
    for (const other of waiting)
      if (!found.has(other)) found.set(other, `behind an order of the same patient: ${cause}`)
  }
  return found
}

/**
 * As `excuse`, with the orders that a story planted: what it says of them comes first, for it says most. What the lab called
 * such an order is excused under every number.
 */
export function excuseWith(planted: ReadonlyMap<Handle, string>, left: Left): ReadonlyMap<string, string> {
  const found = new Map(excuse(left))
  for (const [handle, cause] of planted) {
    const key = left.keys.get(handle)
    if (key !== undefined) found.set(key, cause)
  }
  const said = new Map(left.lab.words.flatMap(({ key, controlId }) => (found.has(key) ? [[controlId, key]] : [])))
  for (const { line, kind, end, bytes } of left.frames) {
    if (line !== 'lab-to-labloop' || kind !== 'message' || end !== 'sent') continue
    const key = said.get(glance(bytes).controlId)
    if (key === undefined) continue
    for (const { placer, filler } of contentOf(bytes).orders) {
      for (const number of [placer, filler]) if (!found.has(number)) found.set(number, found.get(key)!)
    }
  }
  return found
}

function* byActs({ acts, keys }: Left, orders: Orders): Generator<Excuse> {
  for (const { act } of acts) {
    for (const { cause, holds = false, ...about } of plantedBy(act)) {
      for (const order of about.orders ?? []) yield { key: keys.get(order) ?? '', cause, holds }
      for (const patient of about.patients ?? []) {
        for (const key of orders.ofPatient(keys.get(patient) ?? '')) yield { key, cause, holds }
      }
    }
  }
}

/** Orders by what messages and books call them. */
type Orders = {
  named(number: string): readonly string[]
  ofPatient(mrn: string): readonly string[]
  patientOf(key: string): string
}

function ordersOf({ ehr, lab }: Left): Orders {
  const patients = new Map<string, string>()
  const numbers: (readonly [number: string, key: string])[] = []
  for (const [key, { placer, mrn, filler }] of ehr.chart.orders) {
    patients.set(key, mrn)
    numbers.push([key, key], [placer, key], [filler.number, key])
  }
  for (const [key, { order }] of lab.book) {
    if (!patients.has(key)) patients.set(key, order.patient.mrn)
    numbers.push([key, key], [order.placer.number, key], [order.filler.number, key])
  }
  const byNumber = grouped(numbers, ([number]) => [number])
  const byPatient = grouped(patients, ([, mrn]) => [mrn])
  return {
    named: (number) => (number === '' ? [] : (byNumber.get(number) ?? []).map(([, key]) => key)),
    ofPatient: (mrn) => (byPatient.get(mrn) ?? []).map(([key]) => key),
    patientOf: (key) => patients.get(key) ?? '',
  }
}

const ended = new Set(['final', 'corrected', 'cancelled', 'refused'])
const notTaken: Readonly<Record<string, string>> = {
  refused: 'the EHR refused a message',
  cut: 'the EHR cut a value that it acknowledged',
  dropped: 'the EHR dropped a message that it acknowledged',
  queued: 'the error queue behind an AA',
  'rejected-later': 'the error queue behind an AA',
}

/** What the systems' own books show to be without an end. */
function* byBooks(left: Left, orders: Orders): Generator<Excuse> {
  const { ehr, lab, acts, keys } = left
  const keysOf = keysOfEvent(left, orders)
  for (const event of ehr.events) {
    const cause = notTaken[event.what]
    if (cause) for (const key of keysOf(event)) yield { key, cause, holds: event.what === 'refused' }
  }
  for (const key of ehr.refused) yield { key, cause: 'an order that the EHR saw refused', holds: false }
  for (const [key, { state, observations }] of lab.book) {
    if (!ended.has(state)) yield { key, cause: 'the lab never ended the work', holds: false }
    if (observations.length > 0 && (state === 'cancelled' || state === 'refused'))
      yield { key, cause: 'a cancel after results', holds: false }
  }
  for (const { at, act } of acts) {
    if (act.who === 'ehr' && (act.act.do === 'cancel' || act.act.do === 'discontinue')) {
      const key = keys.get(act.act.order) ?? ''
      const state = lab.book.get(key)?.state
      if (state && state !== 'cancelled') yield { key, cause: 'a cancel that crossed the work', holds: false }
    }
    if (act.who === 'ehr' && act.act.do === 'restore') {
      const since = at - act.act.back_ms
      for (const event of ehr.events.filter((one) => one.at > since && one.at <= at))
        for (const key of keysOf(event)) yield { key, cause: 'the chart was restored', holds: true }
    }
    if (act.who === 'lab' && act.act.do === 'restore') {
      const since = at - act.act.back_ms
      for (const word of lab.words.filter((one) => one.at > since && one.at <= at))
        yield { key: word.key, cause: 'the lab’s book was restored', holds: true }
    }
  }
}

/**
 * The orders that something the EHR did is about, as either side calls them: what it did with a whole message is about all
 * orders of that message, also one that the lab opened and the chart does not have (any more).
 */
function keysOfEvent({ ehr, frames }: Left, orders: Orders): (event: ChartEvent) => readonly string[] {
  const talks = talksOf(frames)
  const whole: ReadonlySet<ChartEvent['what']> = new Set(['filed', 'refused', 'dropped', 'queued'])
  return ({ what, placer, controlId }) => {
    const filler = ehr.chart.orders.get(placer)?.filler.number ?? ''
    const said = whole.has(what) && controlId !== '' ? talks.under('labloop-to-ehr', controlId) : []
    const numbers = said.flatMap(({ content }) => content.orders.flatMap((each) => [each.placer, each.filler]))
    return [placer, ...[filler, ...numbers].flatMap((number) => orders.named(number))]
  }
}

/** Faults that hold or refuse a message: others cost nothing but time. */
const holding: Readonly<Partial<Record<Hit['fault'], string>>> = {
  'error-answer': 'a message refused on the wire',
  'foreign-answer': 'an answer that named another message',
}

function* byFaults(left: Left, orders: Orders): Generator<Excuse> {
  const talks = talksOf(left.frames)
  const keysOf = (talk: Talk) =>
    talk.content.orders.flatMap(({ placer, filler }) => [...orders.named(placer), ...orders.named(filler)])
  for (const { line, controlId, fault } of left.hits) {
    const cause = holding[fault]
    if (!cause) continue
    for (const talk of talks.under(line, controlId)) {
      const named =
        talk.content.orders.length > 0 ? keysOf(talk) : talk.content.mrns.flatMap((mrn) => orders.ofPatient(mrn))
      for (const key of named) yield { key, cause, holds: true }
    }
  }
  yield* refusedToSender(left.ehr.said, 'ehr-to-labloop')
  yield* refusedToSender(left.lab.said, 'lab-to-labloop')

  function* refusedToSender(said: Evidence['lab']['said'], line: Line): Generator<Excuse> {
    for (const { controlId } of said.filter(({ code }) => negative.has(code))) {
      const keys = talks.under(line, controlId).flatMap(keysOf)
      for (const key of keys) yield { key, cause: 'a message that its sender saw refused', holds: false }
    }
  }
}
