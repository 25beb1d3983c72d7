import fc from 'fast-check'
import { expect, test } from 'vitest'
import { charsetRequired } from './charset.ts'
import {
  defaultDelimiters,
  escape as escaped,
  escapePieces,
  get,
  parseMessage,
  unescape as unescaped,
} from './index.ts'
import { lines, msh } from './testing/samples.ts'

const usual = defaultDelimiters
const truncating = { ...usual, truncation: '#' }

test.each([
  ['\\F\\', '|'],
  ['\\S\\', '^'],
  ['\\T\\', '&'],
  ['\\R\\', '~'],
  ['\\E\\', '\\'],
  ['\\P\\', '#'],
  ['a\\F\\b\\S\\\\T\\c', 'a|b^&c'],
  ['\\X41\\', 'A'],
  ['\\X414243\\', 'ABC'],
  ['\\X0D\\', '\r'],
  ['\\.br\\', '\n'],
  ['one\\.br\\two\\.br\\', 'one\ntwo\n'],
  ['\\.sp\\', '\n'],
  ['\\.sp3\\', '\n\n\n'],
  ['\\.sp+2\\', '\n\n'],
  ['\\.ce\\title', '\ntitle'],
  ['a\\.sk4\\b', 'a    b'],
  ['\\.in+4\\\\.ti-2\\\\.fi\\\\.nf\\text', 'text'],
  ['\\H\\critical\\N\\ value', 'critical value'],
  ['\\E\\F\\E\\', '\\F\\'],
])('%j means %j', (text, meaning) => {
  expect(unescaped(text, usual)).toBe(meaning)
})

test.each([
  ['no sequence at all', 'C:\\temp\\file'],
  ['a lone mark', 'a\\b'],
  ['a mark at the end', 'ab\\'],
  ['two marks', '\\\\'],
  ['an unknown letter', '\\Q\\'],
  ['a small letter', '\\f\\'],
  ['a site’s own sequence', '\\Z12ab\\'],
  ['hexadecimal of odd length', '\\X4\\'],
  ['hexadecimal that is none', '\\XGG\\'],
  ['an empty hexadecimal', '\\X\\'],
  ['a switch to a Japanese set', '\\M2442\\'],
  ['a multi-byte switch of three', '\\M242A43\\'],
  ['a switch to an unknown set', '\\C2A55\\'],
  ['an unknown format command', '\\.xy\\'],
  ['a format command with nonsense', '\\.spx\\'],
  ['an absurd number of lines', '\\.sp9999\\'],
])('%s stays as it is', (_name, text) => {
  expect(unescaped(text, usual)).toBe(text)
})

test('a mark that closes nothing can open the next sequence', () => {
  expect(unescaped('C:\\data\\T\\more', usual)).toBe('C:\\data&more')
  expect(unescaped('a\\b \\S\\ c', usual)).toBe('a\\b ^ c')
})

test('hexadecimal bytes are characters of the charset of the message', () => {
  expect(unescaped('\\XE0\\', usual, charsetRequired('8859/1'))).toBe('à')
  expect(unescaped('\\XE0\\', usual, charsetRequired('8859/5'))).toBe('р')
  expect(unescaped('\\XC3A0\\', usual, charsetRequired('UNICODE UTF-8'))).toBe('à')
  expect(unescaped('\\XC3\\\\XA0\\', usual, charsetRequired('UNICODE UTF-8'))).toBe('à')
  expect(unescaped('\\XE5B1B1\\', usual)).toBe('山')
  expect(unescaped('\\XE0\\', usual)).toBe('à')
})

test('hexadecimal bytes that mean nothing in the charset stay as they are', () => {
  expect(unescaped('\\XE0\\x', usual, charsetRequired('UNICODE UTF-8'))).toBe('\\XE0\\x')
})

test('00E0 is one character, in every charset', () => {
  for (const name of ['8859/1', 'UNICODE UTF-8', 'ASCII', '8859/5']) {
    expect(unescaped('citt\\X00E0\\', usual, charsetRequired(name)), name).toBe('città')
  }
  expect(unescaped('\\X000d\\\\X0A\\', usual)).toBe('\r\n')
  const message = parseMessage(lines(`${msh}||||||8859/1`, 'PID|1||||SANIT\\X00E0\\'))
  expect(get(message, 'PID-5')).toBe('SANITà')
})

test('a switch to a set of one byte is followed', () => {
  const latin1 = charsetRequired('8859/1')
  expect(unescaped('\\C2842\\plain', usual, latin1)).toBe('plain')
  expect(unescaped('\\C2D4C\\\\XE0\\', usual, latin1)).toBe('р')
})

test('text is escaped so that no delimiter, line end or frame character is left', () => {
  expect(escaped('a|b^c~d\\e&f#g', truncating)).toBe('a\\F\\b\\S\\c\\R\\d\\E\\e\\T\\f\\P\\g')
  expect(escaped('#', usual)).toBe('#')
  expect(escaped('a\nb\r\nc\td\x0b\x1c\0', usual)).toBe('a\\.br\\b\\X0D\\\\.br\\c\td\\X0B\\\\X1C\\\\X00\\')
  expect(escaped('5 > 3, µ and ü stay', usual)).toBe('5 > 3, µ and ü stay')
})

test('escaped and unescaped, any text is the same again', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom(
        '\\',
        'X',
        '4',
        '1',
        'F',
        'E',
        '.',
        'br',
        '|',
        '^',
        '~',
        '&',
        '#',
        '\n',
        '\r',
        'Z',
        'H',
        'C28',
        '42',
      ),
    }),
  )
  fc.assert(
    fc.property(
      text,
      fc.constantFrom(usual, truncating, { ...usual, escape: '.' }, { ...usual, field: '.' }),
      (given, delimiters) => {
        const safe = escaped(given, delimiters)
        const marks = [delimiters.field, delimiters.component, delimiters.repetition, delimiters.subcomponent]
        expect(marks.filter((mark) => safe.includes(mark))).toEqual([])
        expect(/[\r\n\x0b\x1c\0]/.test(safe)).toBe(false)
        expect(unescaped(safe, delimiters)).toBe(given)
      },
    ),
    { numRuns: 2000 },
  )
})

test('the pieces of any text, put together, are the text', () => {
  const text = fc.string({
    unit: fc.constantFrom('\\', 'X41', 'F', 'E', '.br', '.sp2', 'Zab', 'H', 'N', 'C2842', 'M2442', 'a', ' '),
  })
  fc.assert(
    fc.property(text, (given) => {
      const raw = escapePieces(given, usual).map((piece) =>
        piece.kind === 'text' ? escaped(piece.text, usual) : piece.raw,
      )
      expect(unescaped(raw.join(''), usual)).toBe(unescaped(given, usual))
    }),
    { numRuns: 2000 },
  )
})

test('pieces are named for those who render them', () => {
  expect(escapePieces('a\\H\\b\\N\\\\.in+4\\\\X41\\\\X42\\\\Z1\\\\M2442\\\\C2842\\c\\T\\d', usual)).toEqual([
    { kind: 'text', text: 'a' },
    { kind: 'highlight', raw: '\\H\\' },
    { kind: 'text', text: 'b' },
    { kind: 'normal', raw: '\\N\\' },
    { kind: 'format', command: 'in', amount: 4, raw: '\\.in+4\\' },
    { kind: 'hex', bytes: 'AB', raw: '\\X41\\\\X42\\' },
    { kind: 'local', raw: '\\Z1\\' },
    { kind: 'multi-byte-set', switch: '2442', raw: '\\M2442\\' },
    { kind: 'single-byte-set', switch: '2842', raw: '\\C2842\\' },
    { kind: 'text', text: 'c&d' },
  ])
})
