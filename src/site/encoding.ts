// Files that are not UTF-8, told with the place of the first byte that is not. The one thing to know: spreadsheets write
// UTF-16 and the character sets of their countries, and a letter that is read wrongly makes another code of a code.
import { type Position, type Report, start } from './problem.ts'

export type EncodingFault = Position & { readonly given: string }

/** Where a file stops being UTF-8; undefined where it never does. */
export function encodingFault(content: Uint8Array): EncodingFault | undefined {
  const [first, second] = content
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return { ...start, given: 'UTF-16' }
  const place = firstBroken(content)
  return place && { ...place, given: 'a byte that no UTF-8 text has there' }
}

/** Byte by byte, since only the place is wanted, and only of a file that is broken. */
function firstBroken(content: Uint8Array): Position | undefined {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let { line, column } = start
  try {
    for (const byte of content)
      for (const character of decoder.decode(Uint8Array.of(byte), { stream: true })) {
        column++
        if (character === '\n') [line, column] = [line + 1, 1]
      }
    decoder.decode()
    return undefined
  } catch {
    return { line, column }
  }
}

/** Tells it. */
export function reportEncoding(content: Uint8Array | string, file: string, report: Report): void {
  const fault = typeof content === 'string' ? undefined : encodingFault(content)
  report.error('site-file-encoding', file, fault ?? start, {
    given: fault?.given ?? 'another character set',
    allowed: 'UTF-8',
  })
}
