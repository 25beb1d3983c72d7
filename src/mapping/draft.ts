// A message while the steps of a flow work on it: lines with the fields changed so far. The one thing to know: this is the
// only thing that changes in place, it lives for one message, and what no step touched keeps its very bytes.

import {
  countLines,
  type Delimiters,
  decodeBytes,
  encodeBytes,
  type FieldEdit,
  lineBytes,
  lineCode,
  lineEndBytes,
  lineSegment,
  type Message,
  type Segment,
  segmentCode,
  segmentFromBytes,
  fieldBytes as storedBytes,
  withFields,
  withLines,
  withSegments,
} from '../hl7/index.ts'
import { each, type Place } from '../site/place.ts'
import type { SignedConversion } from './conversion/signed.ts'
import type { Sight } from './find-lines.ts'
import { readPart, writePart } from './parts.ts'

/** One line: as it came, and what was written into it since. It is read when somebody asks for it. */
export type Line = {
  /** The segment's name as a number; `gone` once it was taken out. */
  code: number
  readonly message: Message
  readonly index: number
  made: Segment | undefined
  edits: FieldEdit[] | undefined
  conversion: MetConversion | undefined
}

/** The signed conversion that an OBX came under. */
export type MetConversion = {
  readonly by: SignedConversion
  /** The line before its value was converted: contexts are read from it. */
  readonly came: Line
  /** Its unit is said by the conversion, and by no map. */
  readonly settlesUnit: boolean
  /** A step is still to translate OBX-3 by the row of the conversion. */
  awaitsRow: boolean
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
  /** Whether lines were taken out that still stand in the list. */
  hasGone: boolean
  sight: Sight | undefined
  /** Of a part of a split: where the ORC and OBR that it holds began in the message as it came; null where nobody knows. */
  origins?: readonly number[] | null
}

/** The code of a line that was taken out: no segment has it. */
const gone = -1

export function draftOf(message: Message): Draft {
  const lines: Line[] = []
  const count = countLines(message)
  for (let index = 0; index < count; index++)
    lines.push({
      code: lineCode(message, index),
      message,
      index,
      made: undefined,
      edits: undefined,
      conversion: undefined,
    })
  const { delimiters } = message
  return {
    message,
    delimiters,
    isPlain: isUsual(delimiters),
    lines,
    asCame: lines,
    changed: false,
    hasGone: false,
    sight: undefined,
  }
}

/** The segment of a line as it came. */
export function segmentOf(line: Line): Segment {
  line.made ??= lineSegment(line.message, line.index)
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

/** Takes a line out. Its place in the list stays until compact(), so that indexes stay true within a step. */
export function takeOut(draft: Draft, index: number): void {
  draft.lines[index]!.code = gone
  draft.hasGone = true
  draft.changed = true
}

/** Closes the gaps that lines left which were taken out. */
export function compact(draft: Draft): void {
  if (!draft.hasGone) return
  draft.lines = draft.lines.filter(({ code }) => code !== gone)
  draft.hasGone = false
}

/** The message that the draft has become. */
export function finished(draft: Draft): Message {
  compact(draft)
  if (!draft.changed) return draft.message
  if (draft.lines === draft.asCame) return withEdits(draft)
  const last = draft.lines.length - 1
  const segments = draft.lines.map((line, index) => {
    const segment = line.edits ? withFields(segmentOf(line), line.edits) : segmentOf(line)
    return index < last && lineEndBytes(segment) === ''
      ? segmentFromBytes(draft.message, lineBytes(segment), '\r')
      : segment
  })
  return withSegments(draft.message, segments)
}

function withEdits(draft: Draft): Message {
  const changed: [number, Segment][] = []
  for (const line of draft.lines) if (line.edits) changed.push([line.index, withFields(segmentOf(line), line.edits)])
  return withLines(draft.message, changed)
}

/** A field as it stands now, as byte text; undefined where absent. */
export function fieldBytes(line: Line, field: number): string | undefined {
  if (line.edits) for (const edit of line.edits) if (edit.field === field) return edit.bytes
  return storedBytes(segmentOf(line), field)
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
  return bytes === undefined || bytes === '' ? '' : decodeBytes(draft.message, bytes)
}

/** The byte text of a text. @throws Hl7Error hl7-character */
export function bytesOf(draft: Draft, text: string): string {
  return encodeBytes(draft.message, text)
}

/** A new line from whole fields as byte text: fields[0] is the segment's name. Empty ones at the end are left out. */
export function newLine(draft: Draft, fields: readonly string[]): Line {
  let length = fields.length
  while (length > 1 && !fields[length - 1]) length--
  const text = fields.slice(0, length).join(draft.delimiters.field)
  const first = draft.message.segments[0]
  const ending = first ? lineEndBytes(first) : ''
  const segment = segmentFromBytes(draft.message, text, ending.startsWith('\r\n') ? '\r\n' : ending.charAt(0) || '\r')
  return {
    ...{ code: segmentCode(segment), message: draft.message, index: -1 },
    ...{ made: segment, edits: undefined, conversion: undefined },
  }
}
