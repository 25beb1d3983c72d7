// A recording as a play and as a scenario: each message said by its system, as it was written, at its time. The one thing to
// know: both virtual systems are told to say nothing of their own, so that only the recording speaks.
import { type Message, recode, type Segment, segmentsNamed, value, write } from '../../hl7/index.ts'
import type { Site } from '../../site/shapes/site.ts'
import type { Person } from '../people.ts'
import type { Play, TimedAct } from '../play/act.ts'
import type { Evidence } from '../play/evidence.ts'
import { writeScenario } from '../scenario/write.ts'
import { ordersOf, type RecordedOrder } from './expected.ts'
import type { Recording } from './recording.ts'

export type ScenarioHead = {
  readonly name: string
  readonly title: string
  readonly why: string
  readonly family: number
}

/** Two systems that take everything and add nothing. */
const quiet: readonly TimedAct[] = [
  {
    at_ms: 0,
    who: 'ehr',
    act: {
      do: 'habits',
      habits: { unknownPatients: 'file', unknownOrders: 'file', unknownCodes: 'file', assigns: false },
    },
  },
  { at_ms: 0, who: 'lab', act: { do: 'habits', habits: { silent: true } } },
]

/** The play of a recording. */
export function playOf({ messages }: Recording): Play {
  const patients = Object.fromEntries(personsOf(messages).map((person, index) => [patientNamed(index), person]))
  const said = messages.map(({ message, side, at_ms }): TimedAct => {
    const act = { do: 'send-raw', text: lines(message) } as const
    return side === 'ehr' ? { at_ms, who: 'ehr', act } : { at_ms, who: 'lab', act }
  })
  return { patients, acts: [...quiet, ...said] }
}

const patientNamed = (index: number) => `patient-${index + 1}`
const orderNamed = (index: number) => `order-${index + 1}`

/** Everybody in a PID, as last said of them. What is left out there is filled in, since nothing asks for it. */
function personsOf(messages: Recording['messages']): readonly Person[] {
  const persons = new Map<string, Person>()
  for (const { message } of messages) {
    for (const pid of segmentsNamed(message, 'PID')) {
      const mrn = value(pid, 3, 1) ?? ''
      if (mrn !== '') persons.set(mrn, { mrn, ...personIn(pid) })
    }
  }
  return [...persons.values()]
}

function personIn(pid: Segment): Omit<Person, 'mrn'> {
  const text = (field: number, component = 1) => value(pid, field, component) ?? ''
  return {
    familyName: text(5),
    givenName: text(5, 2),
    middleName: text(5, 3),
    birthDate: /^\d{8}/.exec(text(7))?.[0] ?? '19700101',
    sex: text(8) === 'M' ? 'M' : 'F',
    street: text(11),
    city: text(11, 3),
    phone: text(13),
  }
}

/** A message as lines of text; in UTF-8, which is what a scenario is written in. */
function lines(message: Message): string {
  const bytes = write(message)
  const isAscii = bytes.every((byte) => byte < 0x80)
  const told = isAscii ? bytes : write(recode(message, { encoding: 'UNICODE UTF-8' }))
  return new TextDecoder()
    .decode(told)
    .replace(/[\v\x1c]/g, '')
    .split(/[\r\n]+/)
    .filter((line) => line !== '')
    .join('\n')
}

/**
 * The scenario file of a recording.
 * @param site the site that it is played at
 * @param evidence what one run of it left: what Labloop held of its orders is expected to stay so; nothing where absent
 */
export function scenarioOf(recording: Recording, site: Site, head: ScenarioHead, evidence?: Evidence): string {
  const play = playOf(recording)
  const orders = ordersOf(recording.messages, site).filter(({ mrn }) => mrn !== '')
  const byHandle = orders.map((order, index) => [orderNamed(index), order] as const)
  const handles = new Map(Object.entries(play.patients).map(([handle, { mrn }]) => [mrn, handle]))
  const story = {
    ...head,
    group: 'field' as const,
    asked_by: ['A recording of real traffic, without its people'],
    ...(begins(recording.begins) ?? {}),
    orders: Object.fromEntries(
      byHandle.map(([handle, { mrn, test, number }]) => [handle, { for: handles.get(mrn), test, number }]),
    ),
    expect: {
      chart: Object.fromEntries(byHandle.map(([handle, order]) => [handle, chartOf(order)])),
      labloop: Object.fromEntries(byHandle.map(([handle, { number }]) => [handle, heldOf(number, evidence)])),
      exceptions: raisedIn(evidence),
    },
  }
  return writeScenario(story, play)
}

function chartOf({ shows }: RecordedOrder): object | string {
  if (shows.size === 0) return 'not checked'
  return { rest: 'not checked', shows: Object.fromEntries(shows) }
}

function heldOf(number: string, evidence: Evidence | undefined): string {
  const found = evidence?.labloop.orders.find(({ order }) =>
    order.items.some(({ numbers }) => numbers.some((each) => each.number === number)),
  )
  return found?.loop ?? 'not checked'
}

/** Kinds of what was raised: none of them is needed, and any other that is open at the end fails the replay. */
function raisedIn(evidence: Evidence | undefined): readonly object[] {
  const kinds = new Set((evidence?.labloop.exceptions ?? []).map(({ kind }) => kind))
  return [...kinds].sort().map((kind) => ({ kind, is: 'either', optional: true }))
}

/** 20260105101500-0600 as a scenario begins: `2026-01-05 10:15`. The offset is the site's own. */
function begins(text: string): { readonly begins: string } | undefined {
  const [, year, month, day, hour = '00', minute = '00'] = /^(\d{4})(\d\d)(\d\d)(\d\d)?(\d\d)?/.exec(text) ?? []
  return year === undefined ? undefined : { begins: `${year}-${month}-${day} ${hour}:${minute}` }
}
