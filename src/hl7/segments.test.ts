import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import {
  build,
  dropSegments,
  get,
  insertSegments,
  parseMessage,
  replaceSegment,
  segmentFor,
  segmentNamed,
  segmentsNamed,
} from './index.ts'
import { lines, msh, sample, written } from './testing/samples.ts'

const base = () => parseMessage(lines(msh, 'PID|1', 'OBR|1', 'OBX|1', 'OBX|2'))
const names = (message: ReturnType<typeof base>) => written(message).split('\r').slice(1, -1)

test('segments are put in at any place after the header', () => {
  const message = base()
  const note = segmentFor(message, ['NTE', 1, 'L', 'a|b'])
  expect(names(insertSegments(message, 4, [note]))).toEqual(['PID|1', 'OBR|1', 'OBX|1', 'NTE|1|L|a\\F\\b', 'OBX|2'])
  expect(names(insertSegments(message, 99, [note, note])).slice(-2)).toEqual(['NTE|1|L|a\\F\\b', 'NTE|1|L|a\\F\\b'])
  expect(names(insertSegments(message, 0, [note]))[0]).toBe('NTE|1|L|a\\F\\b')
  expect(names(message)).toEqual(['PID|1', 'OBR|1', 'OBX|1', 'OBX|2'])
})

test('a segment of the message itself is copied', () => {
  const message = base()
  const copy = insertSegments(message, 5, [segmentNamed(message, 'OBX', 2)!])
  expect(names(copy).slice(2)).toEqual(['OBX|1', 'OBX|2', 'OBX|2'])
  expect(get(copy, 'OBX[3]-1')).toBe('2')
})

test('lines that are put in end as the header ends', () => {
  const message = parseMessage(sample('oru-crlf'))
  const changed = insertSegments(message, 2, [segmentFor(message, ['NTE', 1])])
  expect(written(changed)).toContain('\r\nNTE|1\r\nPV1|')
})

test('a last line without an end gets one when a line follows', () => {
  const message = parseMessage(`${msh}\nPID|1`)
  expect(written(insertSegments(message, 2, [segmentFor(message, ['NTE', 1])]))).toBe(`${msh}\nPID|1\nNTE|1\n`)
})

test('a segment keeps its meaning where only one of the messages says its character set', () => {
  const silent = parseMessage(Buffer.from(lines(msh, 'NTE|1|L|\\XC3A9\\ \xe9'), 'latin1'))
  const saying = parseMessage(lines(`${msh}||||||8859/1`, 'PID|1'))
  const put = insertSegments(saying, 2, segmentsNamed(silent, 'NTE'))
  expect(get(put, 'NTE-3')).toBe(get(silent, 'NTE-3'))
})

test('a header is not put into a message: it would make two of it', () => {
  const message = base()
  expect(() => insertSegments(message, 9, [message.segments[0]!])).toThrow(
    expect.objectContaining({ code: 'hl7-several-messages', segment: 'MSH' }),
  )
})

test('as many segments are put in as a message can have', () => {
  const message = parseMessage(lines(msh, 'PID|1') + 'OBX|1\r'.repeat(150_000))
  expect(insertSegments(message, 1, segmentsNamed(message, 'OBX')).segments.length).toBe(300_002)
})

test('a segment is replaced by others, by one or by none', () => {
  const message = base()
  const [first] = segmentsNamed(message, 'OBX')
  const note = segmentFor(message, ['NTE', 1])
  expect(names(replaceSegment(message, first!, [note, note]))).toEqual(['PID|1', 'OBR|1', 'NTE|1', 'NTE|1', 'OBX|2'])
  expect(names(replaceSegment(message, first!, []))).toEqual(['PID|1', 'OBR|1', 'OBX|2'])
})

test('segments are dropped, but never the header', () => {
  const message = base()
  expect(names(dropSegments(message, (segment) => segment.name === 'OBX'))).toEqual(['PID|1', 'OBR|1'])
  expect(written(dropSegments(message, () => true))).toBe(lines(msh))
})

test('the message that was changed can be changed again and read', () => {
  const message = dropSegments(base(), (segment) => segment.name === 'OBR')
  const again = insertSegments(message, 2, [segmentFor(message, ['ZL1', ['x', 'y']])])
  expect(get(again, 'ZL1-1.2')).toBe('y')
  expect(get(again, 'OBX[2]-1')).toBe('2')
  expect(again.notes).toEqual([])
})

test('a segment from a message with other delimiters and another character set keeps its meaning', () => {
  const from = parseMessage(sample('oru-odd-delimiters'))
  const to = parseMessage(sample('oru-latin-1'))
  const moved = insertSegments(to, 3, [segmentNamed(from, 'OBX')!, segmentNamed(from, 'PID')!])
  expect(written(moved)).toContain('OBX|1|ST|X^Text^L||cost $5 \\F\\ \\S\\ \\R\\ \\E\\ \\T\\ stay !||||||F\r')
  expect(written(moved)).toContain('PID|1||TEST-0001^^^RIVERSIDE&2.999.1&ISO^MR~X-1||TESTPATIENT^IDA\r')

  const unicode = parseMessage(lines(`${msh}||||||UNICODE UTF-8`))
  const latin = insertSegments(unicode, 1, [segmentNamed(to, 'PID')!])
  expect(get(latin, 'PID-5.1')).toBe('MÜSTERPATIENT')
  expect(written(latin)).toContain('M\xc3\x9cSTERPATIENT')
})

test('a segment that does not fit into the character set is refused', () => {
  const from = parseMessage(sample('oru-utf-8-bom'))
  const to = build([['MSH', undefined, undefined, 'A']], { encoding: '8859/1' })
  expect(() => insertSegments(to, 1, [segmentNamed(from, 'PID')!])).toThrow(
    expect.objectContaining({ code: 'hl7-character' }),
  )
})
