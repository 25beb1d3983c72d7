import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { caseBytes, caseFiles, casesFolder, casesNote } from '../../test/cases.ts'
import { messages, parse, parseMessage, set } from './index.ts'
import { lines, msh, sample } from './testing/samples.ts'

const codes = (input: Uint8Array | string) => parseMessage(input).notes.map(({ code }) => code)
const places = (input: Uint8Array) =>
  parseMessage(input).notes.flatMap(({ code, segment, line, offset }) =>
    code === 'line-ends' ? [] : [[code, segment, line, offset]],
  )

test('a message without oddities has no notes', () => {
  for (const name of [
    'oru-ten-results',
    'oml-two-orders',
    'oul-r22',
    'orm-cancel-2.3',
    'oru-latin-1',
    'oru-odd-delimiters',
    'ack-with-error',
  ]) {
    expect(codes(sample(name)), name).toEqual([])
  }
})

test('the rest of a torn line is noted where it begins', () => {
  const bytes = sample('oru-torn')
  expect(places(bytes)).toEqual([['line-torn', '', 7, bytes.indexOf('and its second line')]])
})

test('segments glued together are noted where the second begins', () => {
  const bytes = sample('oru-glued')
  expect(places(bytes)).toEqual([
    ['segment-glued', 'OBX', 6, bytes.indexOf('OBX|2|')],
    ['segment-glued', 'OBX', 6, bytes.indexOf('OBX|3|')],
  ])
})

test.each([
  ['a test called RAPID with a sub-id', 'OBX|1|ST|X^STREP A RAPID|1|POS'],
  ['a diagnosis called PID', 'DG1|1||N73^PID|1|x|F'],
  ['a yolk sac', 'OBX|1|NM|X^YOLK SAC|1|3.2|mm'],
  ['a name in running text', 'NTE|1|L|see OBX for details'],
  ['a name as a value', 'ZL1|OBX|1|x'],
  ['an error location', 'ERR||PID^1^3|101'],
  ['a name as a code', 'MFI|OBX|x|y'],
])('%s is not taken for a glued segment', (_name, line) => {
  expect(codes(lines(msh, line))).toEqual([])
})

test.each([
  ['NTE', 'OBX|1|NM|K||4.1 NTE|1|L|text'],
  ['OBR', 'ORC|RE|1 OBR|1|P|F'],
  ['PID', 'PV1|1|O PID|1||T-1^^^X^MR||A^B'],
  ['ORC', 'PID|1||T-1ORC|NW|P'],
  ['MSH', 'OBX|1MSH|^~\\&|LAB'],
  ['OBX', 'OBX|1|NM|NA||140||||FOBX|2|NM|K'],
])('a glued %s is noticed', (_name, line) => {
  expect(codes(lines(msh, line))).toEqual(['segment-glued'])
})

test('a name that HL7 does not have is noted, a name that begins with Z is not', () => {
  expect(codes(lines(msh, 'XYZ|1', 'ZXY|1'))).toEqual(['segment-unknown'])
})

test('line ends other than CR are noted once', () => {
  expect(codes(sample('oru-crlf'))).toEqual(['line-ends'])
  expect(codes(sample('oru-lf-no-last-line-end'))).toEqual(['line-ends'])
  expect(codes(`${msh}\rPID|1`)).toEqual([])
})

test('a byte order mark and control characters are noted', () => {
  expect(codes(sample('oru-utf-8-bom'))).toEqual(['byte-order-mark'])
  expect(places(Buffer.from(lines(msh, 'NTE|1|L|a\x1cb')))).toEqual([
    ['control-characters', 'NTE', 2, msh.length + 1 + 'NTE|1|L|a'.length],
  ])
})

test.each([
  ['MSH||LAB\r', 'delimiters-assumed'],
  ['MSH|^~|LAB\r', 'delimiters-left-out'],
  ['MSH|^~\\&#%|LAB\r', 'delimiters-odd'],
  ['MSH|^^\\&|LAB\r', 'delimiters-odd'],
  ['MSH|^~\\a|LAB\r', 'delimiters-odd'],
])('%j has %s', (text, code) => {
  expect(codes(text)).toEqual([code])
})

test('what character set was read, and why, is noted where it was not declared', () => {
  const latin = sample('oru-latin-1-undeclared')
  expect(codes(latin)).toEqual(['character-set-guessed-latin-1'])
  expect(codes(Buffer.from(latin.toString('latin1')))).toEqual(['character-set-guessed-utf-8'])
  expect(parseMessage(latin, { encoding: '8859/1' }).notes.map(({ code }) => code)).toEqual(['character-set-assumed'])
  expect(codes(lines(`${msh}||||||KLINGON`, 'PID|1'))).toEqual(['character-set-unknown'])
  expect(codes(lines(`${msh}||||||8859/1~8859/5`, 'PID|1'))).toEqual(['character-set-repeats'])
})

test('bytes without a meaning are noted at the first of them', () => {
  const bytes = sample('oru-bytes-not-utf-8')
  expect(places(bytes)).toEqual([['bytes-invalid', 'PID', 2, bytes.indexOf(0xdc)]])
})

test('a note holds nothing of the message', () => {
  const bytes = Buffer.from(lines(`${msh}||||||SECRET`, 'SECRET|SECRET', 'PID|SECRET OBX|1|NM|SECRET\x00'))
  expect(JSON.stringify(parseMessage(bytes).notes)).not.toContain('SECRET')
})

test('the notes of a changed message are its own', () => {
  const message = parseMessage(sample('oru-torn'))
  expect(set(message, 'NTE-3', 'a\nb').notes.map(({ code }) => code)).toContain('line-torn')
  expect(set(parseMessage(lines(msh, 'NTE|1|L|x')), 'NTE-3', 'OBX|1|NM|').notes).toEqual([])
})

test.skipIf(!casesFolder)(
  `of the messages of others exactly the known ones have torn or glued lines${casesNote}`,
  () => {
    const found = caseFiles('messages').flatMap((file) => {
      const bytes = caseBytes(file)
      if (bytes.length === 0) return []
      const notes = messages(parse(bytes)).flatMap((message) => message.notes)
      const lineNotes = notes.filter(({ code }) => /^(line-torn|segment)/.test(code))
      return lineNotes.map(({ code, line, offset }) => `${file.split('/').at(-1)} ${code} ${line} ${offset}`)
    })
    expect(found).toEqual([
      '001_CA_OML_O21.hl7 segment-glued 6 633',
      '001_CA_OML_O21.hl7 segment-glued 6 725',
      '001_CA_OML_O21.hl7 segment-glued 14 1384',
      '001_CA_OML_O21.hl7 segment-glued 14 1436',
      '001_CA_OML_O21.hl7 segment-glued 14 1494',
      '001_TX_OML_O21.hl7 line-torn 6 1203',
      'orm-example.hl7 line-torn 7 678',
    ])
  },
)
