// One OBX cut into what repeats and what does not. The one thing to know: this runs for every observation of every message, so
// the line is taken once as byte text and cut by searching for delimiters; only a value with escapes or letters beyond ASCII
// is decoded.
import { lineBytes, type Segment, value } from '../../hl7/index.ts'

export type ObxLine = {
  /** Everything that makes its shape: OBX-2 to 4, 6 to 13, 15, and from 23 on, as byte text. */
  readonly shape: string
  /** OBX-5, decoded. */
  readonly text: string
  /** OBX-14 as written; empty where absent. */
  readonly observed: string
}

/**
 * @param delimiter MSH-1
 */
export function obxLine(obx: Segment, delimiter: string): ObxLine {
  const line = lineBytes(obx)
  const start2 = after(line, delimiter, 4)
  const start5 = skip(line, delimiter, start2, 3)
  const start6 = skip(line, delimiter, start5, 1)
  const start14 = skip(line, delimiter, start6, 8)
  const start15 = skip(line, delimiter, start14, 1)
  const start16 = skip(line, delimiter, start15, 1)
  const start23 = skip(line, delimiter, start16, 7)
  const raw = line.slice(start5, start6 - (start6 > start5 && line[start6 - 1] === delimiter ? 1 : 0))
  return {
    shape:
      line.slice(start2, start5) + line.slice(start6, start14) + line.slice(start15, start16) + line.slice(start23),
    text: needsDecoding.test(raw) ? (value(obx, 5) ?? '') : raw,
    observed: line.slice(start14, start15 > start14 && line[start15 - 1] === delimiter ? start15 - 1 : start15),
  }
}

// Any escape character may be in use, so whatever is no letter, digit or common mark is given to the codec.
const needsDecoding = /[^\w .,:;<>=+\-/^%()[\]]/

/** The place behind the next delimiter; the end of the line where there is none. */
function after(line: string, delimiter: string, from: number): number {
  const found = line.indexOf(delimiter, from)
  return found < 0 ? line.length : found + 1
}

function skip(line: string, delimiter: string, from: number, fields: number): number {
  let at = from
  for (let count = 0; count < fields && at < line.length; count++) at = after(line, delimiter, at)
  return at
}
