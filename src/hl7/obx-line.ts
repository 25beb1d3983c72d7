// One OBX cut into what repeats and what does not. The one thing to know: this runs for every observation of every message, so
// one reader is used again and again, goes over the bytes where they lie, and makes a text only of what somebody asks for.
import { lineTextWithin, lineWithin, textWithin } from './lines.ts'
import { type Segment, value } from './segment.ts'
import { apart } from './source.ts'

/** Fields from here on need not be told apart. */
const last = 23
/** The value: it may be a document of megabytes. */
const VALUE = 5
/** As far as this a value is looked at by hand; from there on the runtime searches. */
const near = 64
const none = new Uint8Array(0)

/** Where a line ends: in OBX-6 to 13, in 14, in 15 to 22, or at OBX-23 or behind it. */
type End = 'measure' | 'observed' | 'producer' | 'rest'

/** What makes a shape, cut out of one of its lines, each with the delimiter behind it where there is one. */
export type ShapePieces = {
  /** OBX-2 to 4, 6 to 13, 15, and from 23 on; those behind the end of the line are empty. */
  readonly code: string
  readonly measure: string
  readonly producer: string
  readonly rest: string
  readonly endsIn: End
}

export class ObxLine {
  #obx!: Segment
  /** The line lies in these bytes and ends there. */
  #bytes: Uint8Array = none
  #end = 0
  #delimiter = '|'
  /** Where each field begins; one behind the line where it is absent. */
  readonly #starts = new Int32Array(last + 1)
  #mark = 0

  /**
   * Turns to a line, and forgets the one before.
   * @param delimiter MSH-1
   */
  read(obx: Segment, delimiter: string): this {
    const { bytes, from, to } = lineWithin(obx)
    this.#obx = obx
    this.#bytes = bytes
    this.#end = to
    this.#delimiter = delimiter
    this.#findFields(from)
    this.#mark = this.#markOf(0x811c9dc5, 2, 5)
    this.#mark = this.#markOf(this.#mark, 6, 14)
    this.#mark = this.#markOf(this.#mark, 15, 16)
    this.#mark = this.#markOf(this.#mark, last, last + 1)
    return this
  }

  /**
   * Turns to a line if it has this shape: most lines have that of the one in the same place of the report before, and to see
   * that is much cheaper than to read it. Where it has not, `read` comes next.
   */
  isAsBefore(obx: Segment, delimiter: string, pieces: ShapePieces): boolean {
    const { text, from, to } = lineTextWithin(obx)
    if (text === undefined) return false
    const start2 = text.indexOf(delimiter, from + 4) + 1
    if (start2 === 0 || !isAt(text, pieces.code, start2)) return false
    const start5 = start2 + pieces.code.length
    const start6 = text.indexOf(delimiter, start5) + 1
    if (start6 === 0 || start6 > to || !isAt(text, pieces.measure, start6)) return false
    const start14 = start6 + pieces.measure.length
    if (!isToTheEnd(text, delimiter, start14, to, pieces)) return false
    this.#obx = obx
    this.#end = to
    const starts = this.#starts
    starts[VALUE] = start5
    starts[VALUE + 1] = start6
    starts[14] = pieces.endsIn === 'measure' ? to + 1 : start14
    starts[15] = pieces.endsIn === 'measure' || pieces.endsIn === 'observed' ? to + 1 : found15
    return true
  }

  /** The pieces of the line that was read; null where it ends before OBX-6. */
  get pieces(): ShapePieces | null {
    const starts = this.#starts
    const end = this.#end
    if (starts[6]! > end) return null
    const endsIn =
      starts[14]! > end ? 'measure' : starts[15]! > end ? 'observed' : starts[last]! > end ? 'producer' : 'rest'
    return {
      code: apart(this.#part(2, 5)),
      measure: apart(this.#part(6, 14)),
      producer: apart(this.#part(15, 16)),
      rest: apart(this.#part(last, last + 1)),
      endsIn,
    }
  }

  #findFields(from: number): void {
    const bytes = this.#bytes
    const end = this.#end
    const starts = this.#starts
    const code = this.#delimiter.charCodeAt(0)
    let field = 0
    for (let at = from; at < end && field < last; at++) {
      if (bytes[at] === code) starts[++field] = at + 1
      else if (field === VALUE && at - starts[VALUE]! > near) at = this.#delimiterFrom(at) - 1
    }
    while (field < last) starts[++field] = end + 1
  }

  #delimiterFrom(at: number): number {
    const found = this.#bytes.indexOf(this.#delimiter.charCodeAt(0), at)
    return found < 0 || found > this.#end ? this.#end : found
  }

  /** A number for the fields from one up to another, each with the delimiter behind it; it goes on from another one. (FNV-1a) */
  #markOf(before: number, first: number, beyond: number): number {
    const bytes = this.#bytes
    const end = this.#startOf(beyond)
    let mark = before
    for (let at = this.#starts[first]!; at < end; at++) mark = Math.imul(mark ^ bytes[at]!, 0x01000193)
    return mark
  }

  #startOf(field: number): number {
    return field > last ? this.#end : Math.min(this.#starts[field]!, this.#end)
  }

  /** The same number for lines of one shape, and seldom for others. */
  get mark(): number {
    return this.#mark
  }

  /** The line with nothing but what makes its shape: OBX-2 to 4, 6 to 13, 15, and from 23 on. */
  get shape(): string {
    const mark = this.#delimiter
    const kept = `${this.#part(2, 5)}${mark}${this.#part(6, 14)}${mark}${this.#part(15, 16)}`
    return `OBX${mark}${mark}${kept}${mark.repeat(7)}${this.#part(last, last + 1)}`
  }

  #part(first: number, beyond: number): string {
    const end = this.#startOf(beyond)
    return textWithin(this.#obx, Math.min(this.#starts[first]!, end), end)
  }

  /** Whether that is its shape, as bytes. */
  isOf(shape: Uint8Array): boolean {
    let at = this.#compared(shape, 5, 2, 5)
    at = this.#compared(shape, at + 1, 6, 14)
    at = this.#compared(shape, at + 1, 15, 16)
    return this.#compared(shape, at + 7, last, last + 1) === shape.length
  }

  /** Where these fields end in a shape in which they begin at `at`; far out where it holds others. */
  #compared(shape: Uint8Array, at: number, first: number, beyond: number): number {
    const bytes = this.#bytes
    const end = this.#startOf(beyond)
    let place = at
    for (let own = this.#starts[first]!; own < end; own++, place++) if (bytes[own] !== shape[place]) return far
    return place
  }

  /** OBX-5, decoded; only a value with escapes or letters beyond ASCII is given to the codec. */
  get value(): string {
    const raw = textWithin(this.#obx, this.#starts[VALUE]!, this.#endOf(VALUE))
    return needsDecoding.test(raw) ? (value(this.#obx, VALUE) ?? '') : raw
  }

  /** Whether anything stands in OBX-5. */
  get hasValue(): boolean {
    return this.#starts[VALUE]! < this.#endOf(VALUE)
  }

  /** OBX-14 as written; empty where absent. */
  get observed(): string {
    return textWithin(this.#obx, this.#starts[14]!, this.#endOf(14))
  }

  #endOf(field: number): number {
    const next = this.#starts[field + 1]!
    return next > this.#end ? this.#end : next - 1
  }
}

const far = 1e9

// Where OBX-15 of the line that was compared last begins: nothing is allocated for it.
let found15 = 0

/** Whether a line goes on from OBX-14, which begins there unless the line ends before it, as the pieces say. */
function isToTheEnd(text: string, delimiter: string, start14: number, to: number, pieces: ShapePieces): boolean {
  const { endsIn, producer, rest } = pieces
  if (endsIn === 'measure') return start14 === to
  const start15 = text.indexOf(delimiter, start14) + 1
  const ends = start15 === 0 || start15 > to
  if (endsIn === 'observed') return ends && start14 <= to
  if (ends || !isAt(text, producer, start15)) return false
  found15 = start15
  let at = start15 + producer.length
  if (!producer.endsWith(delimiter)) return endsIn === 'producer' && at === to
  for (let field = 16; field < last; field++) {
    at = text.indexOf(delimiter, at) + 1
    if (at === 0 || at > to) return endsIn === 'producer'
  }
  return endsIn === 'rest' && at + rest.length === to && isAt(text, rest, at)
}

/** Cutting and comparing takes two thirds of the time of startsWith(). */
function isAt(text: string, piece: string, at: number): boolean {
  return text.slice(at, at + piece.length) === piece
}

// Any escape character may be in use, so whatever is no letter, digit or common mark is given to the codec.
const needsDecoding = /[^\w .,:;<>=+\-/^%()[\]]/
