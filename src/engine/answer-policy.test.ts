import { expect, test } from 'vitest'
import { parseMessage } from '../hl7/index.ts'
import { expectedAnswers, judgeAnswer } from './answer-policy.ts'
import { type Answer, readAnswer } from './read-answer.ts'
import { oru } from './testing/messages.ts'

const answer = (code: string, change: Partial<Answer> = {}): Answer => ({
  ...{ code, controlId: 'C1', written: 'C1', text: '', isMessage: false },
  ...{ errorCode: '', errorSegment: '', errorField: '' },
  ...change,
})

test.each([
  [answer('AA'), 'delivered'],
  [answer('CA'), 'delivered'],
  [answer('AE'), 'hold'],
  [answer('CE'), 'hold'],
  [answer('AR'), 'retry'],
  [answer('CR'), 'retry'],
  [answer('AR', { errorCode: '200' }), 'hold'],
  [answer('AR', { errorCode: '207' }), 'retry'],
  [answer('AR', { errorSegment: 'MSH', errorField: '12' }), 'hold'],
  [answer('AR', { errorSegment: 'MSH', errorField: '10' }), 'retry'],
  [answer('AR', { text: 'Unsupported version id' }), 'hold'],
  [answer('AR', { text: 'Application busy' }), 'retry'],
  [answer(''), 'hold'],
])('%j means %s', (given, act) => {
  expect(judgeAnswer(given, 'received', {}).act).toBe(act)
})

test('the words of a refusal name codes and places, and nothing that the receiver wrote', () => {
  const refused = answer('AE', {
    text: 'No such patient DOE^JANE',
    errorCode: '204',
    errorSegment: 'PID',
    errorField: '3',
  })
  expect(judgeAnswer(refused, 'received', {})).toEqual({
    act: 'hold',
    kind: 'unknown-patient',
    why: expect.stringMatching(
      /^The receiver answered AE with error 204 \(table 0357: Unknown key identifier\) at PID-3\. It does not know the patient/,
    ),
    next: expect.stringContaining('See that the registration (ADT) reached it'),
  })
})

test.each([
  [answer('AE', { errorCode: '204', errorSegment: 'PID' }), 'unknown-patient'],
  [answer('AE', { text: 'Unknown patient' }), 'unknown-patient'],
  [answer('AR', { text: 'Patient not found' }), 'unknown-patient'],
  [answer('AR', { errorCode: '204', errorSegment: 'PID', errorField: '3' }), 'unknown-patient'],
  [answer('AE', { errorCode: '204', text: 'The patient is not known here.' }), 'unknown-patient'],
  [answer('AE', { errorCode: '204', errorSegment: 'ORC', text: 'Unknown order of the patient' }), 'delivery-refused'],
  [answer('AE', { errorCode: '101', errorSegment: 'PID', errorField: '3' }), 'delivery-refused'],
  [answer('AE', { text: 'Unknown test' }), 'delivery-refused'],
])('%j is held as %s', (given, kind) => {
  expect(judgeAnswer(given, 'received', {})).toMatchObject({ act: 'hold', kind })
})

test.each([
  ['', '', { any: true, application: false }],
  ['AL', 'NE', { any: true, application: false }],
  ['AL', 'AL', { any: true, application: true }],
  ['NE', 'AL', { any: true, application: true }],
  ['ER', 'ER', { any: false, application: false }],
  ['NE', 'NE', { any: false, application: false }],
])('a message with MSH-15 "%s" and MSH-16 "%s" asks for %j', (accept, application, expected) => {
  expect(expectedAnswers(oru({ placer: 'P' }, '1', { accept, application }))).toEqual(expected)
})

const text = (lines: string[]) => readAnswer(parseMessage(`${lines.join('\r')}\r`))
test('errors are read as each version writes them', () => {
  const head = (version: string) => `MSH|^~\\&|A|B|C|D|2026||ACK|1|P|${version}`
  const later = text([head('2.5.1'), 'MSA|AE|C1', 'ERR||PID^1^3|204^Unknown key identifier^HL70357|E'])
  expect(later).toMatchObject({ code: 'AE', controlId: 'C1', errorCode: '204', errorSegment: 'PID', errorField: '3' })
  const older = text([head('2.3'), 'MSA|AR|C1|busy', 'ERR|MSH^1^9^207&Application internal error'])
  expect(older).toMatchObject({ errorCode: '207', errorSegment: 'MSH', errorField: '9', text: 'busy' })
  expect(text([head('2.3'), 'MSA|AR|C1||||201'])).toMatchObject({ errorCode: '201' })
  expect(text([head('2.3')])).toBeNull()
})

test('a site that takes a refusal for an acceptance proves no more than that it was received', () => {
  for (const code of ['AE', 'AR', 'CE', 'CR']) {
    expect(judgeAnswer(answer(code), 'filed', { [code]: 'accept' })).toEqual({ act: 'delivered', level: 'received' })
  }
})

test('a refusal is told with the name of its code and what to do, and a code of its own as such', () => {
  const order = judgeAnswer(answer('AE', { errorCode: '204', errorSegment: 'OBR' }), 'received', {})
  expect(order).toMatchObject({
    kind: 'delivery-refused',
    why: 'The receiver answered AE with error 204 (table 0357: Unknown key identifier) at OBR.',
    next: expect.stringContaining('See that it gets that first, then resend the message'),
  })
  const own = judgeAnswer(answer('AE', { errorCode: 'X17' }), 'received', {})
  expect(own).toMatchObject({
    why: 'The receiver answered AE with error X17 (not in table 0357).',
    next: expect.stringContaining('Ask its team'),
  })
})
