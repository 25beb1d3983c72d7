// The frames of a run put together: each message that went over a wire, when it left and arrived, and every answer that
// names it. The one thing to know: an answer belongs to the message that its MSA-2 names and to nothing else, whatever
// stood on the wire before it. (HL7 v2.5.1 §2.9.2)
import { Buffer } from 'node:buffer'
import type { Instant } from '../../engine/ports/clock.ts'
import type { Line } from '../play/act.ts'
import type { Frame } from '../play/evidence.ts'
import { type Content, contentOf, type Glance, glance, messagesIn } from './glance.ts'

/** An answer that names a message. */
export type Reply = {
  readonly n: number
  readonly at: Instant
  /** MSA-1. */
  readonly code: string
  /** At the end of who received the message, or of who sent it. */
  readonly end: 'sent' | 'arrived'
}

/** One message on one line: the same bytes under the same control id, however often they went. */
export type Talk = {
  readonly line: Line
  readonly controlId: string
  readonly type: string
  readonly bytes: Uint8Array
  /** Counts at which it left its sender, and arrived. */
  readonly sent: number[]
  readonly arrived: number[]
  readonly replies: Reply[]
  /** What it says, read once. */
  readonly content: Content
}

export type Talks = {
  readonly on: Readonly<Record<Line, readonly Talk[]>>
  /** Messages of a control id on a line: several where one id was given to other bytes. */
  under(line: Line, controlId: string): readonly Talk[]
  /** Messages that a system gave as an answer on a line of Labloop's (ORL, ORR), by control id. */
  readonly saidAsAnswer: ReadonlyMap<string, readonly Uint8Array[]>
}

export const positive: ReadonlySet<string> = new Set(['AA', 'CA'])
export const negative: ReadonlySet<string> = new Set(['AE', 'AR', 'CE', 'CR'])

/** The line on which the other side of a wire speaks: a verdict in enhanced mode comes there as a message. */
const back: Readonly<Record<Line, Line>> = {
  'ehr-to-labloop': 'labloop-to-ehr',
  'labloop-to-ehr': 'ehr-to-labloop',
  'lab-to-labloop': 'labloop-to-lab',
  'labloop-to-lab': 'lab-to-labloop',
}

const made = new WeakMap<readonly Frame[], Talks>()

/** Puts the frames of a run together, once for the same frames. Linear in the frames. */
export function talksOf(frames: readonly Frame[]): Talks {
  const known = made.get(frames)
  if (known) return known
  const gathering = new Gathering()
  for (const frame of frames) gathering.add(frame)
  made.set(frames, gathering)
  return gathering
}

class Gathering implements Talks {
  readonly on: Record<Line, Talk[]> = {
    'ehr-to-labloop': [],
    'labloop-to-ehr': [],
    'lab-to-labloop': [],
    'labloop-to-lab': [],
  }
  readonly saidAsAnswer = new Map<string, Uint8Array[]>()
  readonly #byId: Readonly<Record<Line, Map<string, Talk[]>>> = {
    'ehr-to-labloop': new Map(),
    'labloop-to-ehr': new Map(),
    'lab-to-labloop': new Map(),
    'labloop-to-lab': new Map(),
  }
  /** The two ends of a wire share their bytes as a rule: they are read once. */
  readonly #glances = new Map<Uint8Array, Glance>()

  under(line: Line, controlId: string): readonly Talk[] {
    return this.#byId[line].get(controlId) ?? []
  }

  add(frame: Frame): void {
    if (isBatch(frame.bytes)) for (const part of messagesIn(frame.bytes)) this.#read({ ...frame, bytes: part })
    else this.#read(frame)
  }

  #read(frame: Frame): void {
    const seen = this.#glance(frame.bytes)
    if (frame.kind === 'message') {
      if (seen.controlId !== '') this.#message(frame, seen)
      if (seen.answers !== '') this.#reply({ ...frame, line: back[frame.line] }, seen)
      return
    }
    if (seen.answers !== '') this.#reply(frame, seen)
    if (seen.type.startsWith('OR') && frame.end === 'sent') {
      this.saidAsAnswer.set(seen.controlId, [...(this.saidAsAnswer.get(seen.controlId) ?? []), frame.bytes])
    }
  }

  #glance(bytes: Uint8Array): Glance {
    const known = this.#glances.get(bytes)
    if (known) return known
    const seen = glance(bytes)
    this.#glances.set(bytes, seen)
    return seen
  }

  #message({ n, line, end, bytes }: Frame, { controlId, type }: Glance): void {
    const variants = this.#byId[line].get(controlId)
    let talk = variants?.find((one) => one.bytes === bytes || isSame(one.bytes, bytes))
    if (!talk) {
      talk = new OneTalk(line, controlId, type, bytes)
      this.on[line].push(talk)
      if (variants) variants.push(talk)
      else this.#byId[line].set(controlId, [talk])
    }
    talk[end].push(n)
  }

  /** To the one that went last before, where an id was given twice. */
  #reply({ n, at, line, end }: Frame, { answers, code }: Glance): void {
    const variants = this.under(line, answers)
    const talk = variants.length < 2 ? variants[0] : variants.toSorted((a, b) => lastOf(a) - lastOf(b)).at(-1)
    talk?.replies.push({ n, at, code, end })
  }
}

class OneTalk implements Talk {
  readonly line: Line
  readonly controlId: string
  readonly type: string
  readonly bytes: Uint8Array
  readonly sent: number[] = []
  readonly arrived: number[] = []
  readonly replies: Reply[] = []
  #content: Content | null = null

  constructor(line: Line, controlId: string, type: string, bytes: Uint8Array) {
    this.line = line
    this.controlId = controlId
    this.type = type
    this.bytes = bytes
  }

  get content(): Content {
    this.#content ??= contentOf(this.bytes)
    return this.#content
  }
}

/** The count at which it was last seen, at either end. */
export function lastOf({ sent, arrived }: Pick<Talk, 'sent' | 'arrived'>): number {
  return Math.max(sent.at(-1) ?? 0, arrived.at(-1) ?? 0)
}

/** Whether two frames are the same message: to the byte, but for line ends after the last segment. */
export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one === other || Buffer.compare(trimmed(one), trimmed(other)) === 0
}

function trimmed(bytes: Uint8Array): Uint8Array {
  let end = bytes.length
  while (end > 0 && (bytes[end - 1] === 13 || bytes[end - 1] === 10)) end--
  return end === bytes.length ? bytes : bytes.subarray(0, end)
}

function isBatch(bytes: Uint8Array): boolean {
  return bytes[1] === 0x48 && bytes[2] === 0x53 && (bytes[0] === 0x46 || bytes[0] === 0x42)
}
