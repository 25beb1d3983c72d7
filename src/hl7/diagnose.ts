// What is odd about a message and was tolerated: torn and glued lines, characters that mean nothing, delimiters left
// out. The one thing to know: a remark names a place and a kind and never a value, and changes nothing.
import { type Charset, isAsciiText, isValidIn } from './charset.ts'
import { type Context, charsetOf } from './context.ts'
import type { MessageView } from './message.ts'
import { lineBytes, rawBytes, type SegmentView, segmentText } from './segment.ts'
import { isSegmentName } from './segment-names.ts'

export type NoteCode = keyof typeof texts

/** A remark on a message that was read all the same. Holds no values of it. */
export type Note = {
  readonly code: NoteCode
  /** The name of the segment, '' where the line has none. */
  readonly segment: string
  /** The line's place among the message's segments, from 1. */
  readonly line: number
  /** Bytes from the start of the input; of a changed segment, from its own start. */
  readonly offset: number
  readonly message: string
  readonly hint: string
}

const texts = {
  'byte-order-mark': {
    message: 'The message begins with a byte order mark.',
    hint: 'HL7 has none: let the sender leave it out.',
  },
  'line-ends': {
    message: 'Segments end in LF or CRLF, or have blank lines between them.',
    hint: 'HL7 ends a segment with CR alone: let the sender do so.',
  },
  'delimiters-assumed': {
    message: 'MSH-2 is empty: the usual ^~\\& was assumed.',
    hint: 'Let the sender write its encoding characters in MSH-2.',
  },
  'delimiters-left-out': {
    message: 'MSH-2 has fewer than four characters: what it leaves out does not separate here.',
    hint: 'Let the sender write all four: component, repetition, escape, subcomponent.',
  },
  'delimiters-odd': {
    message: 'MSH-2 has more than five characters, one of them twice, or one that cannot separate.',
    hint: 'Let the sender write four or five different characters, no letters or digits.',
  },
  'character-set-unknown': {
    message: 'MSH-18 names a character set that is not in table 0211.',
    hint: 'Let the sender write a name of table 0211, such as UNICODE UTF-8 or 8859/1.',
  },
  'character-set-assumed': {
    message: 'MSH-18 is empty and the message is not plain ASCII: it was read in the character set of the site.',
    hint: 'Let the sender name its character set in MSH-18.',
  },
  'character-set-guessed-utf-8': {
    message: 'MSH-18 is empty and the message is not plain ASCII: its bytes are UTF-8 and were read as that.',
    hint: "Let the sender name its character set in MSH-18, or name it in the site's system.",
  },
  'character-set-guessed-latin-1': {
    message: 'MSH-18 is empty and the message is not plain ASCII nor UTF-8: it was read as 8859/1.',
    hint: "Let the sender name its character set in MSH-18, or name it in the site's system: names and units may be wrong.",
  },
  'character-set-repeats': {
    message: 'MSH-18 names several character sets: only the first is used.',
    hint: 'Text that switches to another set by an escape sequence keeps the sequence, unless the set is an 8859 one.',
  },
  'bytes-invalid': {
    message: 'The segment holds bytes that mean nothing in the character set of the message.',
    hint: 'They are kept, and shown as \ufffd: MSH-18 is probably wrong.',
  },
  'control-characters': {
    message: 'The segment holds control characters.',
    hint: 'They are kept; a NUL, or a character of the MLLP frame, can stop other receivers.',
  },
  'line-torn': {
    message: 'The line does not begin with a segment name: it is probably the rest of the line before.',
    hint: 'A line break stands inside a field. Let the sender escape it as \\.br\\; until then the fields after it are missing from their segment.',
  },
  'segment-unknown': {
    message: 'HL7 has no segment of this name.',
    hint: "If it is the site's own, its name should begin with Z; else a line may be torn before it.",
  },
  'segment-glued': {
    message: 'Another segment seems to begin inside this one: a line end is missing.',
    hint: 'Its values are not read as a segment. Let the sender end every segment with CR.',
  },
} as const

/** All remarks on a message, in order of place. */
export function diagnose(view: MessageView): Note[] {
  const notes: Note[] = []
  const { segments } = view
  const add = (code: NoteCode, line: number, offset: number) => {
    notes.push({ code, segment: segments[line]?.name ?? '', line: line + 1, offset, ...texts[code] })
  }
  if (view.lead.startsWith('\xef\xbb\xbf')) add('byte-order-mark', 0, 0)
  for (const code of headerRemarks(view)) add(code, 0, segments[0]!.start)
  for (const [line, segment] of segments.entries()) {
    for (const { code, at } of lineRemarks(segment)) add(code, line, segment.start + at)
  }
  return notes
}

function headerRemarks(view: MessageView): NoteCode[] {
  const found: NoteCode[] = []
  if (view.segments.some((segment) => !/^\r?$/.test(segmentText(segment).slice(segment.end - segment.start)))) {
    found.push('line-ends')
  }
  const characters = rawBytes(view.at(0), 2) ?? ''
  if (characters === '') found.push('delimiters-assumed')
  else if (/[A-Za-z0-9\s]|[^!-~]/.test(characters) || characters.length > 5 || hasTwice(characters)) {
    found.push('delimiters-odd')
  } else if (characters.length < 4) found.push('delimiters-left-out')
  const charset = charsetRemark(view.context, () => view.segments.every((segment) => isAsciiText(lineBytes(segment))))
  if (charset) found.push(charset)
  if ((rawBytes(view.at(0), 18, 0, 0, 2) ?? '') !== '') found.push('character-set-repeats')
  return found
}

function hasTwice(characters: string): boolean {
  return new Set(characters).size < characters.length
}

function charsetRemark(context: Context, isAscii: () => boolean): NoteCode | undefined {
  if (context.unknownName) return 'character-set-unknown'
  if (context.declared || isAscii()) return undefined
  if (context.isAssumed) return 'character-set-assumed'
  return charsetOf(context).name === '8859/1' ? 'character-set-guessed-latin-1' : 'character-set-guessed-utf-8'
}

type Remark = { readonly code: NoteCode; readonly at: number }

function lineRemarks(segment: SegmentView): Remark[] {
  const line = lineBytes(segment)
  const found: Remark[] = []
  if (segment.code === 0) found.push({ code: 'line-torn', at: 0 })
  else if (!isSegmentName(segment.name)) found.push({ code: 'segment-unknown', at: 0 })
  const control = line.search(/[\0-\x08\x0b-\x1f\x7f]/)
  if (control >= 0) found.push({ code: 'control-characters', at: control })
  if (!isAsciiText(line) && !isValidIn(charsetOf(segment.context), line)) {
    found.push({ code: 'bytes-invalid', at: firstInvalid(line, charsetOf(segment.context)) })
  }
  for (const at of glued(line, segment.context.delimiters.field)) found.push({ code: 'segment-glued', at })
  return found
}

/** The first byte without a meaning: as many bytes as the text before it takes. */
function firstInvalid(line: string, charset: Charset): number {
  const text = charset.decode(line)
  const before = text.slice(0, text.indexOf('\ufffd'))
  return charset.encode(before)?.length ?? before.length
}

// What a glued segment looks like at its start, \x01 for the field separator. A name alone proves nothing: a test can be
// called RAPID, a diagnosis PID, and both be followed by a sub-id. So more of the segment must fit.
const starts = [
  /(?<![A-Za-z0-9])(?:NTE|OBR|NK1|DG1|IN1|GT1|AL1|SPM|TQ1|FT1|PV1)\x01\d{0,4}\x01/g,
  // [^\x01\d]*\d and not [^\x01]*\d: a long number is then gone over once, not once for each of its digits.
  /(?<![A-Za-z0-9])PID\x01\d{0,4}\x01[^\x01]*\x01(?=[^\x01]*\x01)[^\x01\d]*\d/g,
  /OBX\x01\d{1,4}\x01[A-Z]{2,3}\x01/g,
  /ORC\x01[A-Z]{2}\x01/g,
  /MSH\x01[^\sA-Za-z0-9]{2}/g,
]

/** Where other segments begin inside a line. */
function glued(line: string, field: string): number[] {
  const same = line.replaceAll(field, '\x01')
  const found = starts.flatMap((start) => Array.from(same.matchAll(start), (match) => match.index))
  return found.filter((at) => at > 3).sort((a, b) => a - b)
}
