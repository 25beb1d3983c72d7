import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { get, Hl7Error, messages, parse, parseMessage, segmentNamed, segmentsNamed } from './index.ts'
import { lines, msh, sample, written } from './testing/samples.ts'

/** The code of the error that a call throws. */
function refusal(call: () => unknown): Hl7Error {
  try {
    call()
  } catch (error) {
    if (error instanceof Hl7Error) return error
    throw error
  }
  throw new Error('nothing was refused')
}

test('a message has its segments in order', () => {
  const message = parseMessage(sample('oru-ten-results'))
  const names = message.segments.map((segment) => segment.name)
  expect(names.slice(0, 6)).toEqual(['MSH', 'PID', 'PV1', 'ORC', 'OBR', 'OBX'])
  expect(names.filter((name) => name === 'OBX')).toHaveLength(10)
  expect(segmentsNamed(message, 'OBX')).toHaveLength(10)
  expect(segmentNamed(message, 'OBX', 11)).toBeUndefined()
})

test('a segment knows where it begins', () => {
  const bytes = sample('oru-utf-8-bom')
  const message = parseMessage(bytes)
  for (const segment of message.segments) {
    expect(bytes.toString('latin1', segment.start, segment.start + 3)).toBe(segment.name)
  }
})

test('CR, LF and CRLF end segments, mixed and with blank lines between', () => {
  for (const name of ['oru-crlf', 'oru-lf-no-last-line-end', 'oru-mixed-line-ends']) {
    const message = parseMessage(sample(name))
    expect(message.segments.slice(0, 6).map((segment) => segment.name)).toEqual([
      'MSH',
      'PID',
      'PV1',
      'ORC',
      'OBR',
      'OBX',
    ])
    expect(get(message, 'PID-5.1')).toBe('TESTPATIENT')
    expect(get(message, 'PV1-8')).toBeUndefined()
    expect(get(message, 'MSH-16')).toBe('NE')
  }
})

test('delimiters are those that the message declares', () => {
  const message = parseMessage(sample('oru-odd-delimiters'))
  expect(message.delimiters).toMatchObject({
    field: '$',
    component: '%',
    repetition: '*',
    escape: '!',
    subcomponent: '@',
  })
  expect(get(message, 'MSH-9.2')).toBe('R01')
  expect(get(message, 'PID-3.4.2')).toBe('2.999.1')
  expect(get(message, 'PID-3[2]')).toBe('X-1')
  expect(get(message, 'OBX-5')).toBe('cost $5 | ^ ~ \\ & stay !')
})

test('a fifth encoding character is the truncation character', () => {
  const message = parseMessage(sample('oru-truncation'))
  expect(message.delimiters.truncation).toBe('#')
  expect(get(message, 'OBX[1]-5')).toBe('cut off here#')
  expect(get(message, 'OBX[2]-5')).toBe('number #5')
})

test('an empty MSH-2 is read as the usual delimiters', () => {
  const message = parseMessage('MSH||LAB|X|EHR|X|20260105||ORU^R01|1|P|2.5\rPID|1||A^B~C\r')
  expect(get(message, 'PID-3.2')).toBe('B')
  expect(get(message, 'PID-3[2]')).toBe('C')
})

test('a delimiter that MSH-2 leaves out separates nothing', () => {
  const message = parseMessage('MSH|^~|LAB\rPID|a&b\\c^d~e\r')
  expect(get(message, 'PID-1.1.1')).toBe('a&b\\c')
  expect(get(message, 'PID-1.1.2')).toBeUndefined()
  expect(get(message, 'PID-1.2')).toBe('d')
})

test('several messages, also with MLLP frame characters between them, are read one by one', () => {
  const parsed = parse(sample('several-messages'))
  expect(messages(parsed).map((message) => get(message, 'MSH-10'))).toEqual(['B-1', 'B-2', 'B-3'])
  expect(parsed.problems).toEqual([])
})

test('exactly one message is wanted where one is asked for', () => {
  const error = refusal(() => parseMessage(sample('several-messages')))
  expect(error).toMatchObject({ code: 'hl7-several-messages', segment: 'MSH', offset: 166 })
  expect(refusal(() => parseMessage(sample('file-two-batches')))).toMatchObject({ code: 'hl7-several-messages' })
})

test('a line that mentions MSH does not begin a message', () => {
  const message = parseMessage(lines(msh, 'NTE|1|L|see', 'MSH: the header', 'MSHA|1', 'NTE|2'))
  expect(message.segments.map((segment) => segment.name)).toEqual(['MSH', 'NTE', '', '', 'NTE'])
})

test('a line without a segment name stays in its message, and the others keep their places', () => {
  const message = parseMessage(sample('oru-torn'))
  expect(message.segments.map((segment) => segment.name).slice(5)).toEqual(['NTE', '', 'OBX'])
  expect(get(message, 'NTE-3')).toBe('First line of a comment')
  expect(get(message, 'OBX-5')).toBe('4.1')
})

test.each([
  ['nothing', '', 'hl7-empty'],
  ['text without a header', 'hello', 'hl7-no-header'],
  ['a segment without a header', 'PID|1\r', 'hl7-no-header'],
  ['blank lines', '\r\n\r\n', 'hl7-no-header'],
  ['a bare MSH', 'MSH', 'hl7-header-delimiters'],
  ['an MSH with a letter for a separator', 'MSHA^~\\&A', 'hl7-header-delimiters'],
  ['an MSH with a blank for a separator', 'MSH ^~\\& ', 'hl7-header-delimiters'],
  ['UTF-16, little end first', Buffer.from('\ufeffMSH|^~\\&|', 'utf16le'), 'hl7-utf-16'],
  ['UTF-16 without a mark', Buffer.from('MSH|^~\\&|', 'utf16le'), 'hl7-utf-16'],
  ['UTF-16, big end first', Buffer.from('MSH|^~\\&|', 'utf16le').swap16(), 'hl7-utf-16'],
])('%s is refused', (_name, input, code) => {
  expect(refusal(() => parse(input))).toMatchObject({ code })
  expect(refusal(() => parseMessage(input))).toMatchObject({ code })
})

test('an MSH and its separator are a message', () => {
  const message = parseMessage('MSH|')
  expect(get(message, 'MSH-1')).toBe('|')
  expect(get(message, 'MSH-2')).toBe('')
  expect(get(message, 'MSH-10')).toBeUndefined()
})

test('an input over the limits is refused, with place and limit', () => {
  const input = lines(msh, ...Array.from({ length: 20 }, (_, index) => `NTE|${index}|L|${'|'.repeat(200)}`))
  expect(refusal(() => parse(input, { maxSize_bytes: 1000 }))).toMatchObject({ code: 'hl7-too-large', allowed: '1000' })
  expect(refusal(() => parse(input, { maxSegments: 20 }))).toMatchObject({
    code: 'hl7-too-many-segments',
    offset: input.lastIndexOf('NTE'),
    allowed: '20',
  })
  expect(refusal(() => parse(input, { maxFields: 200 }))).toMatchObject({
    code: 'hl7-too-many-fields',
    offset: input.indexOf('NTE'),
  })
  expect(messages(parse(input, { maxSegments: 21, maxFields: 203 }))).toHaveLength(1)
})

test('the default limit of size is 32 MiB', () => {
  const most = Buffer.alloc(32 * 1024 * 1024, 'x')
  most.write('MSH|^~\\&|')
  expect(messages(parse(most))).toHaveLength(1)
  expect(refusal(() => parse(Buffer.concat([most, Buffer.from('x')])))).toMatchObject({ code: 'hl7-too-large' })
})

test('an error names place and remedy and no value of the message', () => {
  const secret = 'ROOSEVELT'
  const error = refusal(() => parse(`${secret}|^~\\&|${secret}\rMSH`))
  expect(error.remedy).not.toBe('')
  expect(JSON.stringify([error.message, error])).not.toContain(secret)
})

test('text is read as what its own MSH-18 says, and written in it', () => {
  const latin = lines(`${msh}||||||8859/1`, 'PID|1||||MÜSTER^ZOË')
  expect(written(parse(latin))).toBe(latin)
  expect(get(parseMessage(latin), 'PID-5.1')).toBe('MÜSTER')
  const unicode = lines(`${msh}||||||UNICODE UTF-8`, 'PID|1||||山田')
  expect(get(parseMessage(unicode), 'PID-5')).toBe('山田')
  expect(written(parse(unicode))).toBe(Buffer.from(unicode).toString('latin1'))
  expect(refusal(() => parse(lines(`${msh}||||||ASCII`, 'PID|1||||MÜSTER')))).toMatchObject({ code: 'hl7-character' })
})

test('a buffer and a plain byte array are read alike', () => {
  const bytes = sample('oru-ten-results')
  const plain = new Uint8Array(bytes)
  expect(get(parseMessage(plain), 'OBX[5]-8')).toBe('HH')
  expect(written(parseMessage(plain))).toBe(bytes.toString('latin1'))
})
