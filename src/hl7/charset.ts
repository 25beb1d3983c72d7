// Character sets: the names of MSH-18, and the way between bytes and text. The one thing to know: inside this folder
// bytes travel as a string with one character a byte ("byte text"), so that an offset in it is an offset in the input.
import { Buffer, isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'
import { Hl7Error } from './errors.ts'

/** A character set that is read and written here. `name` is the one to write in MSH-18 (HL7 table 0211). */
export type Charset = {
  readonly name: string
  /** Byte text to text; a byte that the set does not know becomes U+FFFD. */
  decode(bytes: string): string
  /** Text to byte text, or undefined where a character does not exist in the set. */
  encode(text: string): string | undefined
}

const utf8: Charset = {
  name: 'UNICODE UTF-8',
  decode: (bytes) => Buffer.from(bytes, 'latin1').toString('utf8'),
  encode: (text) => (text.isWellFormed() ? Buffer.from(text, 'utf8').toString('latin1') : undefined),
}

const latin1: Charset = {
  name: '8859/1',
  decode: (bytes) => bytes,
  encode: (text) => (/^[\0-\xff]*$/.test(text) ? text : undefined),
}

const ascii: Charset = {
  name: 'ASCII',
  decode: (bytes) => bytes.replace(/[\x80-\xff]/g, '\ufffd'),
  encode: (text) => (/^[\0-\x7f]*$/.test(text) ? text : undefined),
}

function singleByte(name: string, codec: string): Charset {
  return {
    name,
    decode: (bytes) => iconv.decode(Buffer.from(bytes, 'latin1'), codec),
    encode: (text) => {
      const bytes = iconv.encode(text, codec)
      return iconv.decode(bytes, codec) === text ? bytes.toString('latin1') : undefined
    },
  }
}

// HL7 v2.5.1 §2.15.9.18 and table 0211, with the spellings that systems really send.
const isoRegistry: Record<string, string> = { '100': '1', '101': '2', '109': '3', '110': '4', '144': '5', '127': '6' }
Object.assign(isoRegistry, { '126': '7', '138': '8', '148': '9', '203': '15' })

const supported = new Map<string, Charset>()
for (const name of ['ASCII', 'USASCII', '7BIT', 'ISOIR6', 'ISO646', 'ANSIX341968']) supported.set(name, ascii)
for (const name of ['UNICODEUTF8', 'UTF8', 'UNICODE', 'ISO10646UTF8']) supported.set(name, utf8)
for (const part of ['1', '2', '3', '4', '5', '6', '7', '8', '9', '15']) {
  const charset = part === '1' ? latin1 : singleByte(`8859/${part}`, `iso-8859-${part}`)
  for (const name of [`8859${part}`, `ISO8859${part}`, `ISOIEC8859${part}`]) supported.set(name, charset)
}
for (const [number, part] of Object.entries(isoRegistry)) supported.set(`ISOIR${number}`, supported.get(`8859${part}`)!)
for (const name of ['LATIN1', 'ISOLATIN1']) supported.set(name, latin1)
for (const name of ['WINDOWS1252', 'CP1252']) supported.set(name, singleByte('WINDOWS-1252', 'windows-1252'))

// As most messages spell them, so that these need not be taken apart.
for (const charset of new Set(supported.values())) supported.set(charset.name, charset)
supported.set('UTF-8', utf8)

const refused = new Map<string, string>()
for (const [name, spellings] of Object.entries({
  'UTF-16': ['UNICODEUTF16', 'UTF16', 'UTF16LE', 'UTF16BE', 'UCS2', 'UNICODEUCS2'],
  'UTF-32': ['UNICODEUTF32', 'UTF32', 'UTF32LE', 'UTF32BE', 'UCS4'],
  'JIS X 0201 (ISO IR14)': ['ISOIR14', 'JISX0201', 'JISX02011976'],
  'ISO-2022-JP (ISO IR87)': ['ISOIR87', 'ISO2022JP', 'JISX0208', 'JISX02081990', 'JIS', 'ISO2022IR87'],
  'ISO-2022-JP (ISO IR159)': ['ISOIR159', 'JISX0212', 'JISX02121990', 'ISO2022IR159'],
  'Shift-JIS': ['SHIFTJIS', 'SJIS', 'MS932', 'CP932', 'WINDOWS31J', 'XSJIS'],
  'GB 18030': ['GB18030', 'GB180302000', 'GBK', 'GB2312', 'CP936', 'WINDOWS936'],
  Big5: ['BIG5', 'BIG5HKSCS', 'CP950'],
  'KS X 1001': ['KSX1001', 'ISO2022KR', 'KSC5601', 'CP949'],
  'CNS 11643': ['CNS116431992', 'CNS11643'],
})) {
  for (const spelling of spellings) refused.set(spelling, name)
}

/** A name of a character set without case, blanks and punctuation. */
function plain(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, '')
}

/** The character set of this name, undefined where the name is unknown or refused. */
export function charsetNamed(name: string): Charset | undefined {
  return supported.get(name) ?? supported.get(plain(name.slice(0, 40)))
}

/** The name to write in MSH-18 for a character set that is read here, undefined where this names none. */
export function characterSetName(name: string): string | undefined {
  return charsetNamed(name)?.name
}

/** The names of all character sets that are read and written here, as in HL7 table 0211. */
export const characterSetNames: readonly string[] = [...new Set(Array.from(supported.values(), ({ name }) => name))]

/** The proper name of a character set that is refused, undefined where this name is none. */
export function refusedCharset(name: string): string | undefined {
  return refused.get(plain(name.slice(0, 40)))
}

/**
 * The character set that a site or caller names.
 * @throws Hl7Error hl7-character-set-refused, hl7-character-set-unknown
 */
export function charsetRequired(name: string): Charset {
  const charset = charsetNamed(name)
  if (charset) return charset
  const given = refusedCharset(name)
  if (given) throw new Hl7Error('hl7-character-set-refused', { given })
  throw new Hl7Error('hl7-character-set-unknown')
}

/** Whether all bytes are below 0x80: then every character set reads them alike. */
export function isAsciiText(bytes: string): boolean {
  for (let index = 0; index < bytes.length; index++) if (bytes.charCodeAt(index) > 0x7f) return false
  return true
}

/** Without a declaration: UTF-8 if the bytes are that, else Latin-1. */
export function guessCharset(bytes: string): Charset {
  return isUtf8(Buffer.from(bytes, 'latin1')) ? utf8 : latin1
}

/** Whether every byte has a meaning in this character set. */
export function isValidIn(charset: Charset, bytes: string): boolean {
  if (charset === utf8) return isUtf8(Buffer.from(bytes, 'latin1'))
  return charset === latin1 || isAsciiText(bytes) || !charset.decode(bytes).includes('\ufffd')
}
