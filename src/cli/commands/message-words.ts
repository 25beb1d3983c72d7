// A message in words, for the terminal and as JSON: each value with its place, the name of its field and the meaning of
// its code. The one thing to know: what came from outside is shown with its control characters made visible, so that a
// message cannot write on the terminal what it likes.
import {
  describe,
  Hl7Error,
  headerOf,
  type Message,
  messages,
  type Note,
  type Problem,
  parse,
} from '../../hl7/index.ts'

/** One value of a message. */
export type WordRow = {
  /** The line of the message that it stands in, from 1, and what that segment is called. */
  readonly line: number
  readonly segment: string
  readonly path: string
  readonly name: string
  readonly value: string
  /** What the code means, or a date in the usual writing; empty where there is nothing to say. */
  readonly meaning: string
}

export type MessageWords = {
  readonly type: string
  readonly controlId: string
  readonly version: string
  readonly characterSet: string
  readonly rows: readonly WordRow[]
  /** What is odd about it and was tolerated. */
  readonly notes: readonly Note[]
}

/** What an input holds in words; `problems` of batches and files around the messages. */
export type InputWords = { readonly messages: readonly MessageWords[]; readonly problems: readonly Problem[] }

/** A message in words. */
function wordsOf(message: Message): MessageWords {
  const { messageCode, triggerEvent, controlId, version } = headerOf(message.segments[0])
  return {
    type: [messageCode, triggerEvent].filter(Boolean).join('^'),
    controlId,
    version,
    characterSet: message.charset,
    rows: describe(message).map(({ line, path, names, value, meaning, segment, title }) => ({
      line,
      segment: [segment, title].filter(Boolean).join(' '),
      path,
      name: names.join(': '),
      value,
      meaning: meaning ?? '',
    })),
    notes: message.notes,
  }
}

/** Files that a person names may be larger than what a sender may send; the codec takes no more in one piece. */
export const largestFile_bytes = 256 * 1024 * 1024

/** What to do about an error of the codec, in the words of somebody who has a file. */
export function remedyOf({ code, remedy }: Hl7Error): string {
  return code === 'hl7-too-large' ? 'Divide the file into smaller ones.' : remedy
}

/**
 * All messages of an input in words.
 * @param encoding character set of messages without MSH-18; undefined: UTF-8, else Latin-1
 * @throws Hl7Error as the codec's parse()
 */
export function readWords(bytes: Uint8Array, encoding?: string): InputWords {
  const parsed = parse(bytes, { maxSize_bytes: largestFile_bytes, ...(encoding === undefined ? {} : { encoding }) })
  return { messages: messages(parsed).map(wordsOf), problems: parsed.problems }
}

/** As readWords, with an error of the codec as a part of the answer. */
export function jsonOf(bytes: Uint8Array): InputWords | { readonly error: ErrorWords } {
  try {
    return readWords(bytes)
  } catch (error) {
    if (error instanceof Hl7Error) return { error: errorWords(error) }
    throw error
  }
}

export type ErrorWords = {
  readonly code: string
  readonly message: string
  readonly segment: string | null
  readonly field: number | null
  readonly offset: number | null
  readonly remedy: string
}

export function errorWords(error: Hl7Error): ErrorWords {
  const { code, message, segment = null, field = null, offset = null } = error
  return { code, message, segment, field, offset, remedy: remedyOf(error) }
}

/** All messages of an input as lines; where it cannot be read, what is wrong with it. */
export function linesOf(bytes: Uint8Array): string {
  const words = jsonOf(bytes)
  if ('error' in words) return `cannot be read: ${words.error.message} ${words.error.remedy}`
  return inputLines(words)
}

/** The messages, one after the other, then what is wrong around them. */
export function inputLines({ messages: all, problems }: InputWords): string {
  const remarks = problems.map(({ message, hint, segment, offset }) => remark(message, hint, segment, offset))
  return [
    ...all.map(messageLines),
    ...(remarks.length > 0 ? [`Wrong around the messages:\n${remarks.join('\n')}`] : []),
  ].join('\n\n')
}

/** Wider than this a column does not push the next one away. */
const widest = { path: 16, name: 46 }

function messageLines({ type, controlId, version, characterSet, rows, notes }: MessageWords): string {
  const width = (column: 'path' | 'name') =>
    Math.min(Math.max(0, ...rows.map((row) => row[column].length)), widest[column])
  const [path, name] = [width('path'), width('name')]
  const line = (row: WordRow) => {
    const meaning = row.meaning === '' ? '' : `  (${visible(row.meaning)})`
    return `  ${row.path.padEnd(path)}  ${row.name.padEnd(name)}  ${visible(row.value)}${meaning}`
  }
  const lines = rows.flatMap((row, index) =>
    row.line === rows[index - 1]?.line ? [line(row)] : [row.segment, line(row)],
  )
  const heading = `${visible(type) || 'A message without a type'} ${visible(controlId)}, HL7 ${visible(version) || 'of no version'}, ${characterSet}`
  const remarks = notes.map(({ message, hint, segment, offset }) => remark(message, hint, segment, offset))
  const odd = remarks.length > 0 ? ['', 'Odd, and read all the same:', ...remarks] : []
  return [heading, '', ...lines, ...odd].join('\n')
}

function remark(message: string, hint: string, segment: string, offset: number): string {
  return `- ${segment === '' ? '' : `${segment}, `}byte ${offset}: ${message} ${hint}`
}

/** A value on one line: line ends and control characters as \x0a and the like. */
export function visible(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => {
    const code = character.charCodeAt(0)
    return code > 0xff ? `\\u${code.toString(16)}` : `\\x${code.toString(16).padStart(2, '0')}`
  })
}
