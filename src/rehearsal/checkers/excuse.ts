// Which orders may end owned, and why: told from what was played and which faults met which messages, never from what
// Labloop made of it. The one thing to know: it is the list of what cannot end in agreement without a person; an order that
// is owned and does not stand here is a violation.
import type { Act, EhrAct, Handle, LabAct } from '../play/act.ts'
import type { Evidence, Hit } from '../play/evidence.ts'
import { grouped } from './docket.ts'
import { negative, type Talk, talksOf } from './talks.ts'

/** What a run leaves before anything is excused. */
export type Left = Omit<Evidence, 'excused'>

/** A cause in one act: the orders, or all orders of the patients, that it can leave without agreement. */
export type PlantedCause = {
  readonly cause: string
  readonly orders?: readonly Handle[]
  readonly patients?: readonly Handle[]
}

/** Orders, by key, that may end owned, each with the first cause that was found. */
export function excuse(left: Left): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const add = (key: string | undefined, cause: string) => {
    if (key && !found.has(key)) found.set(key, cause)
  }
  const orders = ordersOf(left)
  for (const { act } of left.acts) {
    for (const planted of plantedBy(act)) {
      for (const order of planted.orders ?? []) add(left.keys.get(order), planted.cause)
      for (const patient of planted.patients ?? []) {
        for (const key of orders.ofPatient(left.keys.get(patient) ?? '')) add(key, planted.cause)
      }
    }
  }
  for (const [key, cause] of byBooks(left)) add(key, cause)
  for (const [key, cause] of byFaults(left, orders)) add(key, cause)
  return withWhatWaits(found, orders)
}

/** What an act can leave for a person, whoever does it. */
export function plantedBy({ who, act }: Act): readonly PlantedCause[] {
  if (who === 'lab') return plantedByLab(act)
  if (who === 'ehr') return plantedByEhr(act)
  if (who !== 'person') return []
  if (act.do === 'take') return []
  return 'order' in act ? [{ cause: 'a person decided about it', orders: [act.order] }] : []
}

function plantedByLab(act: LabAct): readonly PlantedCause[] {
  switch (act.do) {
    case 'intend': {
      const cause = intended(act)
      return cause === '' ? [] : [{ cause, orders: [act.order] }]
    }
    case 'report':
      return act.parts.flatMap(({ order, spoil, resultStatus, observationStatus }) => {
        if (spoil)
          return [{ cause: `a report with ${spoil.replaceAll('-', ' ')}`, orders: act.parts.map((part) => part.order) }]
        const odd = resultStatus !== undefined || observationStatus !== undefined
        return odd ? [{ cause: 'a report with another status than its work', orders: [order] }] : []
      })
    case 'correct':
      if (act.status !== undefined && act.status !== 'C') return [{ cause: 'a silent overwrite', orders: [act.order] }]
      return act.change ? [{ cause: 'a correction of more than the value', orders: [act.order] }] : []
    case 'withdraw':
      return [{ cause: `results withdrawn (${act.as})`, orders: [act.order] }]
    case 'refile':
      return [{ cause: 'a result moved to another patient', orders: [act.order, act.onto] }]
    case 'reject-specimen':
      return [{ cause: 'a rejected specimen', orders: [act.order] }]
    case 'cancel':
      return act.silent ? [{ cause: 'a cancel that the lab never said', orders: [act.order] }] : []
    case 'add':
      return act.as === 'unsolicited' ? [{ cause: 'a result that nobody ordered', orders: [act.order] }] : []
    case 'open':
      return act.as === 'SN' ? [] : [{ cause: 'a result that nobody ordered', orders: [act.order] }]
    case 'split':
      return [{ cause: 'one order under two accessions', orders: [act.order] }]
    case 'combine':
      return [{ cause: 'two orders under one accession', orders: act.orders }]
    case 'say-again':
      return act.version === 'first' ? [{ cause: 'an old version said again', orders: act.orders ?? [] }] : []
    case 'say':
      return [{ cause: `the lab said ${act.control}`, orders: [act.order] }]
    case 'merge':
      return [{ cause: 'patients merged in the lab', patients: [act.patient, act.into] }]
    default:
      return []
  }
}

function intended({ answer, cancels = 'grant' }: Extract<LabAct, { do: 'intend' }>): string {
  if (answer !== 'accept') return answer === 'refuse' ? 'the lab refuses the order' : 'the lab never says a word'
  if (cancels === 'grant') return ''
  return cancels === 'refuse' ? 'the lab refuses a cancel' : 'the lab never answers a cancel'
}

function plantedByEhr(act: EhrAct): readonly PlantedCause[] {
  switch (act.do) {
    case 'order':
      return act.asks.flatMap(({ order, sameNumberAs, answers }) => {
        if (sameNumberAs) return [{ cause: 'two orders under one number', orders: [order, sameNumberAs] }]
        return answers ? [{ cause: 'answers at order entry that are not as they should be', orders: [order] }] : []
      })
    case 'update': {
      const { birthDate, sex, familyName } = act.change
      const changed = birthDate ?? sex ?? familyName
      return changed === undefined ? [] : [{ cause: 'patient data changed under way', patients: [act.patient] }]
    }
    case 'merge':
      return act.silent ? [{ cause: 'a merge that nobody said', patients: [act.patient, act.into] }] : []
    case 'unmerge':
      return [{ cause: 'a merge undone in the chart', patients: [act.patient, act.from] }]
    case 'reject-later':
      return [{ cause: 'the error queue behind an AA', orders: [act.order] }]
    case 'repeat':
      return act.newControlId ? [{ cause: 'a new order said again', orders: [act.order] }] : []
    case 'replace':
      return [{ cause: 'an order replaced', orders: [act.order, act.by.order] }]
    case 'modify':
    case 'hold':
    case 'continue':
      return [{ cause: `an order under ${act.do}`, orders: [act.order] }]
    default:
      return []
  }
}

/** Orders by what messages and books call them. */
type Orders = {
  named(number: string): readonly string[]
  ofPatient(mrn: string): readonly string[]
  all(): Iterable<string>
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
    all: () => patients.keys(),
    patientOf: (key) => patients.get(key) ?? '',
  }
}

const ended = new Set(['final', 'corrected', 'cancelled', 'refused'])
const notTaken: Readonly<Record<string, string>> = {
  refused: 'the EHR refused a message',
  dropped: 'the EHR dropped a message that it acknowledged',
  queued: 'the error queue behind an AA',
  'rejected-later': 'the error queue behind an AA',
}

/** What the systems' own books show to be without an end. */
function* byBooks({ ehr, lab, acts, keys }: Left): Generator<readonly [key: string, cause: string]> {
  for (const { what, placer } of ehr.events) if (notTaken[what]) yield [placer, notTaken[what]]
  for (const key of ehr.refused) yield [key, 'Labloop’s side refused the EHR’s message']
  for (const [key, { state, observations }] of lab.book) {
    if (!ended.has(state)) yield [key, 'the lab never ended the work']
    if (observations.length > 0 && (state === 'cancelled' || state === 'refused')) yield [key, 'a cancel after results']
  }
  for (const { act } of acts) {
    if (act.who === 'ehr' && (act.act.do === 'cancel' || act.act.do === 'discontinue')) {
      const key = keys.get(act.act.order) ?? ''
      const state = lab.book.get(key)?.state
      if (state && state !== 'cancelled') yield [key, 'a cancel that crossed the work']
    }
    if (act.who === 'ehr' && act.act.do === 'restore')
      for (const key of ehr.chart.orders.keys()) yield [key, 'the chart was restored']
  }
}

/** Faults that hold or refuse a message: others cost nothing but time. */
const holding: Readonly<Partial<Record<Hit['fault'], string>>> = {
  'error-answer': 'a message refused on the wire',
  'foreign-answer': 'an answer that named another message',
}

function* byFaults(left: Left, orders: Orders): Generator<readonly [key: string, cause: string]> {
  const talks = talksOf(left.frames)
  const keysOf = (talk: Talk) =>
    talk.content.orders.flatMap(({ placer, filler }) => [...orders.named(placer), ...orders.named(filler)])
  for (const { line, controlId, fault } of left.hits) {
    const cause = holding[fault]
    if (!cause) continue
    for (const talk of talks.under(line, controlId)) {
      const named =
        talk.content.orders.length > 0 ? keysOf(talk) : talk.content.mrns.flatMap((mrn) => orders.ofPatient(mrn))
      for (const key of named) yield [key, cause]
    }
  }
  for (const [said, line] of [
    [left.ehr.said, 'ehr-to-labloop'],
    [left.lab.said, 'lab-to-labloop'],
  ] as const) {
    // biome-ignore format: pairs
    for (const { controlId, code } of said) {
      if (!negative.has(code)) continue
      for (const talk of talks.under(line, controlId)) for (const key of keysOf(talk)) yield [key, 'a message that its sender saw refused']
    }
  }
}

/** What waits behind a message that is held: other orders of the same patient. */
function withWhatWaits(found: Map<string, string>, orders: Orders): ReadonlyMap<string, string> {
  const held = new Map<string, string>()
  for (const [key, cause] of found) {
    const mrn = orders.patientOf(key)
    if (mrn !== '' && !held.has(mrn)) held.set(mrn, cause)
  }
  for (const key of orders.all()) {
    const cause = held.get(orders.patientOf(key))
    if (cause !== undefined && !found.has(key)) found.set(key, `behind an order of the same patient: ${cause}`)
  }
  return found
}
