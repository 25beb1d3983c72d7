// The timeline of a run: what each of the three, EHR, Labloop and lab, did and said, and what went wrong on the way. The one
// thing to know: messages are taken from both ends of the wires, so a message that was lost is one that never arrives.
import type { Instant } from '../../engine/ports/clock.ts'
import { getRaw, type Message, parseMessage, peek, segmentsNamed, value } from '../../hl7/index.ts'
import type { Act, Line } from '../play/act.ts'
import type { Evidence, Frame } from '../play/evidence.ts'

export type Lane = 'ehr' | 'labloop' | 'lab'

export type TimelineKind =
  /** Somebody did something. */
  | 'act'
  | 'message'
  /** A message that never arrived. */
  | 'lost'
  /** A negative answer. */
  | 'refusal'
  | 'fault'
  | 'chart'
  | 'raised'
  | 'settled'

export type TimelineEvent = {
  /** Lab time, milliseconds since 1970. */
  readonly at: Instant
  readonly kind: TimelineKind
  readonly lane: Lane
  /** Where a message goes; the lane itself for everything else. */
  readonly to: Lane
  readonly what: string
  /** How often it happened at that moment; once where absent. */
  readonly times?: number
  /** Orders by the names of the run; empty where none is meant. */
  readonly orders: readonly string[]
}

export type Timeline = {
  readonly start: Instant
  readonly healedAt: Instant
  readonly end: Instant
  /** Minutes east of Greenwich, for times as the lab reads them, and the name of the zone. */
  readonly offset_minutes: number
  readonly zone: string
  readonly events: readonly TimelineEvent[]
  /** So many more happened and are left out. */
  readonly more: number
}

export type TimelineOptions = {
  /** The sentence of an act; its verb where absent. */
  tell?(act: Act): string
  /** An act that is told elsewhere; all are in it where absent. */
  leavesOut?(act: Act): boolean
  /** The site's offset when the run begins; Greenwich where absent. */
  readonly offset_minutes?: number
  /** At most so many events; those of failures and faults stay. 200 unless told. */
  readonly most?: number
}

const ends: Readonly<Record<Line, readonly [from: Lane, to: Lane]>> = {
  'ehr-to-labloop': ['ehr', 'labloop'],
  'labloop-to-ehr': ['labloop', 'ehr'],
  'lab-to-labloop': ['lab', 'labloop'],
  'labloop-to-lab': ['labloop', 'lab'],
}

/** The story of a run, in order of time. */
export function timelineOf(evidence: Evidence, options: TimelineOptions = {}): Timeline {
  const names = namesByNumber(evidence)
  const all = [
    ...actEvents(evidence, options),
    ...messageEvents(evidence.frames, names),
    ...hitEvents(evidence),
    ...chartEvents(evidence, names),
    ...exceptionEvents(evidence, names),
  ].toSorted((a, b) => a.at - b.at)
  const { events, more } = atMost(together(all), options.most ?? 200)
  const { start, healedAt, end, site } = evidence
  const offset_minutes = options.offset_minutes ?? 0
  const zone = options.offset_minutes === undefined ? 'UTC' : site.time_zone
  return { start, healedAt, end, offset_minutes, zone, events, more }
}

/** What happens to many at one moment is told once. */
function together(all: readonly TimelineEvent[]): readonly TimelineEvent[] {
  const found: TimelineEvent[] = []
  for (const event of all) {
    const before = found.at(-1)
    const isSame = before && keyOf(before) === keyOf(event)
    if (!isSame) found.push(event)
    else {
      const orders = [...new Set([...before.orders, ...event.orders])]
      found[found.length - 1] = { ...before, orders, times: (before.times ?? 1) + 1 }
    }
  }
  return found
}

function keyOf({ at, kind, lane, to, what }: TimelineEvent): string {
  return `${at} ${kind} ${lane} ${to} ${what}`
}

/** Of a long run the beginning and the end; what went wrong stays before what did not. */
function atMost(all: readonly TimelineEvent[], most: number) {
  if (all.length <= most) return { events: all, more: 0 }
  const loud = endsOf(all.filter(isLoud), Math.ceil(most / 2))
  const kept = new Set([
    ...loud,
    ...endsOf(
      all.filter((event) => !isLoud(event)),
      most - loud.length,
    ),
  ])
  return { events: all.filter((event) => kept.has(event)), more: all.length - kept.size }
}

function isLoud({ kind }: TimelineEvent): boolean {
  return kind !== 'message' && kind !== 'chart' && kind !== 'act'
}

function endsOf<Item>(list: readonly Item[], most: number): readonly Item[] {
  if (list.length <= most) return list
  const first = Math.ceil(most / 2)
  return [...list.slice(0, first), ...list.slice(list.length - (most - first))]
}

/** Handles by the number of the order. */
type Names = ReadonlyMap<string, string>

function namesByNumber({ keys, lab }: Evidence): Names {
  const names = new Map<string, string>()
  for (const [handle, key] of keys) names.set(key.replace(/#\d+$/, ''), handle)
  for (const [key, entry] of lab.book) {
    const handle = names.get(key.replace(/#\d+$/, ''))
    if (handle !== undefined)
      for (const filler of [entry.order.filler, entry.second?.filler]) {
        if (filler) names.set(filler.number, handle)
      }
  }
  return names
}

function verbOf({ act }: Act): string {
  return act.do.replaceAll('-', ' ')
}

function actEvents({ acts }: Evidence, { tell = verbOf, leavesOut }: TimelineOptions): TimelineEvent[] {
  const told = leavesOut ? acts.filter(({ act }) => !leavesOut(act)) : acts
  return told.map(({ at, act }) => {
    const lane = laneOf(act)
    const isFault = act.who === 'wire' ? act.act.do !== 'heal' : act.who === 'engine' || act.act.do === 'down'
    return { at, kind: isFault ? 'fault' : 'act', lane, to: lane, what: tell(act), orders: ordersOf(act) }
  })
}

function laneOf(act: Act): Lane {
  if (act.who === 'ehr' || act.who === 'lab') return act.who
  if (act.who === 'wire' && 'line' in act.act) return act.act.line.includes('ehr') ? 'ehr' : 'lab'
  return 'labloop'
}

function ordersOf({ act }: Act): readonly string[] {
  if ('order' in act) return [act.order]
  if (act.do === 'report') return act.parts.map(({ order }) => order)
  if (act.do === 'order') return act.asks.map(({ order }) => order)
  if ('orders' in act) return act.orders ?? []
  return []
}

type Read = {
  readonly controlId: string
  readonly what: string
  readonly orders: readonly string[]
  readonly code: string
}

const unread: Read = { controlId: '', what: 'what cannot be read', orders: [], code: '' }

function readFrame(frame: Frame, names: Names): Read {
  try {
    const message = parseMessage(frame.bytes)
    const numbers = ['ORC', 'OBR'].flatMap((name) =>
      segmentsNamed(message, name).flatMap((segment) => [value(segment, 2, 1), value(segment, 3, 1)]),
    )
    const orders = new Set(numbers.flatMap((number) => (number ? (names.get(number) ?? []) : [])))
    const type = (getRaw(message, 'MSH-9') ?? '').split('^').slice(0, 2).join('^')
    return {
      controlId: peek(frame.bytes).controlId,
      what: `${type}${saidOf(message)}`,
      orders: [...orders],
      code: getRaw(message, 'MSA-1') ?? '',
    }
  } catch {
    return unread
  }
}

/** ORC-1, and the status of results: OBR-25 of each order. */
function saidOf(message: Message): string {
  const control = getRaw(message, 'ORC-1') ?? ''
  const statuses = new Set(segmentsNamed(message, 'OBR').flatMap((obr) => value(obr, 25) || []))
  const status = statuses.size > 0 ? `, status ${[...statuses].join(' and ')}` : ''
  return `${control === '' ? '' : ` ${control}`}${status}`
}

function messageEvents(frames: readonly Frame[], names: Names): TimelineEvent[] {
  const arrived = new Map<string, number>()
  const arrivalOf = (frame: Frame, { controlId }: Read) => `${frame.line} ${controlId}`
  for (const frame of frames) {
    if (frame.kind !== 'message' || frame.end !== 'arrived') continue
    const key = arrivalOf(frame, readFrame(frame, names))
    arrived.set(key, (arrived.get(key) ?? 0) + 1)
  }
  return frames.flatMap((frame): TimelineEvent[] => {
    if (frame.end !== 'sent') return []
    const [from, to] = ends[frame.line]
    const read = readFrame(frame, names)
    if (frame.kind === 'answer') {
      if (!/^[AC][ER]$/.test(read.code)) return []
      return [{ at: frame.at, kind: 'refusal', lane: to, to: from, what: `answers ${read.code}`, orders: read.orders }]
    }
    const key = arrivalOf(frame, read)
    const left = arrived.get(key) ?? 0
    arrived.set(key, left - 1)
    return [{ at: frame.at, kind: left > 0 ? 'message' : 'lost', lane: from, to, what: read.what, orders: read.orders }]
  })
}

function hitEvents({ hits }: Evidence): TimelineEvent[] {
  return hits.map(({ at, line, fault }) => {
    const [lane, to] = ends[line]
    return { at, kind: 'fault', lane, to, what: fault.replaceAll('-', ' '), orders: [] }
  })
}

function chartEvents({ ehr }: Evidence, names: Names): TimelineEvent[] {
  return ehr.events
    .filter(({ what }) => what !== 'placed')
    .map(({ at, what, placer }) => {
      const name = names.get(placer)
      return { at, kind: 'chart', lane: 'ehr', to: 'ehr', what: `chart: ${what}`, orders: name ? [name] : [] }
    })
}

function exceptionEvents({ labloop }: Evidence, names: Names): TimelineEvent[] {
  const handles = new Map(
    labloop.orders.map(({ order }) => {
      const numbers = order.items.flatMap((item) => item.numbers.map(({ number }) => number))
      return [order.id, numbers.flatMap((number) => names.get(number) ?? [])[0]] as const
    }),
  )
  return labloop.exceptions.flatMap(({ kind, orderIds, team, openedAt, closedAt }): TimelineEvent[] => {
    const orders = [...new Set(orderIds.flatMap((id) => handles.get(id) ?? []))]
    const at = { lane: 'labloop', to: 'labloop', orders } as const
    const raised = { ...at, at: openedAt, kind: 'raised' as const, what: `${kind}, for ${team}` }
    return closedAt === null ? [raised] : [raised, { ...at, at: closedAt, kind: 'settled', what: `${kind} is closed` }]
  })
}
