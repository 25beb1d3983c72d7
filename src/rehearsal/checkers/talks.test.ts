// Frames put together: which answer is whose, and what went how often.
import { expect, test } from 'vitest'
import type { Frame } from '../play/evidence.ts'
import { isSame, talksOf } from './talks.ts'
import { ackOf, messageOf } from './testing/hand-made.ts'

let n = 0
function frame(line: Frame['line'], kind: Frame['kind'], end: Frame['end'], bytes: Uint8Array): Frame {
  return { n: ++n, at: n, line, kind, end, bytes }
}

const report = messageOf('L1', ['ORU^R01', 'PID|1||7001'])

test('a message that goes twice is one talk', () => {
  const talks = talksOf([
    frame('lab-to-labloop', 'message', 'sent', report),
    frame('lab-to-labloop', 'message', 'sent', Uint8Array.from(report)),
    frame('lab-to-labloop', 'message', 'arrived', report),
  ])
  const [talk, ...others] = talks.on['lab-to-labloop']
  expect(others).toEqual([])
  expect(talk).toMatchObject({ controlId: 'L1', type: 'ORU^R01', replies: [] })
  expect([talk!.sent.length, talk!.arrived.length]).toEqual([2, 1])
})

test('other bytes under the same control id are another talk, and an answer is for the one that went last', () => {
  const other = messageOf('L1', ['ORU^R01', 'PID|1||7002'])
  const talks = talksOf([
    frame('lab-to-labloop', 'message', 'sent', report),
    frame('lab-to-labloop', 'answer', 'arrived', ackOf(report, 'AA')),
    frame('lab-to-labloop', 'message', 'sent', other),
    frame('lab-to-labloop', 'answer', 'arrived', ackOf(other, 'AE')),
  ])
  expect(talks.under('lab-to-labloop', 'L1').map(({ replies }) => replies.map(({ code }) => code))).toEqual([
    ['AA'],
    ['AE'],
  ])
})

test('an answer that names another message is nobody’s', () => {
  const talks = talksOf([
    frame('lab-to-labloop', 'message', 'sent', report),
    frame('lab-to-labloop', 'answer', 'arrived', ackOf(report, 'AA', 'L7')),
  ])
  expect(talks.on['lab-to-labloop'][0]!.replies).toEqual([])
})

test('a verdict that comes as a message on the other line is an answer as well', () => {
  const order = messageOf('D1', ['OML^O21', 'ORC|NW|P1'])
  const verdict = messageOf('L9', ['ORL^O22', 'MSA|AA|D1', 'ORC|OK|P1'])
  const talks = talksOf([
    frame('labloop-to-lab', 'message', 'arrived', order),
    frame('lab-to-labloop', 'message', 'sent', verdict),
  ])
  expect(talks.on['labloop-to-lab'][0]!.replies).toMatchObject([{ code: 'AA' }])
  expect(talks.on['lab-to-labloop'][0]!.type).toBe('ORL^O22')
})

test('an order response on the line of the order is remembered as something said', () => {
  const talks = talksOf([frame('labloop-to-lab', 'answer', 'sent', messageOf('L9', ['ORL^O22', 'MSA|AA|D1']))])
  expect([...talks.saidAsAnswer.keys()]).toEqual(['L9'])
})

test('line ends behind the last segment make no other message', () => {
  const text = Buffer.from(report).toString()
  expect(isSame(report, Buffer.from(`${text}\r\n`))).toBe(true)
  expect(isSame(report, Buffer.from(text.replace('7001', '7002')))).toBe(false)
})
