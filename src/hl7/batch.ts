// Batches and files: the headers and trailers around messages. The one thing to know: wrong counts and missing headers
// are reported and stop nothing.
import { Buffer } from 'node:buffer'
import { surroundingProblems } from './batch-problems.ts'
import { type Message, MessageView, messageBytes, messageText } from './message.ts'
import { type ParseOptions, type Part, readContents } from './parse.ts'
import { type Segment, type SegmentView, segmentText } from './segment.ts'

/** Something wrong with a batch or file around its messages, which are readable all the same. Holds no values. */
export type Problem = {
  readonly code: ProblemCode
  /** The header or trailer concerned, '' where the line has no name. */
  readonly segment: string
  /** Bytes from the start of the input. */
  readonly offset: number
  readonly message: string
  readonly hint: string
}

export type ProblemCode =
  | 'batch-count'
  | 'batch-count-unreadable'
  | 'batch-header-missing'
  | 'batch-trailer-missing'
  | 'file-count'
  | 'file-count-unreadable'
  | 'file-header-missing'
  | 'file-trailer-missing'
  | 'line-outside-message'
  | 'no-messages'

/** What an input holds: messages, and the lines of batches and files around them, in order. */
export type Parsed = {
  readonly parts: readonly Part[]
  readonly problems: readonly Problem[]
  /** The bytes that came in; undefined once a message was replaced. */
  readonly bytes: Uint8Array | undefined
  /** Byte text before the first part, where that is a header of a batch or file. */
  readonly lead: string
}

/** A batch: its header and trailer where they are there, and its messages. */
export type Batch = {
  readonly header: Segment | undefined
  readonly messages: readonly Message[]
  readonly trailer: Segment | undefined
}

/**
 * Reads a message, several messages, a batch or a file (HL7 v2.5.1 §2.10.3). The bytes are not copied: do not change
 * them afterwards.
 * @throws Hl7Error where there is no header, a limit is passed, or the character set is refused
 */
export function parse(input: Uint8Array | string, options: ParseOptions = {}): Parsed {
  const { message, parts: several, bytes } = readContents(input, options)
  const parts: readonly Part[] = message ? [{ message }] : several
  const [first] = parts
  const lead = first && 'segment' in first ? bytes.toString('latin1', 0, first.segment.start) : ''
  return { parts, problems: surroundingProblems(parts), bytes, lead }
}

/** The messages of an input, in order. */
export function messages(parsed: Parsed): readonly Message[] {
  return parsed.parts.flatMap((part) => ('message' in part ? [part.message] : []))
}

/** The batches of an input, in order; messages that stand in none make one without header and trailer. */
export function batches(parsed: Parsed): readonly Batch[] {
  const found: { header: Segment | undefined; messages: Message[]; trailer: Segment | undefined }[] = []
  let open = false
  const start = (header: Segment | undefined) => {
    const made = { header, messages: [], trailer: undefined }
    found.push(made)
    open = true
    return made
  }
  for (const part of parsed.parts) {
    const current = open ? found[found.length - 1] : undefined
    if ('message' in part) (current ?? start(undefined)).messages.push(part.message)
    else if (part.segment.name === 'BHS') start(part.segment)
    else if (part.segment.name === 'BTS') {
      if (current) current.trailer = part.segment
      open = false
    }
  }
  return found
}

/**
 * The input with every message replaced by what `change` makes of it; headers, trailers and counts stay as they are. A
 * message whose last line has no end gets one where something follows.
 */
export function replaceMessages(parsed: Parsed, change: (message: Message, index: number) => Message): Parsed {
  let count = 0
  const parts = parsed.parts.map((part) => ('message' in part ? { message: change(part.message, count++) } : part))
  const isSame = parts.every((part, index) => {
    const before = parsed.parts[index]!
    return !('message' in part) || ('message' in before && before.message === part.message)
  })
  return isSame ? parsed : { ...parsed, parts, bytes: undefined }
}

/** The bytes of a message or of a whole input: the very bytes that came in where nothing was changed. */
export function write(what: Parsed | Message): Uint8Array {
  if (what instanceof MessageView) return messageBytes(what)
  const { parts, bytes, lead } = what as Parsed
  if (bytes) return bytes
  const texts = parts.map((part, index) => (index < parts.length - 1 ? ended(partText(part)) : partText(part)))
  return Buffer.from(lead + texts.join(''), 'latin1')
}

/** What came in ends its lines; a message that was put in its place may not, and would run into the next. */
function ended(text: string): string {
  let at = text.length - 1
  while (text[at] === '\v' || text[at] === '\x1c') at--
  return text[at] === '\r' || text[at] === '\n' ? text : `${text}\r`
}

function partText(part: Part): string {
  return 'message' in part ? messageText(part.message as MessageView) : segmentText(part.segment as SegmentView)
}
