import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { acknowledge, get, parseMessage, peek } from './index.ts'
import { lines, msh, sample } from './testing/samples.ts'

const answer = { code: 'AA', controlId: 'A-1', time: Date.parse('2026-01-05T15:15:01Z') } as const
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')

test('sender and receiver change places, and MSA-2 is the control ID', () => {
  const expected = lines(
    'MSH|^~\\&|EHR|RIVERSIDE|LAB^2.999.1^ISO|RIVERSIDE|20260105151501+0000||ACK^R01^ACK|A-1|P|2.5.1',
    'MSA|AA|LAB-000001',
  )
  const bytes = sample('oru-ten-results')
  expect(text(acknowledge(parseMessage(bytes), answer))).toBe(expected)
  expect(text(acknowledge(peek(bytes), answer))).toBe(expected)
})

test('delimiters and character set are those of the message', () => {
  expect(text(acknowledge(peek(sample('oru-odd-delimiters')), { ...answer, time: '20260105' }))).toBe(
    'MSH$%*!@$EHR$RIVERSIDE$LAB$RIVERSIDE$20260105$$ACK%R01%ACK$A-1$P$2.5.1\rMSA$AA$LAB-000002\r',
  )
  const latin = Buffer.from('MSH|^~\\&|M\xdcLLER|B|C|D|||ORU^R01|1|P|2.5||||||8859/1\r', 'latin1')
  expect(text(acknowledge(peek(latin), { ...answer, time: '1' }))).toBe(
    'MSH|^~\\&|C|D|M\xdcLLER|B|1||ACK^R01^ACK|A-1|P|2.5||||||8859/1\rMSA|AA|1\r',
  )
})

const error = { segment: 'OBX', sequence: 5, field: 3, component: 1, code: '103', text: 'Unknown component | code' }

test('since 2.5 an error has its place, its code and its words', () => {
  expect(
    text(acknowledge(peek(sample('oru-ten-results')), { ...answer, code: 'AE', error }))
      .split('\r')
      .slice(1),
  ).toEqual([
    'MSA|AE|LAB-000001',
    'ERR||OBX^5^3^1^1|103^Table value not found^HL70357|E||||Unknown component \\F\\ code',
    '',
  ])
})

test('before 2.5 an error has its place and code in ERR-1 and its words in MSA-3', () => {
  expect(text(acknowledge(peek(sample('orm-cancel-2.3')), { ...answer, code: 'AR', error })).split('\r')).toEqual([
    'MSH|^~\\&|LIS|LAB|EPI|RIVERSIDE|20260105151501+0000||ACK^O01|A-1|P|2.3',
    'MSA|AR|5001|Unknown component \\F\\ code',
    'ERR|OBX^5^3^103&Table value not found&HL70357',
    '',
  ])
})

test('an error may leave out its place', () => {
  const bare = { code: '207', text: 'Busy' }
  expect(
    text(acknowledge(peek(sample('oru-ten-results')), { ...answer, code: 'CR', text: 'later', error: bare })),
  ).toContain('MSA|CR|LAB-000001|later\rERR|||207^Application error^HL70357|E||||Busy\r')
})

test.each([
  ['2.2', 'ACK^R01'],
  ['2.3', 'ACK^R01'],
  ['2.3.1', 'ACK^R01^ACK'],
  ['2.8', 'ACK^R01^ACK'],
  ['', 'ACK^R01^ACK'],
  ['odd', 'ACK^R01^ACK'],
])('in version %j the answer is %s', (version, type) => {
  const message = parseMessage(lines(msh.replace('2.5.1', version)))
  expect(get(parseMessage(acknowledge(message, answer)), 'MSH-9')).toBe(type)
})

test.each([
  '',
  'MSH',
  'MSH|',
  'MSH|^',
  'garbage',
  'MSH|^~|A|B',
  '\0\0\0\0',
  'MSH|^~\\&|A|B|C|D|||ORU^R01|77|P|2.5||||||UTF-16',
])('even to %j an answer can be written that can be read', (input) => {
  const bytes = acknowledge(peek(Buffer.from(input)), {
    ...answer,
    code: 'AR',
    error: { code: '207', text: 'unreadable' },
  })
  const message = parseMessage(bytes)
  expect(get(message, 'MSA-1')).toBe('AR')
  expect(get(message, 'MSH-10')).toBe('A-1')
  expect(get(message, 'ERR-8')).toBe('unreadable')
  expect(message.notes).toEqual([])
})

test('our own words are plain ASCII whatever the character set, and no control characters', () => {
  const bytes = acknowledge(peek(sample('oru-latin-1')), { ...answer, text: 'größer\nals 5 µg' })
  expect(get(parseMessage(bytes), 'MSA-3')).toBe('gr??er\nals 5 ?g')
  expect(text(bytes)).toContain('gr??er\\.br\\als 5 ?g')
})

test('a control ID cannot break the frame of its answer', () => {
  const bytes = acknowledge(peek(Buffer.from('MSH|^~\\&|A|B|C|D|||ORU^R01|7\x1c')), answer)
  expect(text(bytes)).toContain('MSA|AA|7?\r')
})

test.each([
  'MSH\\^~\\&\\a\\b\\c\\d\\\\\\\\9\\',
  'MSH|\\\\\\\\|a|b|c|d||||9',
  'MSH|^~A&|a|b|c|d||||9',
  'MSH^',
  'MSH|^^^^|',
])('a header with delimiters that cannot be is answered with some that can: %s', (header) => {
  const text = 'a\\b|c^d&e~f'
  const bytes = acknowledge(peek(Buffer.from(header)), { code: 'AR', controlId: '1', time: 0, text })
  const answer = parseMessage(bytes)
  expect(get(answer, 'MSA-1')).toBe('AR')
  expect(get(answer, 'MSA-3')).toBe(text)
  expect(get(answer, 'MSH-9.1')).toBe('ACK')
})

test('an answer holds nothing of the message but its header', () => {
  const message = parseMessage(lines(msh, 'PID|1||SECRET-1||SECRET-2'))
  expect(text(acknowledge(message, { ...answer, code: 'AE', error }))).not.toContain('SECRET')
})
