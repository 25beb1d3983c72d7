// What a judge reads of a message's bytes: its type, its control id, what it answers, and of a report its patient, orders
// and values. The one thing to know: it is code of its own that knows nothing of the codec, so that a defect of the codec
// cannot hide itself; and it reads the first thousand bytes only where that is enough, since every frame of a run is read.
import { Buffer } from 'node:buffer'

/** The head of a message. Empty text: not there, or not to be read. */
export type Glance = {
  /** MSH-9 as `ORU^R01`. */
  readonly type: string
  /** MSH-10. */
  readonly controlId: string
  /** MSA-1 and MSA-2. */
  readonly code: string
  readonly answers: string
}

const head_bytes = 1024
const nothing: Glance = { type: '', controlId: '', code: '', answers: '' }

/** Reads the head of a message; of what is no message everything is empty. (HL7 v2.5.1 §2.15.8, §2.15.9) */
export function glance(bytes: Uint8Array): Glance {
  const text = latin1(bytes, head_bytes)
  const start = text.indexOf('MSH')
  if (start < 0 || start > 4) return nothing
  const end = endOfLine(text, start)
  const separator = text.charAt(start + 3)
  const msh = text.slice(start, end).split(separator, 10)
  const component = (msh[1] ?? '').charAt(0) || '^'
  const [code = '', event = ''] = (msh[8] ?? '').split(component)
  const at = text.indexOf('MSA', end)
  const msa = at > 0 && isLineEnd(text[at - 1]) ? text.slice(at, endOfLine(text, at)).split(separator, 3) : []
  const type = event === '' ? code : `${code}^${event}`
  return { type, controlId: (msh[9] ?? '').trim(), code: msa[1] ?? '', answers: (msa[2] ?? '').trim() }
}

function isLineEnd(char: string | undefined): boolean {
  return char === '\r' || char === '\n'
}

/** Whether the bytes are a batch or file of messages (FHS, BHS), and which these are. */
export function messagesIn(bytes: Uint8Array): readonly Uint8Array[] {
  const first = latin1(bytes, 3)
  if (first !== 'FHS' && first !== 'BHS') return [bytes]
  const text = latin1(bytes)
  const starts = [...text.matchAll(/(?:^|[\r\n])(?=MSH)/g)].map(({ index, 0: lead }) => index + lead.length)
  return starts.map((start, nth) => {
    const trailer = /[\r\n](?:BTS|FTS|BHS|FHS)/.exec(text.slice(start))
    const stop = Math.min(starts[nth + 1] ?? text.length, trailer ? start + trailer.index + 1 : text.length)
    return bytes.subarray(start, stop)
  })
}

/** What a message says of its patient, its orders and its values, as it stands between the delimiters. */
export type Content = {
  /** Every number of PID-3, in order. */
  readonly mrns: readonly string[]
  /** PID-7. */
  readonly birthDate: string
  /** Placer and filler numbers (ORC-2, ORC-3; OBR-2, OBR-3 where those are empty) and OBR-7, an order each. */
  readonly orders: readonly SeenOrder[]
  /** OBX-5 of each observation. */
  readonly values: readonly string[]
  /** OBX-3 and OBX-6 of each observation: the first component. */
  readonly measured: readonly Measured[]
}
export type Measured = { readonly code: string; readonly unit: string }

export type SeenOrder = { readonly placer: string; readonly filler: string; readonly collectedAt: string }

type Marks = { readonly separator: string; readonly component: string; readonly repeats: string }
type Growing = {
  mrns: string[]
  birthDate: string
  orders: GrowingOrder[]
  values: string[]
  measured: Measured[]
  open: GrowingOrder | null
}
type GrowingOrder = { placer: string; filler: string; collectedAt: string }

/** Reads a message whole. Segments and fields that it does not look for cost next to nothing. */
export function contentOf(bytes: Uint8Array): Content {
  const text = latin1(bytes)
  const start = Math.max(0, text.indexOf('MSH'))
  const mark = (at: number, usual: string) => text.charAt(start + at) || usual
  const marks: Marks = { separator: mark(3, '|'), component: mark(4, '^'), repeats: mark(5, '~') }
  const content: Growing = { mrns: [], birthDate: '', orders: [], values: [], measured: [], open: null }
  for (let at = start; at < text.length; ) {
    const end = endOfLine(text, at)
    readers[text.slice(at, at + 3)]?.(content, text.slice(at, end), marks)
    at = end + 1
  }
  const { mrns, birthDate, orders, values, measured } = content
  return { mrns, birthDate, orders, values, measured }
}

const readers: Readonly<Record<string, (content: Growing, segment: string, marks: Marks) => void>> = {
  PID(content, segment, marks) {
    content.mrns = field(segment, marks, 3)
      .split(marks.repeats)
      .map((one) => first(one, marks))
    content.birthDate = first(field(segment, marks, 7), marks)
  },
  ORC(content, segment, marks) {
    content.open = orderFrom(segment, marks)
    content.orders.push(content.open)
  },
  OBR(content, segment, marks) {
    const said = { ...orderFrom(segment, marks), collectedAt: first(field(segment, marks, 7), marks) }
    const { open } = content
    if (open) {
      open.placer ||= said.placer
      open.filler ||= said.filler
      open.collectedAt = said.collectedAt
    } else content.orders.push(said)
    content.open = null
  },
  OBX(content, segment, marks) {
    content.values.push(field(segment, marks, 5))
    content.measured.push({
      code: first(field(segment, marks, 3), marks),
      unit: first(field(segment, marks, 6), marks),
    })
  },
}

function orderFrom(segment: string, marks: Marks): GrowingOrder {
  const number = (nth: number) => first(field(segment, marks, nth), marks)
  return { placer: number(2), filler: number(3), collectedAt: '' }
}

/** A field of a segment as it stands; empty where it ends before. */
function field(segment: string, { separator }: Marks, nth: number): string {
  let from = -1
  for (let count = 0; count < nth; count++) {
    from = segment.indexOf(separator, from + 1)
    if (from < 0) return ''
  }
  const end = segment.indexOf(separator, from + 1)
  return segment.slice(from + 1, end < 0 ? segment.length : end)
}

/** The first component of the first repetition. */
function first(text: string, { component, repeats }: Marks): string {
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === component || char === repeats) return text.slice(0, at)
  }
  return text
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\r', from)
  if (end >= 0) return end
  const feed = text.indexOf('\n', from)
  return feed < 0 ? text.length : feed
}

function latin1(bytes: Uint8Array, most = bytes.length): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, most)).toString('latin1')
}
