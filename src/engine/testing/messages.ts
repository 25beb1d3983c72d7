// Messages for tests, of plainly fictitious patients. Each is bytes as a peer would send them.
import { Buffer } from 'node:buffer'

export type HeaderChange = {
  readonly id?: string
  /** MSH-15 and MSH-16. */
  readonly accept?: string
  readonly application?: string
  readonly from?: 'EHR' | 'LIS'
}

function msh(type: string, { id = 'M1', accept = '', application = '', from = 'LIS' }: HeaderChange): string {
  const to = from === 'LIS' ? 'EHR' : 'LIS'
  const line = `MSH|^~\\&|${from}|TEST|${to}|TEST|20260302080000||${type}|${id}|P|2.5.1|||${accept}|${application}`
  return line.replace(/\|+$/, '')
}

function bytes(lines: readonly string[]): Buffer {
  return Buffer.from(`${lines.join('\r')}\r`, 'latin1')
}

export type OrderNumbers = { readonly placer: string; readonly filler?: string; readonly mrn?: string }

function pid({ mrn = '100' }: OrderNumbers): string {
  return `PID|1||${mrn}^^^TEST^MR||Testpatient^Ida||19700102|F`
}

/** A result with one component. */
export function oru(
  numbers: OrderNumbers,
  value: string,
  change: HeaderChange & { status?: string; flag?: string; unit?: string } = {},
): Buffer {
  const { placer, filler = `F${placer}` } = numbers
  const { status = 'F', flag = 'N', unit = 'mmol/L' } = change
  return bytes([
    msh('ORU^R01^ORU_R01', change),
    pid(numbers),
    `ORC|RE|${placer}|${filler}`,
    `OBR|1|${placer}|${filler}|K^Potassium^L|||20260302073000|||||||||||||||20260302080000||CH|${status}`,
    `OBX|1|NM|K^Potassium^L||${value}|${unit}|3.5-5.1|${flag}|||${status}`,
  ])
}

/** A new order, or with another ORC-1 a word about one. */
export function orm(numbers: OrderNumbers, change: HeaderChange & { control?: string; status?: string } = {}): Buffer {
  const { placer, filler = '' } = numbers
  const { control = 'NW', status = '' } = change
  return bytes([
    msh('ORM^O01^ORM_O01', { from: 'EHR', ...change }),
    pid(numbers),
    `ORC|${control}|${placer}|${filler}||${status}`,
    `OBR|1|${placer}|${filler}|K^Potassium^L`,
  ])
}

/** The filler's answer to an order message. */
export function orr(
  numbers: OrderNumbers,
  answers: string,
  change: HeaderChange & { control?: string; code?: string } = {},
): Buffer {
  const { placer, filler = `F${placer}` } = numbers
  return bytes([
    msh('ORR^O02^ORR_O02', change),
    `MSA|${change.code ?? 'AA'}|${answers}`,
    pid(numbers),
    `ORC|${change.control ?? 'OK'}|${placer}|${filler}`,
    `OBR|1|${placer}|${filler}|K^Potassium^L`,
  ])
}

export function adt(event: string, mrn: string, change: HeaderChange & { prior?: string } = {}): Buffer {
  const lines = [
    msh(`ADT^${event}^ADT_${event}`, { from: 'EHR', ...change }),
    `EVN|${event}|20260302080000`,
    pid({ placer: '', mrn }),
  ]
  return bytes(change.prior ? [...lines, `MRG|${change.prior}^^^TEST^MR`] : lines)
}

/** An acknowledgement as a peer gives it. `error` is ERR-3.1 (table 0357). */
export function ack(answers: string, code = 'AA', error = '', id = `A${answers}`): Buffer {
  const lines = [`MSH|^~\\&|PEER|TEST|LABLOOP|TEST|20260302080000||ACK^R01^ACK|${id}|P|2.5.1`, `MSA|${code}|${answers}`]
  return bytes(
    error
      ? [...lines, `ERR||${error.startsWith('20') && error < '204' ? 'MSH^1^9' : ''}|${error}^error^HL70357|E`]
      : lines,
  )
}

/** One field of the first segment of a name, counted as HL7 does. */
export function field(message: Uint8Array, segment: string, number: number): string {
  const line = Buffer.from(message)
    .toString('latin1')
    .split(/[\r\n]+/)
    .find((text) => text.startsWith(`${segment}|`))
  return line?.split('|')[segment === 'MSH' ? number - 1 : number] ?? ''
}

/** The control id of a message, and MSA-1 and MSA-2 of an answer. */
export const controlIdOf = (message: Uint8Array) => field(message, 'MSH', 10)
export const answerOf = (message: Uint8Array) => `${field(message, 'MSA', 1)} ${field(message, 'MSA', 2)}`
