// What goes into parse(): bytes as they are, or text that must first become bytes. The one thing to know: text is
// encoded as its own MSH-18 says, so that reading it again gives the same text.
import { Buffer } from 'node:buffer'
import { type Charset, charsetNamed, charsetRequired, isAsciiText, refusedCharset } from './charset.ts'
import { Hl7Error } from './errors.ts'

/** The bytes of an input; bytes are not copied. @throws Hl7Error hl7-character, hl7-character-set-refused */
export function inputBytes(input: Uint8Array | string, encoding: string | undefined): Buffer {
  if (typeof input !== 'string') return bufferOf(input)
  if (isAsciiText(input)) return Buffer.from(input, 'latin1')
  const charset = charsetOfText(input, encoding)
  const isUnicode = charset.name === 'UNICODE UTF-8'
  const bytes = charset.encode(isUnicode ? input : input.replace(/^\ufeff/, ''))
  if (bytes === undefined) throw new Hl7Error('hl7-character', { allowed: `characters of ${charset.name}` })
  return Buffer.from(bytes, 'latin1')
}

/** The same bytes as a Buffer. */
export function bufferOf(input: Uint8Array): Buffer {
  return Buffer.isBuffer(input) ? input : Buffer.from(input.buffer, input.byteOffset, input.byteLength)
}

function charsetOfText(text: string, encoding: string | undefined): Charset {
  const msh = /(?:^|[\r\n\v\x1c\ufeff])(MSH[!-/:-@[-`{-~][^\r\n]*)/.exec(text)?.[1] ?? ''
  const name = msh.split(msh.charAt(3))[17]?.split(msh.charAt(5))[0] ?? ''
  const given = refusedCharset(name)
  if (given) throw new Hl7Error('hl7-character-set-refused', { segment: 'MSH', field: 18, given })
  return charsetNamed(name) ?? charsetRequired(encoding ?? 'UTF-8')
}
