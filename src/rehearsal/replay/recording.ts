// A recording: messages of both systems in the order in which they were said, each with its time after the first. The one
// thing to know: de-identified messages carry their turn, and dates that moved by patient; the time of day still holds, so
// the clock of the recording is put together again from turns and times of day.
import {
  get,
  type Message,
  messages,
  type ParseOptions,
  parse,
  parseDateTime,
  segmentNamed,
  value,
} from '../../hl7/index.ts'
import type { Site } from '../../site/shapes/site.ts'
import { turnOf } from '../deidentify/mark.ts'

export type Recorded = {
  readonly message: Message
  readonly side: 'ehr' | 'lab'
  /** After the first message of the recording. */
  readonly at_ms: number
}

export type Recording = {
  readonly messages: readonly Recorded[]
  /** MSH-7 of the first message, as written. */
  readonly begins: string
  /** Messages of neither system, by sending application and facility. */
  readonly strangers: ReadonlyMap<string, number>
  /** Acknowledgements, which the systems of a rehearsal give by themselves. */
  readonly acknowledgements: number
  /** Messages without the mark that de-identification leaves. */
  readonly unmarked: number
}

/** Reads inputs as one recording at a site. @throws Hl7Error as parse() */
export function readRecording(inputs: readonly Uint8Array[], site: Site, options: ParseOptions = {}): Recording {
  const all = inputs.flatMap((bytes) => messages(parse(bytes, options)))
  const unmarked = all.filter((message) => turnOf(message) === undefined).length
  const strangers = new Map<string, number>()
  let acknowledgements = 0
  const said = inOrder(all, unmarked > 0).flatMap((message) => {
    if (get(message, 'MSH-9.1') === 'ACK') {
      acknowledgements++
      return []
    }
    const side = sideOf(message, site)
    if (side) return [{ message, side }]
    const name = [get(message, 'MSH-3.1') ?? '', get(message, 'MSH-4.1') ?? '']
      .filter((part) => part !== '')
      .join(' at ')
    strangers.set(name || 'nobody named', (strangers.get(name || 'nobody named') ?? 0) + 1)
    return []
  })
  const times = relativeTimes(said.map(({ message }) => message))
  const begins = said[0] ? (get(said[0].message, 'MSH-7') ?? '') : ''
  return {
    messages: said.map((one, index) => ({ ...one, at_ms: times[index]! })),
    begins,
    strangers,
    acknowledgements,
    unmarked,
  }
}

/** By their turns; where one has none, by MSH-7, and otherwise as they came. */
function inOrder(all: readonly Message[], byTime: boolean): readonly Message[] {
  const place = (message: Message) => (byTime ? timeOf(message) : turnOf(message)) ?? 0
  return all.toSorted((a, b) => place(a) - place(b))
}

function timeOf(message: Message): number | undefined {
  return parseDateTime(get(message, 'MSH-7') ?? '')?.instant
}

/** Which system says it: its name in MSH-3 and MSH-4, as far as the site gives one; else what the message is about. */
function sideOf(message: Message, { systems }: Site): 'ehr' | 'lab' | null {
  const [application, facility] = [get(message, 'MSH-3.1') ?? '', get(message, 'MSH-4.1') ?? '']
  const named = systems.find(
    ({ header }) =>
      header?.application === application &&
      (header.facility === undefined || facility === '' || header.facility === facility),
  )
  if (named) return named.role === 'ehr' ? 'ehr' : named.role === 'lis' ? 'lab' : null
  return null
}

const day_ms = 86_400_000

/**
 * When each was said after the first, milliseconds. Messages of one patient keep their distance. Between patients the time
 * of day decides: the next is less than half a day later, and what seems earlier was said at the same moment.
 */
export function relativeTimes(all: readonly Message[]): readonly number[] {
  const last = new Map<string, { readonly said: number; readonly at_ms: number }>()
  let before: { said: number; at_ms: number } | undefined
  return all.map((message) => {
    const said = timeOf(message) ?? before?.said ?? 0
    const patient = patientOf(message)
    const own = patient === '' ? undefined : last.get(patient)
    const fromOthers = before ? before.at_ms + laterToday(said - before.said) : 0
    const at_ms = Math.max(fromOthers, own ? own.at_ms + Math.max(0, said - own.said) : 0)
    before = { said, at_ms }
    if (patient !== '') last.set(patient, before)
    return at_ms
  })
}

/** How much later in the day; 0 where it is earlier by less than half a day. */
function laterToday(distance_ms: number): number {
  const later_ms = ((distance_ms % day_ms) + day_ms) % day_ms
  return later_ms <= day_ms / 2 ? later_ms : 0
}

function patientOf(message: Message): string {
  const pid = segmentNamed(message, 'PID')
  return pid ? (value(pid, 3, 1) ?? '') : ''
}
