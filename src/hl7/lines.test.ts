import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  countLines,
  decodeBytes,
  encodeBytes,
  fieldBytes,
  get,
  lineBytes,
  lineCode,
  lineEndBytes,
  lineSegment,
  lineWithin,
  nameCode,
  parseMessage,
  segmentCode,
  segmentFromBytes,
  segmentNamed,
  withFields,
  withLines,
  withSegments,
  write,
} from './index.ts'
import { lineTextWithin, textWithin } from './lines.ts'
import { lines, msh, sample, sampleNames, written } from './testing/samples.ts'

const whole = sampleNames
  .map((name) => sample(name.replace(/\.hl7$/, '')))
  .filter((bytes) => !/^[FB]HS/.test(`${bytes}`))

test('the lines of a message and their ends are its bytes', () => {
  for (const bytes of whole) {
    const message = readOne(bytes)
    if (!message) continue
    const all = Array.from({ length: countLines(message) }, (_, index) => lineSegment(message, index))
    const text = all.map((segment) => lineBytes(segment) + lineEndBytes(segment)).join('')
    expect(bytes.toString('latin1').endsWith(text)).toBe(true)
    expect(all.map(segmentCode)).toEqual(all.map((_, index) => lineCode(message, index)))
    expect(written(withSegments(message, all))).toBe(bytes.toString('latin1'))
  }
})

function readOne(bytes: Uint8Array) {
  try {
    return parseMessage(bytes)
  } catch {
    return undefined
  }
}

test('a line is written anew with other fields, in any order, and those in front are made', () => {
  const message = parseMessage(lines(msh, 'PID|1||a^b~c|d'))
  const pid = segmentNamed(message, 'PID')!
  const edits = [
    { field: 8, bytes: 'F' },
    { field: 3, bytes: 'x' },
    { field: 6, bytes: 'm' },
  ]
  expect(lineBytes(withFields(pid, edits))).toBe('PID|1||x|d||m||F')
  expect(edits.map(({ field }) => field)).toEqual([8, 3, 6])
  const changed = withLines(message, [[1, withFields(pid, edits)]])
  expect(written(changed)).toBe(lines(msh, 'PID|1||x|d||m||F'))
  expect(written(message)).toBe(lines(msh, 'PID|1||a^b~c|d'))
})

test('a header counts its separator as its first field', () => {
  const message = parseMessage(lines(msh))
  const header = withFields(lineSegment(message, 0), [{ field: 15, bytes: 'AL' }])
  expect(lineBytes(header)).toBe(`${msh}|||AL`)
  expect(fieldBytes(header, 10)).toBe('LAB-1')
})

test('a line of byte text is a segment of its message', () => {
  const message = parseMessage(lines(`${msh}||||||8859/1`, 'PID|1'))
  const note = segmentFromBytes(message, `NTE|1|L|${encodeBytes(message, 'Größe | ^')}`, '\r')
  expect(segmentCode(note)).toBe(nameCode('NTE'))
  const longer = withSegments(message, [...message.segments, note])
  expect(get(parseMessage(write(longer)), 'NTE-3')).toBe('Größe | ^')
})

test('what is written as byte text is read as it was meant', () => {
  const message = parseMessage(lines(`${msh}||||||UNICODE UTF-8`, 'PID|1'))
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(decodeBytes(message, encodeBytes(message, text))).toBe(text)
    }),
  )
})

test('a line can be read where it lies, also where it was changed', () => {
  const message = parseMessage(Buffer.from(`${msh}\rPID|1||123^^^H\rPV1|1|I\r`))
  const pid = lineSegment(message, 1)
  for (const segment of [pid, withFields(pid, [{ field: 3, bytes: '\xe9' }])]) {
    const { bytes, from, to } = lineWithin(segment)
    expect(Buffer.from(bytes.subarray(from, to)).toString('latin1')).toBe(lineBytes(segment))
    expect(textWithin(segment, from + 4, from + 5)).toBe('1')
    expect(lineTextWithin(segment).text?.slice(from, to)).toBe(lineBytes(segment))
  }
})
