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
  const msh = text.slice(start, end).split(separator)
  const component = (msh[1] ?? '').charAt(0) || '^'
  const [code = '', event = ''] = (msh[8] ?? '').split(component)
  const msa = /[\r\n]MSA(.[^\r\n]*)/.exec(text.slice(end))?.[1]?.split(separator) ?? []
  const type = event === '' ? code : `${code}^${event}`
  return { type, controlId: (msh[9] ?? '').trim(), code: msa[1] ?? '', answers: (msa[2] ?? '').trim() }
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

/** One OBX. `value` is OBX-5 as it stands. */
export type SeenValue = { readonly component: string; readonly value: string; readonly status: string }

/** What a message says of its patient, its orders and its values, as it stands between the delimiters. */
export type Content = {
  /** Every number of PID-3, in order. */
  readonly mrns: readonly string[]
  /** PID-7. */
  readonly birthDate: string
  /** Placer numbers, filler numbers (ORC-2, ORC-3; OBR-2, OBR-3 where those are empty) and OBR-7, an order each. */
  readonly orders: readonly { readonly placer: string; readonly filler: string; readonly collectedAt: string }[]
  readonly values: readonly SeenValue[]
}

/** Reads a message whole. Segments that it does not look for cost nothing. */
export function contentOf(bytes: Uint8Array): Content {
  const text = latin1(bytes)
  const start = Math.max(0, text.indexOf('MSH'))
  const separator = text.charAt(start + 3) || '|'
  const component = text.charAt(start + 4) || '^'
  const repeats = text.charAt(start + 5) || '~'
  const part = (field: string | undefined) => (field ?? '').split(repeats, 1)[0]!.split(component)[0]!
  const content = { mrns: [] as string[], birthDate: '', orders: [] as Order[], values: [] as SeenValue[] }
  let order: Order | null = null
  for (let at = start; at < text.length; ) {
    const end = endOfLine(text, at)
    const name = text.slice(at, at + 3)
    if (name === 'PID') {
      const pid = text.slice(at, end).split(separator, 9)
      content.mrns = (pid[3] ?? '').split(repeats).map((one) => part(one))
      content.birthDate = part(pid[7])
    } else if (name === 'ORC') {
      order = orderFrom(text.slice(at, end).split(separator, 4), part)
      content.orders.push(order)
    } else if (name === 'OBR') {
      const obr = text.slice(at, end).split(separator, 8)
      const said = { ...orderFrom(obr, part), collectedAt: part(obr[7]) }
      if (order && order.collectedAt === '') {
        order.placer ||= said.placer
        order.filler ||= said.filler
        order.collectedAt = said.collectedAt
      } else content.orders.push(said)
      order = null
    } else if (name === 'OBX') {
      const obx = text.slice(at, end).split(separator, 12)
      content.values.push({ component: part(obx[3]), value: obx[5] ?? '', status: obx[11] ?? '' })
    }
    at = end + 1
  }
  return content
}

type Order = { placer: string; filler: string; collectedAt: string }

function orderFrom(fields: readonly string[], part: (field: string | undefined) => string): Order {
  return { placer: part(fields[2]), filler: part(fields[3]), collectedAt: '' }
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
