import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { charsetNamed, charsetRequired, refusedCharset } from './charset.ts'
import { characterSetName, characterSetNames, get, parse, parseMessage, peek, recode } from './index.ts'
import { lines, msh, sample, written } from './testing/samples.ts'

const header = (name: string) => `${msh}||||||${name}`

test.each([
  ['ASCII', 'ASCII'],
  ['UNICODE UTF-8', 'UNICODE UTF-8'],
  ['utf-8', 'UNICODE UTF-8'],
  ['UTF8', 'UNICODE UTF-8'],
  ['UNICODE', 'UNICODE UTF-8'],
  ['8859/1', '8859/1'],
  ['ISO-8859-1', '8859/1'],
  ['iso8859-15', '8859/15'],
  ['8859/15', '8859/15'],
  ['8859-9', '8859/9'],
  ['ISO IR100', '8859/1'],
  ['ISO IR 144', '8859/5'],
  ['ISO_IR 126', '8859/7'],
  ['windows-1252', 'WINDOWS-1252'],
])('%s is %s', (name, proper) => {
  expect(charsetNamed(name)?.name).toBe(proper)
})

test.each([
  ['UNICODE UTF-16', 'UTF-16'],
  ['UTF-16LE', 'UTF-16'],
  ['UNICODE UTF-32', 'UTF-32'],
  ['ISO IR87', 'ISO-2022-JP (ISO IR87)'],
  ['ISO-2022-JP', 'ISO-2022-JP (ISO IR87)'],
  ['ISO IR159', 'ISO-2022-JP (ISO IR159)'],
  ['Shift_JIS', 'Shift-JIS'],
  ['GB 18030-2000', 'GB 18030'],
  ['BIG-5', 'Big5'],
  ['KS X 1001', 'KS X 1001'],
])('%s is refused by name', (name, proper) => {
  expect(refusedCharset(name)).toBe(proper)
  expect(charsetNamed(name)).toBeUndefined()
  expect(() => parse(lines(header(name), 'PID|1'))).toThrow(
    expect.objectContaining({ code: 'hl7-character-set-refused', segment: 'MSH', field: 18, given: proper }),
  )
  expect(() => parse(lines(msh), { encoding: name })).toThrow(
    expect.objectContaining({ code: 'hl7-character-set-refused' }),
  )
})

test('the character sets that a site can name are listed', () => {
  const parts = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '15'].map((part) => `8859/${part}`)
  expect([...characterSetNames].sort()).toEqual(['ASCII', 'UNICODE UTF-8', 'WINDOWS-1252', ...parts].sort())
  expect(characterSetName('latin1')).toBe('8859/1')
  expect(characterSetName('BIG-5')).toBeUndefined()
})

test('a site cannot name a character set that there is not', () => {
  expect(() => charsetRequired('KLINGON')).toThrow(expect.objectContaining({ code: 'hl7-character-set-unknown' }))
})

test('every character set reads each of its bytes as iconv does, and writes it back', () => {
  for (const part of ['1', '2', '3', '4', '5', '6', '7', '8', '9', '15']) {
    const charset = charsetRequired(`8859/${part}`)
    for (let code = 0; code < 256; code++) {
      const bytes = String.fromCharCode(code)
      const text = charset.decode(bytes)
      expect(text, `8859/${part} ${code}`).toBe(iconv.decode(Buffer.from([code]), `iso-8859-${part}`))
      if (text !== '\ufffd') expect(charset.encode(text)).toBe(bytes)
    }
  }
})

test.each(['~ISO IR87', 'ASCII~ISO IR87~ISO IR159', 'UNICODE UTF-8~8859/1~GB 18030-2000'])(
  'a set that is refused is refused in every repetition of MSH-18: %s',
  (names) => {
    expect(() => parse(lines(header(names), 'PID|1||x||\x1b$B;3ED\x1b(B^B'))).toThrow(
      expect.objectContaining({ code: 'hl7-character-set-refused', segment: 'MSH', field: 18 }),
    )
    expect(peek(Buffer.from(lines(header(names)))).problem?.code).toBe('hl7-character-set-refused')
  },
)

test('a refused repetition is named with its place', () => {
  const bytes = Buffer.from(lines(header('ASCII~8859/1~ISO IR87'), 'PID|1'))
  expect(() => parse(bytes)).toThrow(expect.objectContaining({ offset: bytes.indexOf('ISO IR87') }))
})

test('what follows a switch to another set is read in it, up to the next switch', () => {
  const text = Buffer.from(lines(header('8859/1~8859/2'), 'PID|1||\xb1||\\C2D42\\\xb1\\XB1\\\\C2842\\b^\xb1'), 'latin1')
  const message = parseMessage(text)
  expect(get(message, 'PID-3')).toBe('±')
  expect(get(message, 'PID-5.1')).toBe('ąąb')
  expect(get(message, 'PID-5.2')).toBe('±')
  expect(written(message)).toBe(text.toString('latin1'))
  expect(get(recode(message, { encoding: 'UNICODE UTF-8' }), 'PID-5.1')).toBe('ąąb')
})

test('a value is read as MSH-18 says, the first of several', () => {
  const bytes = (name: string) =>
    Buffer.concat([Buffer.from(lines(header(name))), Buffer.from('PID|1||||\xe1\r', 'latin1')])
  expect(get(parseMessage(bytes('8859/1')), 'PID-5')).toBe('á')
  expect(get(parseMessage(bytes('8859/5')), 'PID-5')).toBe('с')
  expect(get(parseMessage(bytes('8859/7~8859/1')), 'PID-5')).toBe('α')
  expect(get(parseMessage(bytes('8859/8')), 'PID-5')).toBe('ב')
  expect(get(parseMessage(bytes('8859/15')), 'PID-5')).toBe('á')
})

test('without MSH-18 the site decides, else UTF-8, else Latin-1', () => {
  const latin = sample('oru-latin-1-undeclared')
  expect(get(parseMessage(latin), 'PID-5.1')).toBe('MÜSTERPATIENT')
  expect(parseMessage(latin).charset).toBe('8859/1')
  const unicode = Buffer.from(latin.toString('latin1'), 'utf8')
  expect(get(parseMessage(unicode), 'PID-5.1')).toBe('MÜSTERPATIENT')
  expect(parseMessage(unicode).charset).toBe('UNICODE UTF-8')
  expect(get(parseMessage(latin, { encoding: '8859/5' }), 'PID-5.1')).toBe('MмSTERPATIENT')
})

test('the setting of the site gives way to what the message says', () => {
  expect(get(parseMessage(sample('oru-latin-1'), { encoding: '8859/5' }), 'PID-5.1')).toBe('MÜSTERPATIENT')
})

test('a byte that the declared set does not know is shown as such and kept', () => {
  const message = parseMessage(sample('oru-bytes-not-utf-8'))
  expect(get(message, 'PID-5.1')).toBe('M\ufffdSTERPATIENT')
  expect(written(message)).toBe(sample('oru-bytes-not-utf-8').toString('latin1'))
  const ascii = parseMessage(Buffer.from(lines(header('ASCII'), 'PID|1||||M\xdcLLER'), 'latin1'))
  expect(get(ascii, 'PID-5')).toBe('M\ufffdLLER')
})

test('each message of a file has its own character set', () => {
  const file = Buffer.concat([sample('oru-latin-1'), sample('oru-utf-8-bom').subarray(3)])
  const names = parse(file).parts.map((part) => ('message' in part ? get(part.message, 'PID-5.1') : ''))
  expect(names).toEqual(['MÜSTERPATIENT', 'MÜSTERPATIENT'])
})

test('no character of a set that is read here holds a byte of a delimiter', () => {
  const names = ['UNICODE UTF-8', '8859/1', '8859/2', '8859/5', '8859/8', '8859/15']
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.string({ unit: 'grapheme' }), (name, text) => {
      const bytes = charsetRequired(name).encode(text)
      if (bytes === undefined || /[|^~\\&]/.test(text)) return
      expect(/[|^~\\&]/.test(bytes)).toBe(false)
    }),
  )
})
