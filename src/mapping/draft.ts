// A message while the steps of a flow work on it: lines with the fields changed so far. The one thing to know: this is the
// only thing that changes in place, it lives for one message, and what no step touched keeps its very bytes.

import type { Delimiters, Message, Segment } from '../hl7/index.ts'
import { atHand, each, type Place } from '../site/place.ts'
import {
  codeAt,
  codeOf,
  countLines,
  decoded,
  edited,
  encoded,
  endOf,
  type FieldEdit,
  fieldOf,
  lineOf,
  messageOf,
  messageWithChanged,
  nameCode,
  segmentAt,
  segmentFrom,
} from './codec.ts'
import { readPart, writePart } from './parts.ts'

/** One line: as it came, and what was written into it since. It is read when somebody asks for it. */
export type Line = {
  readonly code: number
  readonly message: Message
  readonly index: number
  made: Segment | undefined
  edits: FieldEdit[] | undefined
}

export type Draft = {
  message: Message
  delimiters: Delimiters
  /** The usual delimiters: a text without them stands as it is. */
  isPlain: boolean
  /** Another list once a line was put in, taken out or moved. */
  lines: Line[]
  /** The lines of the message, in their order. */
  asCame: readonly Line[]
  changed: boolean
}

export function draftOf(message: Message): Draft {
  const lines: Line[] = []
  const count = countLines(message)
  for (let index = 0; index < count; index++)
    lines.push({ code: codeAt(message, index), message, index, made: undefined, edits: undefined })
  const { delimiters } = message
  return { message, delimiters, isPlain: isUsual(delimiters), lines, asCame: lines, changed: false }
}

/** The segment of a line as it came. */
export function segmentOf(line: Line): Segment {
  line.made ??= segmentAt(line.message, line.index)
  return line.made
}

function isUsual({ field, component, repetition, escape: mark, subcomponent }: Delimiters): boolean {
  return field === '|' && component === '^' && repetition === '~' && mark === '\\' && subcomponent === '&'
}

/** A draft with the same message and other lines, which it owns. */
export function draftWith(draft: Draft, lines: readonly Line[]): Draft {
  const own = lines.map((line) => ({ ...line, edits: line.edits?.map((edit) => ({ ...edit })) }))
  return { ...draft, lines: own, changed: true }
}

/** The message that the draft has become. */
export function finished(draft: Draft): Message {
  if (!draft.changed) return draft.message
  if (draft.lines === draft.asCame) return withEdits(draft)
  const last = draft.lines.length - 1
  const segments = draft.lines.map((line, index) => {
    const segment = line.edits ? edited(segmentOf(line), line.edits) : segmentOf(line)
    return index < last && endOf(segment) === '' ? segmentFrom(draft.message, lineOf(segment), '\r') : segment
  })
  return messageOf(draft.message, segments)
}

function withEdits(draft: Draft): Message {
  const changed = new Map<number, Segment>()
  for (const line of draft.lines) if (line.edits) changed.set(line.index, edited(segmentOf(line), line.edits))
  return messageWithChanged(draft.message, changed)
}

/** A field as it stands now, as byte text; undefined where absent. */
export function fieldBytes(line: Line, field: number): string | undefined {
  if (line.edits) for (const edit of line.edits) if (edit.field === field) return edit.bytes
  return fieldOf(segmentOf(line), field)
}

/** Puts byte text into a field. */
export function writeField(draft: Draft, line: Line, field: number, bytes: string): void {
  draft.changed = true
  if (!line.edits) {
    line.edits = [{ field, bytes }]
    return
  }
  const edit = line.edits.find((candidate) => candidate.field === field)
  if (edit) edit.bytes = bytes
  else line.edits.push({ field, bytes })
}

/** What stands at a place of a line, as byte text; undefined where absent. */
export function readPlace(draft: Draft, line: Line, place: Place, repetition = nth(place)): string | undefined {
  const field = fieldBytes(line, place.field)
  return field === undefined ? undefined : readPart(field, place, draft.delimiters, repetition)
}

/** Puts byte text at a place of a line. */
export function writePlace(draft: Draft, line: Line, place: Place, bytes: string, repetition = nth(place)): void {
  const old = fieldBytes(line, place.field) ?? ''
  const field = writePart(old, place, draft.delimiters, repetition, bytes)
  if (field !== old) writeField(draft, line, place.field, field)
}

function nth(place: Place): number {
  return place.repetition === each ? 1 : place.repetition
}

/** The text that byte text means; '' where it is absent. */
export function textOf(draft: Draft, bytes: string | undefined): string {
  return bytes === undefined || bytes === '' ? '' : decoded(draft.message, bytes)
}

/** The byte text of a text. @throws Hl7Error hl7-character */
export function bytesOf(draft: Draft, text: string): string {
  return encoded(draft.message, text)
}

/** A new line from whole fields as byte text: fields[0] is the segment's name. Empty ones at the end are left out. */
export function newLine(draft: Draft, fields: readonly string[]): Line {
  let length = fields.length
  while (length > 1 && !fields[length - 1]) length--
  const text = fields.slice(0, length).join(draft.delimiters.field)
  const first = draft.message.segments[0]
  const ending = first ? endOf(first) : ''
  const segment = segmentFrom(draft.message, text, ending.startsWith('\r\n') ? '\r\n' : ending.charAt(0) || '\r')
  return { code: codeOf(segment), message: draft.message, index: -1, made: segment, edits: undefined }
}

/** The lines that a place means, seen from the line at hand (an index; -1: none). */
export function linesAt(draft: Draft, place: Place, here: number): number[] {
  const { lines } = draft
  if (place.index === atHand) {
    const found = lineAt(draft, place, here)
    return found < 0 ? [] : [found]
  }
  const found: number[] = []
  let left = place.index
  for (let index = 0; index < lines.length; index++) {
    if (lines[index]!.code !== place.code) continue
    if (place.index === each) found.push(index)
    else if (--left === 0) return [index]
  }
  return found
}

/** The one line that a place means to read from; -1 where there is none. `each` means the first. */
export function lineAt(draft: Draft, place: Place, here: number): number {
  const { lines } = draft
  if (place.index > 0) return linesAt(draft, place, here)[0] ?? -1
  if (place.index === atHand && here >= 0) return nearest(lines, place.code, here)
  return lines.findIndex((line) => line.code === place.code)
}

/**
 * The segment of a name that belongs to the line at hand: itself, else the nearest before it in its order group, else the
 * first behind it in that group, else the nearest before it in the message, else the first of the message.
 */
function nearest(lines: readonly Line[], code: number, here: number): number {
  const start = groupStart(lines, here)
  for (let index = here; index >= start; index--) if (lines[index]!.code === code) return index
  const end = groupEnd(lines, here)
  for (let index = here + 1; index < end; index++) if (lines[index]!.code === code) return index
  for (let index = start - 1; index >= 0; index--) if (lines[index]!.code === code) return index
  return lines.findIndex((line) => line.code === code)
}

export const codes = {
  MSH: nameCode('MSH'),
  MSA: nameCode('MSA'),
  ERR: nameCode('ERR'),
  PID: nameCode('PID'),
  ORC: nameCode('ORC'),
  OBR: nameCode('OBR'),
  OBX: nameCode('OBX'),
  NTE: nameCode('NTE'),
  TQ1: nameCode('TQ1'),
  TQ2: nameCode('TQ2'),
  SPM: nameCode('SPM'),
  SFT: nameCode('SFT'),
  DSC: nameCode('DSC'),
} as const

/** Where the order group of a line begins: its ORC, or its OBR where no ORC stands directly before; 0 outside of one. */
export function groupStart(lines: readonly Line[], here: number): number {
  for (let index = here; index > 0; index--) {
    const name = lines[index]!.code
    if (name === codes.PID || name === codes.MSH) return index
    if (name === codes.ORC) return index
    if (name === codes.OBR) return ledBy(lines, index)
  }
  return 0
}

/** The ORC that stands before an OBR with nothing but timing between; the OBR itself where there is none. */
function ledBy(lines: readonly Line[], obr: number): number {
  for (let index = obr - 1; index > 0; index--) {
    const name = lines[index]!.code
    if (name === codes.ORC) return index
    if (name !== codes.TQ1 && name !== codes.TQ2 && name !== codes.NTE) return obr
  }
  return obr
}

/** Where the order group of a line ends: the index behind its last line. */
export function groupEnd(lines: readonly Line[], here: number): number {
  const start = groupStart(lines, here)
  let hasDetail = false
  for (let index = start; index < lines.length; index++) {
    const name = lines[index]!.code
    if (index > start && (name === codes.ORC || name === codes.PID || name === codes.DSC)) return index
    if (name === codes.OBR) {
      if (hasDetail) return index
      hasDetail = true
    }
  }
  return lines.length
}
