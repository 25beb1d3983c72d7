// Shapes of observations, read and judged once each. The one thing to know: real traffic has a few thousand of them, so the
// book is small; where a sender makes up new ones without end, it is emptied and begun again.
import {
  apart,
  lineWithin,
  type Message,
  type ObxLine,
  type Segment,
  type ShapePieces,
  segmentFromBytes,
  value,
} from '../../hl7/index.ts'
import type { Flow } from '../../site/shapes/flow.ts'
import { type Band, readRanges } from '../../terminology/ranges.ts'
import { readUnit } from '../../terminology/units.ts'
import { readValue } from '../../terminology/values.ts'
import type { Orderable } from '../catalog/catalog.ts'
import type { Subject } from '../finding.ts'
import { meaningOf, type Side } from '../pair/side.ts'
import type { ConversionsOf } from './conversions.ts'
import { type Notice, noticesOf, type RuleSet } from './notices.ts'
import type { Coded, NamedLaboratory, SeenShape, SeenValue } from './seen.ts'

/** A value under a shape, read, with everything that was said of it. */
export type Reading = { readonly seen: SeenValue; readonly notices: readonly Notice[] }

/** A shape with everything that was said of it, and how its values lie. */
export type KnownShape = {
  readonly shape: SeenShape
  /** What makes it, as `ObxLine.shape` has it. */
  readonly written: Uint8Array
  /** The same in pieces; null where its lines are shorter than usual. */
  readonly pieces: ShapePieces | null
  /** Shapes that came behind it in a report, and those that it went out as; the latest first. */
  readonly followers: KnownShape[]
  readonly exits: KnownShape[]
  readonly notices: readonly Notice[]
  /** Bands of the printed range and of the catalog's. */
  readonly printed: readonly Band[]
  readonly listed: readonly Band[]
  /** Values seen under it, by the bands that hold for the person and as written. */
  readonly readings: Map<Band | null, Map<Band | null, Map<string, Reading>>>
  /** Those that were asked for last. */
  latest: { readonly printed: Band | null; readonly listed: Band | null; readonly texts: Map<string, Reading> }
  /** What flows made of it: by the shape that went out, then by flow. */
  readonly crossings: Map<KnownShape, Map<Flow, readonly Notice[]>>
  /** Numbers seen under it: how many, and the sum of their logarithms. */
  fellows: number
  logs: number
}

/** An orderable by its code, and the shapes that a report of it began with. */
export type KnownTest = {
  readonly orderable: Orderable | null
  readonly subject: Subject
  readonly first: KnownShape[]
}

const most_shapes = 20_000
/** A component has a few shapes in one place: normal, high, low, another range. */
const most_before = 6

export class ShapeBook {
  readonly #rules: RuleSet
  readonly #conversionsOf: ConversionsOf
  /** By the mark of a line. Of two shapes with the same mark only the later is known. */
  readonly #known = new Map<Side, { sent: Map<number, KnownShape>; passed: Map<number, KnownShape> }>()
  readonly #tests = new Map<Side, Map<string, KnownTest>>()
  #count = 0

  constructor(rules: RuleSet, conversionsOf: ConversionsOf) {
    this.#rules = rules
    this.#conversionsOf = conversionsOf
  }

  /**
   * The shape of an OBX of a message as the side reads it; the line is turned to.
   * @param before shapes that stood in its place before; kept up to date
   */
  find(
    line: ObxLine,
    obx: Segment,
    { message, end, side }: { readonly message: Message; readonly end: SeenShape['end']; readonly side: Side },
    before: KnownShape[],
  ): KnownShape {
    const { field } = message.delimiters
    for (let nth = 0; nth < before.length; nth++) {
      const one = before[nth]!
      if (one.pieces === null || one.shape.side !== side || !line.isAsBefore(obx, field, one.pieces)) continue
      if (nth > 0) [before[0], before[nth]] = [one, before[0]!]
      return one
    }
    const known = this.shapeOf(line.read(obx, field), message, end, side)
    if (known.pieces !== null && before.unshift(known) > most_before) before.pop()
    return known
  }

  /** What is known of an orderable of the side, whether its catalog has it or not. */
  testOf(side: Side, code: string): KnownTest {
    const ofSide = this.#tests.get(side) ?? new Map<string, KnownTest>()
    const known = ofSide.get(code)
    if (known) return known
    const orderable = side.orderables.get(code) ?? null
    const own = apart(code)
    const subject = { system: side.system.id, kind: 'orderable' as const, code: own, name: orderable?.name ?? '' }
    const made = { orderable, subject, first: [] }
    if (ofSide.size >= most_shapes) ofSide.clear()
    this.#tests.set(side, ofSide.set(own, made))
    return made
  }

  /** The shape of a line that was read. */
  shapeOf(line: ObxLine, message: Message, end: SeenShape['end'], side: Side): KnownShape {
    const known = this.#known.get(side)?.[end].get(line.mark)
    if (known && line.isOf(known.written)) return known
    const own = segmentFromBytes(message, apart(line.shape), '')
    const shape = readShape(own, end, side)
    const { rangesRead, component } = shape
    const texts = new Map<string, Reading>()
    const made: KnownShape = {
      shape,
      written: lineWithin(own).bytes,
      pieces: line.pieces,
      followers: [],
      exits: [],
      notices: noticesOf(this.#rules.shape, shape),
      printed: rangesRead.readable ? rangesRead.bands : [],
      listed: component?.rangesRead.readable ? component.rangesRead.bands : [],
      readings: new Map([[null, new Map([[null, texts]])]]),
      latest: { printed: null, listed: null, texts },
      crossings: new Map(),
      ...fellowsOf(shape),
    }
    this.#keep(line.mark, end, side, made)
    return made
  }

  #keep(mark: number, end: SeenShape['end'], side: Side, made: KnownShape): void {
    if (++this.#count > most_shapes) {
      this.#known.clear()
      this.#tests.clear()
      this.#count = 1
    }
    const ofSide = this.#known.get(side) ?? { sent: new Map(), passed: new Map() }
    this.#known.set(side, ofSide)
    ofSide[end].set(mark, made)
  }

  /** A value under a shape, with the bands that hold for the person. Laboratories report the same values again and again. */
  reading(known: KnownShape, text: string, printed: Band | null, listed: Band | null): Reading {
    const { shape, latest } = known
    // Most patients of a test have the same bands.
    const isLatest = latest.printed === printed && latest.listed === listed
    const ofPrinted = isLatest ? null : (known.readings.get(printed) ?? new Map<Band | null, Map<string, Reading>>())
    const texts = ofPrinted ? (ofPrinted.get(listed) ?? new Map<string, Reading>()) : latest.texts
    if (ofPrinted) {
      known.readings.set(printed, ofPrinted.set(listed, texts))
      known.latest = { printed, listed, texts }
    }
    const before = texts.get(text)
    if (before) return before
    const kept = text.length > longest_text ? text : apart(text)
    const seen: SeenValue = { shape, value: readValue({ text: kept, valueType: shape.valueType }), printed, listed }
    const made = { seen, notices: noticesOf(this.#rules.value, seen) }
    if (text.length > longest_text) return made
    if (texts.size >= most_texts) texts.clear()
    texts.set(kept, made)
    return made
  }

  /** What is to be said of what a flow made of a shape, and of that as it goes out. */
  crossing(sent: KnownShape, passed: KnownShape, flow: Flow): readonly Notice[] {
    const ofPassed = sent.crossings.get(passed) ?? new Map<Flow, readonly Notice[]>()
    const known = ofPassed.get(flow)
    if (known) return known
    const conversions = this.#conversionsOf(flow, sent.shape.code.code, passed.shape.code.code)
    const crossing = { sent: sent.shape, passed: passed.shape, flow, conversions }
    const made = [
      ...passed.notices.map((notice) => echoOf(notice, sent.notices)),
      ...noticesOf(this.#rules.crossing, crossing),
    ]
    if (sent.crossings.size >= most_crossings) sent.crossings.clear()
    sent.crossings.set(passed, ofPassed.set(flow, made))
    return made
  }
}

/** One difference shows at both ends; it is told of both, and is one thing to do. */
function echoOf(notice: Notice, sent: readonly Notice[]): Notice {
  const first = sent.find(({ rule }) => rule === notice.rule)
  return first ? { ...notice, echoes: first.key } : notice
}

/** Longer texts are narratives, which do not repeat. */
const [most_texts, longest_text] = [300, 40]

/** One shape goes out as one or a few others. */
const most_crossings = 50

/** What a catalog learned from traffic says of the middle of the numbers counts as if they had been seen. */
function fellowsOf({ component }: SeenShape): Pick<KnownShape, 'fellows' | 'logs'> {
  const median = component?.seen?.numbers?.median
  const count = component?.seen?.count ?? 0
  return median !== undefined && median > 0
    ? { fellows: count, logs: count * Math.log(median) }
    : { fellows: 0, logs: 0 }
}

function readShape(obx: Segment, end: SeenShape['end'], side: Side): SeenShape {
  const code = codedOf(obx)
  const component = side.components.get(code.code) ?? null
  const unit = plain(value(obx, 6, 1))
  const range = plain(value(obx, 7))
  const flags = flagsOf(obx)
  const status = plain(value(obx, 11))
  return {
    end,
    side,
    subject: { system: side.system.id, kind: 'component', code: code.code, name: component?.name ?? '' },
    valueType: plain(value(obx, 2)),
    code,
    component,
    unit,
    unitRead: readUnit(unit),
    range,
    rangesRead: readRanges(range),
    flags,
    flagsRead: flags.map(meaningOf),
    status: side.system.dialect.observation_status[status] ?? status,
    laboratory: laboratoryOf(obx),
    isNamed: Boolean(value(obx, 3, 2) || value(obx, 3, 5)),
  }
}

function flagsOf(obx: Segment): readonly string[] {
  const parts = plain(value(obx, 8)).split('~')
  return parts.map((flag) => flag.split('^')[0] ?? '').filter((flag) => flag !== '')
}

/** Before 2.5 there is OBX-15 only; from 2.5 on OBX-23 and OBX-24. (HL7 v2.5.1 §7.4.2.15, 23, 24) */
function laboratoryOf(obx: Segment): NamedLaboratory {
  const name = plain(value(obx, 23, 1)) || plain(value(obx, 15, 2)) || plain(value(obx, 15, 1))
  return { name, address: [1, 3, 4, 5].map((part) => plain(value(obx, 24, part))).join('') }
}

function codedOf(obx: Segment): Coded {
  const part = (nth: number) => plain(value(obx, 3, nth))
  const alternate = { code: part(4), name: part(5), system: part(6) }
  return {
    code: part(1) || part(4),
    name: part(2),
    system: part(3),
    alternate: alternate.code === '' ? null : alternate,
  }
}

/** The HL7 null says that nothing is there. */
function plain(text: string | undefined): string {
  return text === undefined || text === '""' ? '' : text.trim()
}
