// A message: its segments in order, over the bytes it came in. The one thing to know: it is never changed; an edit
// makes another message that shares every segment that it did not touch.
import { Buffer } from 'node:buffer'
import { type Context, charsetOf } from './context.ts'
import type { Delimiters } from './delimiters.ts'
import { diagnose, type Note } from './diagnose.ts'
import { nameCode, type Segment, SegmentView, segmentText } from './segment.ts'
import { bytesIn, cut, type Source } from './source.ts'

/** One HL7 v2 message, read-only. */
export interface Message {
  /** All lines in order, MSH first; a line that does not begin with a segment name has the name ''. */
  readonly segments: readonly Segment[]
  readonly delimiters: Delimiters
  /** The character set in use, as it is written in MSH-18. */
  readonly charset: string
  /** What is odd about the message and was tolerated, worked out when first asked. */
  readonly notes: readonly Note[]
}

/**
 * Where lines begin and what they are: two numbers a line, its start and its name as a number, and after the last line
 * the place where the message ends. Where a line ends is found again from the start of the next.
 */
export type Lines = readonly number[]

/** The message as it is kept; other folders see the interface. */
export class MessageView implements Message {
  readonly context: Context
  /** The input that the lines lie in; a changed segment has a source of its own. */
  readonly source: Source
  /** Byte text before the first segment: a byte order mark, blank lines. */
  readonly lead: string
  readonly lines: Lines
  /** The segments that were asked for, or changed; in a message that was put together, all. */
  views: (SegmentView | undefined)[] | undefined
  /** The very bytes, where the message is as it came. */
  readonly original: Buffer | undefined
  // What find() and get() found last: reading from left to right looks at each byte once.
  lastCode = 0
  lastNth = 0
  lastFound = -1
  readIndex = -1
  readPassed = 0
  readStart = 0
  #notes: readonly Note[] | undefined = undefined
  #segments: readonly SegmentView[] | undefined = undefined
  #places: ReadonlyMap<number, readonly number[]> | undefined = undefined

  constructor(
    context: Context,
    source: Source,
    lead: string,
    lines: Lines,
    views: (SegmentView | undefined)[] | undefined,
    original: Buffer | undefined,
  ) {
    this.context = context
    this.source = source
    this.lead = lead
    this.lines = lines
    this.views = views
    this.original = original
  }

  get count(): number {
    return this.lines.length >> 1
  }

  get segments(): readonly SegmentView[] {
    if (this.#segments === undefined) {
      const all: SegmentView[] = []
      for (let index = 0; index < this.count; index++) all.push(this.at(index))
      this.#segments = all
    }
    return this.#segments
  }

  get delimiters(): Delimiters {
    return this.context.delimiters
  }

  get charset(): string {
    return charsetOf(this.context).name
  }

  get notes(): readonly Note[] {
    this.#notes ??= diagnose(this)
    return this.#notes
  }

  /** Where the line at a place, counted from 0, begins. */
  startOf(index: number): number {
    return this.lines[2 * index]!
  }

  /** Where it ends: before the CR or LF that the next line comes after. */
  endOf(index: number): number {
    return lineEnd(bytesIn(this.source), this.lines[2 * index + 2]!)
  }

  codeOf(index: number): number {
    return this.lines[2 * index + 1]!
  }

  /** Where a reading of the line at a place can go on: after so many field separators. */
  readFrom(index: number, passed: number, start: number): void {
    this.readIndex = index
    this.readPassed = passed
    this.readStart = start
  }

  /** The segment at a place, counted from 0. */
  at(index: number): SegmentView {
    this.views ??= new Array(this.count)
    const found = this.views[index]
    if (found !== undefined) return found
    const start = this.startOf(index)
    const next = this.lines[2 * index + 2]!
    const made = new SegmentView(this.context, this.source, start, this.endOf(index), next, this.codeOf(index))
    this.views[index] = made
    return made
  }

  /** The place of the nth segment of this name, -1 where there are fewer. Long messages get an index by name. */
  find(code: number, nth: number): number {
    if (this.lastCode === code && this.lastNth === nth) return this.lastFound
    const { lines } = this
    let found = -1
    if (lines.length > 128) found = this.#placesOf(code)?.[nth - 1] ?? -1
    else {
      for (let line = 1, left = nth; line < lines.length; line += 2) {
        if (lines[line] === code && --left === 0) {
          found = line >> 1
          break
        }
      }
    }
    this.lastCode = code
    this.lastNth = nth
    this.lastFound = found
    return found
  }

  #placesOf(code: number): readonly number[] | undefined {
    this.#places ??= placesByName(this.lines)
    return this.#places.get(code)
  }
}

/** Where a line ends that comes before `next`: at the first CR or LF of the blank bytes before it, if there is one. */
export function lineEnd(bytes: Buffer, next: number): number {
  let end = next
  for (let at = next - 1; at >= 0; at--) {
    const byte = bytes[at]!
    if (byte === 13 || byte === 10) end = at
    else if (byte !== 11 && byte !== 28) break
  }
  return end
}

function placesByName(lines: Lines): Map<number, number[]> {
  const places = new Map<number, number[]>()
  for (let line = 1; line < lines.length; line += 2) {
    const code = lines[line]!
    const list = places.get(code)
    if (list) list.push(line >> 1)
    else places.set(code, [line >> 1])
  }
  return places
}

/** The bytes of a message: the very bytes it came in where nothing was changed. */
export function messageBytes(message: MessageView): Buffer {
  return message.original ?? Buffer.from(messageText(message), 'latin1')
}

/** The byte text of a message. Lines that were not changed are taken from the input in as few pieces as can be. */
export function messageText(message: MessageView): string {
  const { source, views } = message
  let text = message.lead
  let from = 0
  let to = 0
  for (let index = 0; index < message.count; index++) {
    const view = views?.[index]
    if (view !== undefined && view.source !== source) {
      text += cut(source, from, to) + segmentText(view)
      from = to = 0
      continue
    }
    const start = view === undefined ? message.startOf(index) : view.start
    if (start !== to || from === to) {
      text += cut(source, from, to)
      from = start
    }
    to = view === undefined ? message.startOf(index + 1) : view.next
  }
  return text + cut(source, from, to)
}

/** All segments of this name, in order. */
export function segmentsNamed(message: Message, name: string): Segment[] {
  const view = message as MessageView
  const code = nameCode(name)
  const found: Segment[] = []
  for (let index = 0; index < view.count; index++) {
    if (view.codeOf(index) === code) found.push(view.at(index))
  }
  return found
}

/** The nth segment of this name, counted from 1; undefined where there are fewer. */
export function segmentNamed(message: Message, name: string, nth = 1): Segment | undefined {
  const view = message as MessageView
  const index = view.find(nameCode(name), nth)
  return index < 0 ? undefined : view.at(index)
}

/** A message of these segments, in the context and with the lead of another. */
export function messageWith(view: MessageView, segments: readonly SegmentView[]): MessageView {
  const lines = segments.flatMap((segment) => [0, segment.code])
  lines.push(0)
  return new MessageView(view.context, view.source, view.lead, lines, segments.slice(), undefined)
}
