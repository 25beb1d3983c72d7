// The answer to a message (HL7 v2.5.1 §2.9, §2.15.5 ERR, §2.15.8 MSA). The one thing to know: it needs the header only,
// even a broken one, and it never repeats anything of the message but that header.
import { Buffer } from 'node:buffer'
import { formatDateTime } from './date-time.ts'
import { delimitersOf, encodingCharacters, usual } from './delimiters.ts'
import { codeMeaning } from './dictionary/index.ts'
import { escapeText } from './escape.ts'
import type { Header } from './header.ts'
import type { Message, MessageView } from './message.ts'
import { rawBytes, type Segment, type SegmentView, value } from './segment.ts'

/** Table 0008: application accept, error, reject; commit accept, error, reject. */
export type AcknowledgmentCode = 'AA' | 'AE' | 'AR' | 'CA' | 'CE' | 'CR'

/** What the answer says is wrong. */
export type AcknowledgedError = {
  /** Where: segment name, its place among the segments of that name, field, component. All may be left out. */
  readonly segment?: string
  readonly sequence?: number
  readonly field?: number
  readonly component?: number
  /** Table 0357, as in 207. */
  readonly code: string
  /** In words; no value of the message. */
  readonly text: string
}

/** What became of one record (MFE) of a catalog message. */
export type RecordVerdict =
  | { readonly taken: true }
  /** In words; no value of the message but codes. */
  | { readonly taken: false; readonly text: string }

export type Acknowledgment = {
  readonly code: AcknowledgmentCode
  /** MSH-10 of the answer. */
  readonly controlId: string
  /** MSH-7 of the answer: milliseconds since 1970 (written with offset +0000), or text as it shall stand. */
  readonly time: number | string
  /** MSA-3, in words; no value of the message. */
  readonly text?: string
  readonly error?: AcknowledgedError
  /** MSH-9.1 and MSH-9.3 of the answer; ACK where absent. */
  readonly type?: { readonly code: string; readonly structure: string }
  /** What is said of each record of a catalog message (MFE), in its order. */
  readonly records?: readonly RecordVerdict[]
}

/**
 * Writes an acknowledgement of a message or of what peek() read of it: sender and receiver swapped, same delimiters,
 * version, processing ID, character set and trigger event; MSA-2 is the MSH-10 of the message, byte for byte. With
 * `records` the message must be whole, and MFI and MFA follow.
 */
export function acknowledge(to: Message | Header, answer: Acknowledgment): Uint8Array {
  const header = 'segments' in to ? answerableOf((to as MessageView).at(0)) : to
  const lines = [mshLine(header, answer), msaLine(header, answer)]
  if (answer.error) lines.push(errLine(header, answer.error))
  if (answer.records && 'segments' in to) lines.push(...recordLines(to, answer.records, answer.time))
  return Buffer.from(`${lines.join('\r')}\r`, 'latin1')
}

/** What of a header an answer needs. */
type Answerable = Pick<Header, 'delimiters' | 'triggerEvent' | 'version' | 'segment' | 'problem'>

function answerableOf(segment: SegmentView): Answerable {
  const read = (field: number, component: number) => value(segment, field, component) ?? ''
  const { delimiters } = segment.context
  return { delimiters, triggerEvent: read(9, 2), version: read(12, 1), segment, problem: undefined }
}

/** Those of the message; where it leaves one of the four out the usual ones, with | for the one that is its MSH-1. */
function delimitersFor(header: Answerable) {
  if (header.delimiters === usual) return usual
  const { field, component, repetition, escape: mark, subcomponent } = header.delimiters
  const isWhole = [component, repetition, mark, subcomponent].every((character) => character !== '')
  return delimitersOf(field, isWhole ? encodingCharacters(header.delimiters) : '^~\\&'.replace(field, '|'))
}

function timeText(time: Acknowledgment['time']): string {
  return typeof time === 'number' ? formatDateTime(time, { offset_minutes: 0 }) : time
}

/** A field of the message's header, byte for byte; but nothing that could end a segment or an MLLP frame. */
function kept(header: Answerable, field: number): string {
  return header.segment ? keptIn(header.segment, field) : ''
}

function keptIn(segment: Segment, field: number): string {
  return (rawBytes(segment, field) ?? '').replace(/[\0-\x1f]/g, '?')
}

function mshLine(header: Answerable, answer: Acknowledgment): string {
  const d = delimitersFor(header)
  // In the order of the fields: a segment is read on from where it was read last.
  const application = kept(header, 3)
  const facility = kept(header, 4)
  const fields = [
    `MSH${d.field}${encodingCharacters(d)}`,
    kept(header, 5),
    kept(header, 6),
    application,
    facility,
    safe(timeText(answer.time), header),
    '',
    messageType(header, answer.type),
    safe(answer.controlId, header),
    kept(header, 11) || 'P',
    kept(header, 12) || '2.5.1',
  ]
  const characterSet = header.problem ? '' : kept(header, 18)
  return (characterSet ? [...fields, '', '', '', '', '', characterSet] : fields).join(d.field)
}

/** ACK^event^ACK; the structure since 2.3.1, and an event only where the message names one. */
function messageType(header: Answerable, { code, structure } = { code: 'ACK', structure: 'ACK' }): string {
  const { component } = delimitersFor(header)
  const event = /^[A-Z0-9]{3}$/.test(header.triggerEvent) ? header.triggerEvent : ''
  if (isBefore(header.version, [2, 3, 1])) return event ? `${code}${component}${event}` : code
  return `${code}${component}${event}${component}${structure}`
}

/**
 * MFI as it came, and an MFA for each MFE whose sender wants to hear of it: NE none, ER those that were not taken, SU those
 * that were, else all. (HL7 v2.5.1 §8.5.1.6, §8.5.3, tables 0179 and 0181)
 */
function recordLines(to: Message, verdicts: readonly RecordVerdict[], time: Acknowledgment['time']): string[] {
  const view = to as MessageView
  const header = answerableOf(view.at(0))
  const mfi = to.segments.find(({ name }) => name === 'MFI')
  const level = mfi ? keptIn(mfi, 6) : ''
  const wanted = ({ taken }: RecordVerdict) => level !== 'NE' && !(taken ? level === 'ER' : level === 'SU')
  const entries = to.segments.filter(({ name }) => name === 'MFE')
  const lines = entries.flatMap((mfe, index) => {
    const verdict = verdicts[index]
    return verdict && wanted(verdict) ? [mfaLine(mfe, verdict, header, time)] : []
  })
  return [joinedLine(['MFI', ...[1, 2, 3, 4, 5, 6].map((field) => (mfi ? keptIn(mfi, field) : ''))], header), ...lines]
}

function mfaLine(mfe: Segment, record: RecordVerdict, header: Answerable, time: Acknowledgment['time']): string {
  const { component } = delimitersFor(header)
  const said = record.taken ? ['S', 'Successful posting of the record'] : ['U', record.text.slice(0, 199)]
  const verdict = [...said, 'HL70181'].map((part) => safe(part, header)).join(component)
  return joinedLine(
    ['MFA', keptIn(mfe, 1), keptIn(mfe, 2), safe(timeText(time), header), verdict, keptIn(mfe, 4), keptIn(mfe, 5)],
    header,
  )
}

function joinedLine(fields: readonly string[], header: Answerable): string {
  const { field } = delimitersFor(header)
  return trimmed([...fields], field)
}

function msaLine(header: Answerable, answer: Acknowledgment): string {
  const { field } = delimitersFor(header)
  const text = answer.text ?? (isBefore(header.version, [2, 5]) ? answer.error?.text : undefined)
  const line = ['MSA', answer.code, kept(header, 10)].join(field)
  return text ? `${line}${field}${safe(text.slice(0, 80), header)}` : line
}

/** ERR-2, -3, -4, -8 since 2.5; ERR-1 with its components before. */
function errLine(header: Answerable, error: AcknowledgedError): string {
  const { field, component, subcomponent } = delimitersFor(header)
  const place = [error.segment, error.segment && (error.sequence ?? 1), error.field, error.field && 1, error.component]
  const location = trimmed(
    place.map((part) => safe(String(part ?? ''), header)),
    component,
  )
  const code = [error.code, codeMeaning('0357', error.code) ?? 'Application error', 'HL70357'].map((p) =>
    safe(p, header),
  )
  if (!isBefore(header.version, [2, 5])) {
    return ['ERR', '', location, code.join(component), 'E', '', '', '', safe(error.text.slice(0, 250), header)].join(
      field,
    )
  }
  const old = [error.segment ?? '', error.segment ? String(error.sequence ?? 1) : '', String(error.field ?? '')]
  return ['ERR', [...old.map((part) => safe(part, header)), code.join(subcomponent)].join(component)].join(field)
}

function trimmed(parts: string[], delimiter: string): string {
  let count = parts.length
  while (count > 0 && parts[count - 1] === '') count--
  return parts.slice(0, count).join(delimiter)
}

/** Text of ours in the answer: escaped, and plain ASCII, so that it is right in every character set. */
function safe(text: string, header: Answerable): string {
  return escapeText(text, delimitersFor(header)).replace(/[^\x20-\x7e]/g, '?')
}

function isBefore(version: string, than: readonly number[]): boolean {
  const parts = published.get(version) ?? partsOf(version)
  if (!parts) return false
  for (const [index, limit] of than.entries()) {
    const part = parts[index] ?? 0
    if (part !== limit) return part < limit
  }
  return false
}

function partsOf(version: string): readonly number[] | null {
  return /^\d+(\.\d+)*$/.test(version) ? version.split('.').map(Number) : null
}

/** The versions that nearly all messages name (HL7 table 0104), in numbers. */
const published: ReadonlyMap<string, readonly number[] | null> = new Map(
  ['2.1', '2.2', '2.3', '2.3.1', '2.4', '2.5', '2.5.1', '2.6', '2.7', '2.7.1', '2.8', '2.8.1', '2.8.2', '2.9'].map(
    (version) => [version, partsOf(version)],
  ),
)
