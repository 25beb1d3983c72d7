// The recordings of the misaligned hospital: reports of its laboratory and orders of its EHR, as the virtual systems of the
// site write them, with the planted changes in them. The one thing to know: everything follows from one seed, so that the
// files are made again byte for byte.

import { seededRandom } from '../../../src/engine/random.ts'
import {
  formatDateTime,
  get,
  type Message,
  parseMessage,
  segmentsNamed,
  set,
  value,
  write,
} from '../../../src/hl7/index.ts'
import { componentsOf, orderablesOf } from '../../../src/rehearsal/catalog.ts'
import { noStay, orderMessage } from '../../../src/rehearsal/ehr/ehr-messages.ts'
import { type LabOrder, reportMessage } from '../../../src/rehearsal/lab/lab-messages.ts'
import { ageInDays, measure } from '../../../src/rehearsal/lab/lab-values.ts'
import { type Voice, voiceOf } from '../../../src/rehearsal/lines/voice.ts'
import { fillIn, menuOf } from '../../../src/rehearsal/order-picker.ts'
import { makePerson, type Person } from '../../../src/rehearsal/people.ts'
import type { Site } from '../../../src/site/shapes/site.ts'
import type { TrafficEdit } from './plant.ts'

const hour_ms = 3_600_000
const usual = { begin: Date.UTC(2026, 9, 5, 13), step_ms: hour_ms / 4 }
const offset_minutes = -360

export type Recordings = { readonly results: string; readonly orders: string }

type Desk = {
  readonly site: Site
  readonly lis: Voice
  readonly ehr: Voice
  nth: number
  at: number
}

/** Reports and orders: those that are planted, and as many again of other tests that are right. */
export function recordingsOf(
  site: Site,
  planted: readonly TrafficEdit[],
  right: readonly string[],
  { begin, step_ms } = usual,
): Recordings {
  const [ehr, lis] = ['ehr', 'lis'].map((id) => site.systems.find((system) => system.id === id)!)
  const options = { offset_minutes, enhanced: false }
  const desk: Desk = { site, lis: voiceOf(lis!, ehr!, options), ehr: voiceOf(ehr!, lis!, options), nth: 0, at: begin }
  const results: string[] = []
  const orders: string[] = []
  for (const edit of [...right.map((test): TrafficEdit => ({ test })), ...planted]) {
    desk.at += step_ms
    desk.nth++
    if (orderablesOf(site, 'lis').has(edit.test)) results.push(...reportsFor(desk, edit))
    else orders.push(orderFor(desk, edit))
  }
  return { results: results.join('\n'), orders: orders.join('\n') }
}

function personFor({ nth }: Desk): Person {
  return makePerson(seededRandom(`misaligned ${nth}`), nth, 2026)
}

/** The report, and where it is told again, the later one of the same patient. */
function reportsFor(desk: Desk, edit: TrafficEdit): string[] {
  const person = personFor(desk)
  const first = changed(report(desk, edit.test, person), edit, desk.at)
  if (!edit.again) return [textOf(first)]
  desk.nth++
  const later = { ...desk, at: desk.at + edit.again.hours * hour_ms }
  const setAgain = { ...edit.set, ...edit.again.set }
  return [textOf(first), textOf(changed(report(later, edit.test, person), { ...edit, set: setAgain }, later.at))]
}

function report({ site, lis, nth, at }: Desk, test: string, person: Person): Message {
  const orderable = orderablesOf(site, 'lis').get(test)!
  const components = componentsOf(site, 'lis')
  const subject = { sex: person.sex, age_days: ageInDays(person.birthDate, at), mrn: person.mrn }
  const random = seededRandom(`values ${nth}`)
  const observations = orderable.components.map((code) => ({
    ...measure(random, components.get(code)!, subject, 'F'),
    note: '',
  }))
  const order: LabOrder = {
    placer: { number: String(968_000_000 + nth), authority: 'EPC' },
    filler: { number: `26-278-${String(nth).padStart(6, '0')}`, authority: 'LAB' },
    group: { number: '', authority: '' },
    test,
    testName: orderable.name,
    section: orderable.department,
    specimen: orderable.specimen,
    patient: { ...person, mrnAuthority: lis.mrnAuthority, mrnType: lis.mrnType },
    collectedAt: at - 2 * hour_ms,
    receivedAt: at - hour_ms,
  }
  const told = { resultStatus: 'F', orderStatus: 'CM', observations }
  return parseMessage(reportMessage(lis, order, told, `MIS${String(nth).padStart(5, '0')}`, at))
}

function orderFor(desk: Desk, edit: TrafficEdit): string {
  const { site, ehr, nth, at } = desk
  const person = personFor(desk)
  const menu = menuOf(site, 'ehr', 'lis')
  const orderable = menu.byCode.get(edit.test)!
  const numbers = { placer: String(968_000_000 + nth), group: '' }
  const order = fillIn(seededRandom(`order ${nth}`), menu, orderable, person, numbers, at)
  const asked = [{ control: 'NW', order, filler: { number: '', authority: '' } }]
  const bytes = orderMessage(ehr, 'ORM^O01', { person, stay: noStay, asked }, `MIS${String(nth).padStart(5, '0')}`, at)
  return textOf(changed(parseMessage(bytes), edit, at))
}

/** Writes what is planted into a message. `OBR-7: +6h` is six hours after the message. */
function changed(message: Message, { set: cells = {}, drop, note }: TrafficEdit, at: number): Message {
  let made = message
  for (const [key, text] of Object.entries(cells)) {
    const path = pathOf(made, key)
    const [, hours] = /^\+(\d+)h$/.exec(text) ?? []
    made = set(made, path, hours ? formatDateTime(at + Number(hours) * hour_ms, { offset_minutes }) : text)
  }
  if (!drop && !note) return made
  const lines = textOf(made).trimEnd().split('\n')
  if (drop)
    lines.splice(
      lines.findIndex((line) => isOf(line, drop)),
      1,
    )
  if (note) lines.splice(lines.findLastIndex((line) => line.startsWith('OBX')) + 1, 0, `NTE|1|L|${note}`)
  return parseMessage(new TextEncoder().encode(`${lines.join('\r')}\r`))
}

function isOf(line: string, name: string): boolean {
  return line.startsWith(`${name}|`) || (line.startsWith('OBX|') && line.split('|')[3]?.split('^')[0] === name)
}

/** `K-5` is OBX-5 of the observation K. */
function pathOf(message: Message, key: string): string {
  const [name = '', field = ''] = key.split('-')
  return ['OBR', 'PID', 'SPM', 'MSH'].includes(name) ? key : `OBX[${placeOf(message, name)}]-${field}`
}

function placeOf(message: Message, code: string): number {
  const place = segmentsNamed(message, 'OBX').findIndex((obx) => value(obx, 3, 1) === code)
  if (place < 0) throw new Error(`${get(message, 'OBR-4.1')} has no observation ${code}`)
  return place + 1
}

/** One line a segment, so that people can read the file and compare it. */
function textOf(message: Message): string {
  return new TextDecoder().decode(write(message)).replaceAll('\r', '\n')
}
