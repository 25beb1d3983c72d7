import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { headerOf } from './header.ts'
import { parseMessage, peek } from './index.ts'
import { sample } from './testing/samples.ts'

test('the header tells who sends what to whom', () => {
  expect(peek(sample('oru-ten-results'))).toMatchObject({
    sendingApplication: 'LAB',
    sendingFacility: 'RIVERSIDE',
    receivingApplication: 'EHR',
    receivingFacility: 'RIVERSIDE',
    messageCode: 'ORU',
    triggerEvent: 'R01',
    messageStructure: 'ORU_R01',
    controlId: 'LAB-000001',
    processingId: 'P',
    version: '2.5.1',
    acceptAcknowledgment: 'AL',
    applicationAcknowledgment: 'NE',
    characterSet: '',
    problem: undefined,
  })
})

test('a header is read through a byte order mark, blank lines and frame characters', () => {
  expect(peek(sample('oru-utf-8-bom'))).toMatchObject({ controlId: 'LAB-000001', characterSet: 'UNICODE UTF-8' })
  expect(peek(Buffer.from('\x0b\r\nMSH|^~\\&|A||||||ACK|7'))).toMatchObject({ controlId: '7', messageCode: 'ACK' })
})

test('what a message says of itself and what peek reads are the same', () => {
  const bytes = sample('oru-odd-delimiters')
  const { segment: _a, ...peeked } = peek(bytes)
  const { segment: _b, ...parsed } = headerOf(parseMessage(bytes).segments[0])
  expect(peeked).toEqual(parsed)
})

test.each([
  ['nothing', Buffer.alloc(0), 'hl7-empty'],
  ['garbage', Buffer.from('\x00\x01garbage'), 'hl7-utf-16'],
  ['text', Buffer.from('GET / HTTP/1.1\r\n'), 'hl7-no-header'],
  ['a batch', Buffer.from('BHS|^~\\&|'), 'hl7-no-header'],
  ['half a header', Buffer.from('MSH'), 'hl7-header-delimiters'],
  ['UTF-16', Buffer.from('MSH|^~\\&|', 'utf16le'), 'hl7-utf-16'],
])('of %s it says what is wrong, and throws nothing', (_name, bytes, code) => {
  const header = peek(bytes)
  expect(header.problem).toMatchObject({ code })
  expect(header.controlId).toBe('')
  expect(header.delimiters.field).toBe('|')
})

test('a refused character set is a problem, and the rest is read', () => {
  const header = peek(Buffer.from('MSH|^~\\&|A|B|C|D|||ORU^R01|77|P|2.5||||||ISO IR87\rPID|1\r'))
  expect(header).toMatchObject({ controlId: '77', messageCode: 'ORU', problem: { code: 'hl7-character-set-refused' } })
})

test('a cut header gives what there is', () => {
  expect(peek(Buffer.from('MSH|^~\\&|A|B|C'))).toMatchObject({
    sendingApplication: 'A',
    receivingApplication: 'C',
    controlId: '',
    problem: undefined,
  })
})

test('megabytes without a line end cost no more than the start of them', () => {
  const bytes = Buffer.alloc(30_000_000, '|')
  bytes.write('MSH|^~\\&|A|B|C|D|||ORU^R01|77|P|2.5')
  expect(peek(bytes).controlId).toBe('77')
  const start = process.threadCpuUsage()
  for (let count = 0; count < 100; count++) peek(bytes)
  expect(process.threadCpuUsage(start).user / 1000).toBeLessThan(1000)
})
