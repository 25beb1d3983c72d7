// A timeline in HTML: a strip that shows the whole run at a glance, and a list of steps with arrows between the three lanes.
// The one thing to know: everything that the pictures say stands in words beside them.
import { counted } from '../../site/counted.ts'
import { kindWords, shape, text } from './html-parts.ts'
import type { Lane, Timeline, TimelineEvent, TimelineKind } from './timeline.ts'

export const laneWords: Readonly<Record<Lane, string>> = { ehr: 'EHR', labloop: 'Labloop', lab: 'Lab' }
const lanes = ['ehr', 'labloop', 'lab'] as const

/** The whole timeline. */
export function timelineHtml(timeline: Timeline, label: string): string {
  if (timeline.events.length === 0) return '<p class="quiet">Nothing happened.</p>'
  const more = timeline.more > 0 ? `<p class="quiet">${timeline.more} quieter events are left out.</p>` : ''
  return `<div class="scroll">${strip(timeline, label)}</div>${more}<div class="scroll">${steps(timeline)}</div>`
}

/** What the shapes mean, once for all timelines. */
export function legend(): string {
  const items = (Object.keys(kindWords) as TimelineKind[]).map(
    (kind) => `<li><svg viewBox="0 0 18 18" aria-hidden="true">${shape(kind, 9, 9)}</svg>${kindWords[kind]}</li>`,
  )
  return `<ul class="legend">${items.join('')}</ul>`
}

const strip_px = { left: 76, right: 984, top: 18, lane: 32 }

function strip(timeline: Timeline, label: string): string {
  const { events, start, healedAt } = timeline
  const times = [...new Set([start, ...events.map(({ at }) => at)])].sort((a, b) => a - b)
  const last = times.at(-1)!
  const { x, breaks } = scaleOf(times)
  const y = (lane: Lane) => strip_px.top + lanes.indexOf(lane) * strip_px.lane
  const rows = lanes.map(
    (lane) =>
      `<text x="4" y="${y(lane) + 4}">${laneWords[lane]}</text><line class="lane" x1="${strip_px.left}" x2="${strip_px.right}" y1="${y(lane)}" y2="${y(lane)}"/>`,
  )
  const marks = events.map((event) => shape(event.kind, x(event.at), y(event.lane)))
  const healed = healedAt <= last && healedAt > start ? healedLine(x(healedAt)) : ''
  const height = strip_px.top + 3 * strip_px.lane + 8
  const name = `${label}: ${counted(events.length, 'event')} between ${day(start, timeline)} ${clock(start, timeline)} and ${day(last, timeline)} ${clock(last, timeline)}`
  return `<svg class="strip" viewBox="0 0 1000 ${height}" role="img" aria-label="${text(name)}">${ticks(times, x, timeline)}${rows.join('')}${breaks.map(breakMark).join('')}${healed}${marks.join('')}</svg>`
}

/** Places of times: in proportion, but a long silence takes no more than a twelfth of the strip and is drawn broken. */
function scaleOf(times: readonly number[]): { readonly x: (at: number) => number; readonly breaks: readonly number[] } {
  const span = Math.max(1, times.at(-1)! - times[0]!)
  const most = span / 12
  const knots = [0]
  for (let index = 1; index < times.length; index++) {
    knots.push(knots[index - 1]! + Math.min(most, times[index]! - times[index - 1]!))
  }
  const width = (strip_px.right - strip_px.left) / Math.max(1, knots.at(-1)!)
  const place = (knot: number) => round(strip_px.left + knot * width)
  const x = (at: number) => {
    const after = times.findIndex((time) => time >= at)
    if (after <= 0) return after === 0 ? strip_px.left : strip_px.right
    const [from, to] = [times[after - 1]!, times[after]!]
    return place(knots[after - 1]! + ((at - from) / (to - from)) * (knots[after]! - knots[after - 1]!))
  }
  const isBroken = (index: number) => times[index]! - times[index - 1]! > 1.5 * most
  const breaks = knots.flatMap((knot, index) =>
    index > 0 && isBroken(index) ? [place((knot + knots[index - 1]!) / 2)] : [],
  )
  return { x, breaks }
}

/** Two strokes across all lanes: time passes here that is not drawn. */
function breakMark(x: number): string {
  const bottom = strip_px.top + 2 * strip_px.lane + 6
  const stroke = (at: number) => `M${at - 3} ${bottom}L${at + 3} ${strip_px.top - 6}`
  return `<path class="break" d="${stroke(x - 3)}${stroke(x + 3)}"/>`
}

function healedLine(x: number): string {
  const bottom = strip_px.top + 2 * strip_px.lane + 14
  const side = x > 900 ? `text-anchor="end" x="${x - 3}"` : `x="${x + 3}"`
  return `<line class="healed" x1="${x}" x2="${x}" y1="4" y2="${bottom}"/><text ${side} y="${strip_px.top + 1.5 * strip_px.lane + 4}">faults end</text>`
}

const minute_ms = 60_000
/** What the label of a time needs at least. */
const label_px = 62

/** Times of events, as many as can be read, with the day where it is another. */
function ticks(times: readonly number[], x: (at: number) => number, timeline: Timeline): string {
  const bottom = strip_px.top + 2 * strip_px.lane + 10
  const found: string[] = []
  let last = Number.NEGATIVE_INFINITY
  let shown = ''
  for (const at of times) {
    const today = day(at, timeline)
    const word = today === shown ? minuteOf(at, timeline) : `${today.slice(5)} ${minuteOf(at, timeline)}`
    const place = x(at)
    if (place - last < label_px + (today === shown ? 0 : 20)) continue
    found.push(
      `<line class="tick" x1="${place}" x2="${place}" y1="6" y2="${bottom}"/><text text-anchor="${place > 950 ? 'end' : 'middle'}" x="${Math.min(place, 996)}" y="${bottom + 18}">${word}</text>`,
    )
    last = place
    shown = today
  }
  return found.join('')
}

function minuteOf(at: number, { offset_minutes }: Timeline): string {
  return new Date(at + offset_minutes * minute_ms).toISOString().slice(11, 16)
}

function round(number: number): number {
  return Math.round(number * 10) / 10
}

function steps(timeline: Timeline): string {
  let shown = ''
  const rows = timeline.events.map((event) => {
    const today = day(event.at, timeline)
    const head = today === shown ? '' : `<tr class="day"><th colspan="4" scope="rowgroup">${today}</th></tr>`
    shown = today
    return head + stepRow(event, timeline)
  })
  const heads =
    '<th scope="col">Time</th><th scope="col"><span class="hidden">Picture</span>' +
    laneHeads +
    '</th><th scope="col">What</th><th scope="col">Order</th>'
  return `<table class="steps"><thead><tr>${heads}</tr></thead><tbody>${rows.join('')}</tbody></table>`
}

const lane_x: Readonly<Record<Lane, number>> = { ehr: 30, labloop: 150, lab: 270 }
const laneHeads = `<svg width="300" height="18" viewBox="0 0 300 18" aria-hidden="true" fill="currentColor">${lanes
  .map((lane) => `<text x="${lane_x[lane]}" y="14" text-anchor="middle" font-size="13">${laneWords[lane]}</text>`)
  .join('')}</svg>`

const quietKinds: ReadonlySet<TimelineKind> = new Set(['act', 'message', 'chart', 'settled'])

function stepRow(event: TimelineEvent, timeline: Timeline): string {
  const { at, kind, lane, to, what, orders, times = 1 } = event
  const way = lane === to ? laneWords[lane] : `${laneWords[lane]} to ${laneWords[to]}`
  const word = kind === 'act' || kind === 'message' || kind === 'chart' ? '' : ` (${kindWords[kind]})`
  const picture = `<svg viewBox="0 0 300 26" aria-hidden="true">${laneLines}${arrow(event)}</svg>`
  const rest = orders.length > 5 ? `${orders.slice(0, 5).join(', ')} and ${orders.length - 5} more` : orders.join(', ')
  return `<tr${quietKinds.has(kind) ? '' : ' class="loud"'}><td class="number">${clock(at, timeline)}</td><td class="picture">${picture}</td><td class="what"><span class="hidden">${way}: </span>${text(what)}${times > 1 ? ` × ${times}` : ''}${word}</td><td>${text(rest)}</td></tr>`
}

const laneLines = lanes
  .map((lane) => `<line x1="${lane_x[lane]}" x2="${lane_x[lane]}" y1="-3" y2="30" stroke="var(--lane)"/>`)
  .join('')

/** An arrow from lane to lane; one that is lost ends half way. */
function arrow({ kind, lane, to }: TimelineEvent): string {
  const [from, end] = [lane_x[lane], lane_x[to]]
  if (from === end) return shape(kind, from, 13)
  const side = end > from ? 1 : -1
  const line = (until: number) =>
    `<line class="k-${kind}" stroke="currentColor" stroke-width="2" x1="${from}" x2="${until}" y1="13" y2="13"/>`
  const middle = (from + end) / 2
  if (kind !== 'message' && kind !== 'refusal') return line(middle) + shape(kind, middle, 13)
  const tip = `<path class="k-${kind}" fill="currentColor" d="M${end - side * 2} 13l${-side * 9} -5v10z"/>`
  return line(end - side * 10) + tip + (kind === 'refusal' ? shape(kind, middle, 13) : '')
}

/** 07:05, in the site's own time; with seconds where they are not zero. */
export function clock(at: number, { offset_minutes }: Pick<Timeline, 'offset_minutes'>): string {
  const iso = new Date(at + offset_minutes * minute_ms).toISOString()
  return iso.slice(17, 19) === '00' ? iso.slice(11, 16) : iso.slice(11, 19)
}

export function day(at: number, { offset_minutes }: Pick<Timeline, 'offset_minutes'>): string {
  return new Date(at + offset_minutes * minute_ms).toISOString().slice(0, 10)
}
