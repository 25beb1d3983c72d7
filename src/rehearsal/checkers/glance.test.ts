// What the judges read of a message, without the codec.
import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { contentOf, glance, messagesIn } from './glance.ts'

const bytes = (...lines: string[]) => Buffer.from(`${lines.join('\r')}\r`)
const msh = 'MSH|^~\\&|LAB|A|EHR|B|20261122||ORU^R01^ORU_R01|L1|P|2.5.1'

test('the head of a message says its type and its control id', () => {
  expect(glance(bytes(msh, 'PID|1'))).toEqual({ type: 'ORU^R01', controlId: 'L1', code: '', answers: '' })
})

test('the head of an answer says what it answers, and how', () => {
  const answer = bytes('MSH|^~\\&|EHR|B|LAB|A|20261122||ACK|E7|P|2.5.1', 'MSA|AE|L1|Not known.')
  expect(glance(answer)).toEqual({ type: 'ACK', controlId: 'E7', code: 'AE', answers: 'L1' })
})

test('delimiters are those that the message declares', () => {
  expect(glance(bytes('MSH#*~\\&#A#B#C#D#1##ADT*A08#X9#P#2.3')).type).toBe('ADT^A08')
})

test.each([
  ['', ''],
  ['garbage', ''],
  ['PID|1\rMSH|^~\\&', ''],
])('of what is no message nothing is read: %j', (text) => {
  expect(glance(Buffer.from(text))).toEqual({ type: '', controlId: '', code: '', answers: '' })
})

test('the messages of a batch are read one by one', () => {
  const batch = bytes('FHS|^~\\&', 'BHS|^~\\&', msh, 'PID|1', msh.replace('L1', 'L2'), 'PID|2', 'BTS|2', 'FTS|1')
  expect(messagesIn(batch).map((one) => glance(one).controlId)).toEqual(['L1', 'L2'])
  expect(Buffer.from(messagesIn(batch)[1]!).toString()).toBe(`${msh.replace('L1', 'L2')}\rPID|2\r`)
})

test('a message that is no batch is itself', () => {
  const one = bytes(msh)
  expect(messagesIn(one)).toEqual([one])
})

test('a report says whose it is, of which orders, and every value', () => {
  const report = bytes(
    msh,
    'PID|1||77^^^RCH^MR~88^^^X||DOE^JO||19800101|F',
    'ORC|RE|P1^EPC|F1^LAB',
    'OBR|1|||GLU^Glucose|||202611220800',
    'OBX|1|NM|GLU^Glucose||5.1|mmol/L||||N|F',
    'OBR|2|P2^EPC|F2^LAB|K|||202611220801',
    'OBX|2|NM|K||4.2~4.3|mmol/L|||||C',
  )
  expect(contentOf(report)).toEqual({
    mrns: ['77', '88'],
    birthDate: '19800101',
    orders: [
      { placer: 'P1', filler: 'F1', collectedAt: '202611220800' },
      { placer: 'P2', filler: 'F2', collectedAt: '202611220801' },
    ],
    values: ['5.1', '4.2~4.3'],
    measured: [
      { code: 'GLU', unit: 'mmol/L' },
      { code: 'K', unit: 'mmol/L' },
    ],
  })
})
