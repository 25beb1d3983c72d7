// The second way through a recording: every message as it may leave. The one thing to know: a segment's dates move as those
// of the patient whose PID stands before it, and whatever is in no plan is removed.
import { Buffer } from 'node:buffer'
import {
  type FieldEdit,
  lineBytes,
  lineEndBytes,
  type Message,
  type Parsed,
  type Part,
  parseMessage,
  type Segment,
  segmentFromBytes,
  value,
  withFields,
  withSegments,
  write,
} from '../../hl7/index.ts'
import { changedValue, type Means } from './change-value.ts'
import { markOf } from './mark.ts'
import type { Pseudonyms } from './pseudonyms.ts'
import type { Tally } from './report.ts'
import { fieldsOf, isKnown, type Kept } from './segments.ts'
import { identifiersOf, type Survey } from './survey.ts'
import { walkField } from './walk.ts'

export type Rewriting = {
  readonly pseudonyms: Pseudonyms
  readonly survey: Survey
  readonly tally: Tally
  readonly kept: Kept
  /** All dates of the run move alike. */
  readonly oneShift: boolean
}

/** An input as it may leave; `input` is its number in the survey. */
export function rewritten(parsed: Parsed, input: number, rewriting: Rewriting): Uint8Array {
  let count = 0
  // A trailer has no delimiters of its own: it is written in those of what came before.
  let home: Message = parseMessage('MSH|^~\\&|\r')
  const parts = parsed.parts.flatMap((part): Part[] => {
    if ('message' in part) {
      home = part.message
      return [{ message: rewrittenMessage(part.message, rewriting.survey.turnOf(input, count++), rewriting) }]
    }
    if (/^[BF]HS$/.test(part.segment.name)) home = headerAsMessage(part.segment)
    return around(part.segment, home, rewriting)
  })
  return write({ ...parsed, parts, bytes: undefined })
}

function rewrittenMessage(message: Message, turn: number, rewriting: Rewriting): Message {
  const { tally, kept } = rewriting
  tally.messages++
  const whose = identifiersOf(message)[0] ?? 'nobody'
  let means = meansFor(whose, turn, rewriting)
  let patients = 0
  const segments: Segment[] = []
  for (const segment of message.segments) {
    if (!isKnown(segment, kept)) {
      tally.removeSegment(segment.name)
      keepFrame(message, segments, segment)
      continue
    }
    if (segment.name === 'PID' && patients++ > 0) means = meansFor(patientIn(segment) ?? whose, turn, rewriting)
    segments.push(rewrittenSegment(message, segment, means, rewriting))
  }
  return withSegments(message, segments)
}

/** Where a removed line ended the frame of a captured message, the line before it does. */
function keepFrame(message: Message, segments: Segment[], removed: Segment): void {
  const end = lineEndBytes(removed)
  const last = segments.at(-1)
  if (last && /[\v\x1c]/.test(end)) segments[segments.length - 1] = segmentFromBytes(message, lineBytes(last), end)
}

/** A BHS or FHS as the MSH of a message, so that its values can be read. */
function headerAsMessage(header: Segment): Message {
  return parseMessage(Buffer.from(`MSH${lineBytes(header).slice(3)}\r`, 'latin1'))
}

function patientIn(pid: Segment): string | undefined {
  const number = value(pid, 3, 1) || value(pid, 2, 1)
  return number ? `patient ${number}` : undefined
}

function meansFor(whose: string, turn: number, { pseudonyms, survey, oneShift }: Rewriting): Means {
  const shift_days = pseudonyms.shift_days(oneShift ? 'everybody' : survey.patientOf(whose))
  return { pseudonyms, survey, shift_days, mark: markOf(turn) }
}

function rewrittenSegment(message: Message, segment: Segment, means: Means, rewriting: Rewriting): Segment {
  const { tally, kept } = rewriting
  const { name } = segment
  const edits: FieldEdit[] = []
  for (const { number, place, bytes, plan, valueType } of fieldsOf(segment, kept)) {
    if (plan.kind === 'unknown') tally.add(place, 'unknown')
    const made = walkField(bytes, plan, { message, place, valueType }, (leaf) => {
      const { text, done } = changedValue(leaf, means)
      tally.add(place, done)
      return text
    })
    if (made !== bytes) edits.push({ field: number, bytes: made })
  }
  if (name === 'MSH' && !edits.some(({ field }) => field === 8)) edits.push({ field: 8, bytes: means.mark })
  return edits.length > 0 ? withFields(segment, edits) : segment
}

/** The lines of a batch or file around its messages. Anything else there is removed. */
function around(segment: Segment, home: Message, rewriting: Rewriting): Part[] {
  const { name } = segment
  if (!/^[BF][HT]S$/.test(name)) {
    rewriting.tally.removeSegment(name)
    return []
  }
  return [{ segment: rewrittenSegment(home, segment, meansFor('nobody', 0, rewriting), rewriting) }]
}
