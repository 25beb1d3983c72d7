// The control id of what was sent, as its bytes stand in MSH-10, and the names under which an answer finds it. The one thing
// to know: most peers copy the bytes and say nothing of a character set, so bytes are compared first; text counts where a
// peer wrote the same control id in another character set.
import { peek, rawBytes } from '../hl7/index.ts'

const separators = 9

/** MSH-10 of a message as its bytes stand, one character a byte; the text itself where they are the same. */
export function writtenControlId(body: Uint8Array, controlId: string): string {
  const start = body[0] === 0x4d ? startOfMsh10(body) : -1
  if (start >= 0 && standsAt(body, start, controlId)) return controlId
  const { segment } = peek(body)
  return (segment && rawBytes(segment, 10)) ?? controlId
}

/** Where MSH-10 begins; -1 where the first segment has none. */
function startOfMsh10(body: Uint8Array): number {
  const field = body[3]
  let passed = 0
  for (let at = 3; at < body.length; at++) {
    const byte = body[at]
    if (byte === field && ++passed === separators) return at + 1
    if (byte === 13 || byte === 10) return -1
  }
  return -1
}

/** Whether the field that begins here is this text, in ASCII. */
function standsAt(body: Uint8Array, start: number, text: string): boolean {
  const end = start + text.length
  if (end < body.length && body[end] !== body[3] && body[end] !== 13 && body[end] !== 10) return false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 126 || body[start + at] !== code) return false
  }
  return true
}

/** The name of what was sent by the text of its control id, which is never the bytes of another one. */
export function nameByText(controlId: string): string {
  for (let at = 0; at < controlId.length; at++) if (controlId.charCodeAt(at) > 126) return `\u0000${controlId}`
  return controlId
}
