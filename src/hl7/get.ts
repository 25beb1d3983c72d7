// Reading a message by path. The one thing to know: absent, empty and the HL7 null are three answers: undefined, '' and
// '""'.
import type { Message, MessageView } from './message.ts'
import { type Path, path } from './path.ts'
import { notPlain, plainValue, raw, type SegmentView, value } from './segment.ts'
import { bytesIn } from './source.ts'

/** The segment that a path means. */
function segmentAt(message: Message, at: Path): SegmentView | undefined {
  const view = message as MessageView
  const index = view.find(at.code, at.nth)
  return index < 0 ? undefined : view.at(index)
}

// A line up to this length is looked through from its start; a longer one is read as a segment, which remembers places.
const shortLine_bytes = 512

/**
 * The value at a path, decoded and unescaped; see value() for what a path without a component gives.
 * @throws Hl7Error hl7-path
 */
export function get(message: Message, where: string | Path): string | undefined {
  const at = typeof where === 'string' ? path(where) : where
  const view = message as MessageView
  const index = view.find(at.code, at.nth)
  if (index < 0) return undefined
  if (at.isSimple && view.views?.[index] === undefined) {
    const found = quickValue(view, index, at)
    if (found !== notPlain) return found
  }
  return value(view.at(index), at.field, at.component, at.subcomponent, at.repetition)
}

/** A value of a short line that nobody has asked for yet, without making a segment of it. */
function quickValue(view: MessageView, index: number, at: Path): string | undefined | null {
  let start = view.startOf(index)
  let passed = 0
  if (view.startOf(index + 1) - start > shortLine_bytes) return notPlain
  const { source } = view
  const { delimiters } = view.context
  const bytes = bytesIn(source)
  const { fieldCode } = delimiters
  const { separators } = at
  const end = view.endOf(index)
  if (view.readIndex === index && view.readPassed <= separators) {
    start = view.readStart
    passed = view.readPassed
  }
  for (; passed < separators; start = (start + 1) | 0) {
    if (start >= end) return undefined
    if (bytes[start] === fieldCode) passed++
  }
  view.readFrom(index, passed, start)
  return plainValue(source, delimiters, start, end, at.component)
}

/** The text at a path as it stands, with delimiters and escapes: for copying whole fields. */
export function getRaw(message: Message, where: string | Path): string | undefined {
  const at = typeof where === 'string' ? path(where) : where
  const segment = segmentAt(message, at)
  return segment && raw(segment, at.field, at.component, at.subcomponent, at.repetition)
}
