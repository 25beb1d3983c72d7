// Reading a message by path. The one thing to know: absent, empty and the HL7 null are three answers: undefined, '' and
// '""'.
import type { Message, MessageView } from './message.ts'
import { type Path, path } from './path.ts'
import { raw, type SegmentView, value } from './segment.ts'

/** The segment that a path means. */
export function segmentAt(message: Message, at: Path): SegmentView | undefined {
  const view = message as MessageView
  const index = view.find(at.code, at.nth)
  return index < 0 ? undefined : view.at(index)
}

/**
 * The value at a path, decoded and unescaped; see value() for what a path without a component gives.
 * @throws Hl7Error hl7-path
 */
export function get(message: Message, where: string | Path): string | undefined {
  const at = typeof where === 'string' ? path(where) : where
  const segment = segmentAt(message, at)
  return segment && value(segment, at.field, at.component, at.subcomponent, at.repetition)
}

/** The text at a path as it stands, with delimiters and escapes: for copying whole fields. */
export function getRaw(message: Message, where: string | Path): string | undefined {
  const at = typeof where === 'string' ? path(where) : where
  const segment = segmentAt(message, at)
  return segment && raw(segment, at.field, at.component, at.subcomponent, at.repetition)
}
