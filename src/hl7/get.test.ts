import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  countFields,
  countRepetitions,
  get,
  getRaw,
  Hl7Error,
  isNull,
  parseMessage,
  path,
  raw,
  repetitions,
  segmentNamed,
  value,
} from './index.ts'
import { lines, msh, sample } from './testing/samples.ts'

test('absent, empty and null are three different answers', () => {
  const message = parseMessage(lines(msh, 'PV1|1||""|'))
  expect(get(message, 'PV1-2')).toBe('')
  expect(get(message, 'PV1-3')).toBe('""')
  expect(isNull(get(message, 'PV1-3'))).toBe(true)
  expect(get(message, 'PV1-4')).toBe('')
  expect(get(message, 'PV1-5')).toBeUndefined()
  expect(get(message, 'PV2-1')).toBeUndefined()
  expect(isNull(get(message, 'PV1-5'))).toBe(false)
})

test.each([
  ['MSH-1', '|'],
  ['MSH-2', '^~\\&'],
  ['MSH-2.1', '^~\\&'],
  ['MSH-2.2', undefined],
  ['MSH-3', 'LAB^2.999.1^ISO'],
  ['MSH-3.2', '2.999.1'],
  ['MSH-10', 'LAB-000001'],
  ['PID-3', 'TEST-0001^^^RIVERSIDE^MR~900-00-0001^^^USA^SS'],
  ['PID-3[1]', 'TEST-0001^^^RIVERSIDE^MR'],
  ['PID-3.1', 'TEST-0001'],
  ['PID-3[2].1', '900-00-0001'],
  ['PID-3[2].5', 'SS'],
  ['PID-3[3]', undefined],
  ['PID-3.6', undefined],
  ['PID-5.1.1', 'TESTPATIENT'],
  ['PID-5.1.2', undefined],
  ['PV1-8[1].13', undefined],
  ['PV1-8.9', undefined],
  ['PV1-7.9.2', '2.16.840.1.113883.4.6'],
  ['OBX[5]-8', 'HH'],
  ['OBX[10]-3.1', '1751-7'],
  ['OBX[11]-3.1', undefined],
  ['OBX-1', '1'],
  ['NTE-3', 'Called to Dr. Example at 10:12, read back. Haemolysis index 0.\nRepeated on a second analyser.'],
])('%s reads %j', (where, expected) => {
  const message = parseMessage(sample('oru-ten-results'))
  expect(get(message, where)).toBe(expected)
})

test('component 1 of a field without components is the field', () => {
  const message = parseMessage(lines(msh, 'PID|1||100|x&y'))
  expect(get(message, 'PID-3.1.1')).toBe('100')
  expect(get(message, 'PID-4.1')).toBe('x&y')
  expect(get(message, 'PID-4.1.2')).toBe('y')
})

test('free text with stray delimiters is read whole', () => {
  const message = parseMessage(lines(msh, 'NTE|1|L|Smith & Jones ~ approx^10'))
  expect(get(message, 'NTE-3')).toBe('Smith & Jones ~ approx^10')
})

test('a path is told apart from what only looks like one', () => {
  for (const text of [
    '',
    'PID',
    'PID-',
    'PID-0',
    'PID-3.',
    'pid-3',
    'PID3',
    'PID-3[0]',
    'PID[0]-3',
    'PID-3.1.1.1',
    'PIDX-3',
    ' PID-3',
  ]) {
    expect(() => path(text), text).toThrow(Hl7Error)
  }
  expect(path('OBX[3]-5[2].1.4')).toMatchObject({
    segment: 'OBX',
    nth: 3,
    field: 5,
    repetition: 2,
    component: 1,
    subcomponent: 4,
  })
  expect(path('ZL1-1')).toBe(path('ZL1-1'))
})

test('segments are read by number', () => {
  const message = parseMessage(sample('oru-ten-results'))
  const pid = segmentNamed(message, 'PID')!
  expect(value(pid, 3, 1)).toBe('TEST-0001')
  expect(value(pid, 3, 1, 0, 2)).toBe('900-00-0001')
  expect(value(pid, 5, 2)).toBe('IDA')
  expect(value(pid, 0)).toBe('PID')
  expect(countRepetitions(pid, 3)).toBe(2)
  expect(countRepetitions(pid, 4)).toBe(1)
  expect(countRepetitions(pid, 99)).toBe(0)
  expect(repetitions(pid, 3)).toEqual(['TEST-0001^^^RIVERSIDE^MR', '900-00-0001^^^USA^SS'])
  expect(repetitions(pid, 99)).toEqual([])
  expect(raw(pid, 3, 1)).toBe('TEST-0001')
  const msh = message.segments[0]!
  expect([countRepetitions(msh, 1), countRepetitions(msh, 2), repetitions(msh, 2)]).toEqual([1, 1, ['^~\\&']])
  expect([countFields(msh), countFields(segmentNamed(message, 'PV1')!)]).toEqual([16, 7])
})

test('the raw text of a field keeps its escapes and delimiters', () => {
  const message = parseMessage(lines(`${msh}||||||8859/1`, 'NTE|1|L|5 \\S\\ \xb5g\\.br\\^x'))
  expect(getRaw(message, 'NTE-3')).toBe('5 \\S\\ µg\\.br\\^x')
  expect(getRaw(message, 'NTE-3.1')).toBe('5 \\S\\ µg\\.br\\')
  expect(get(message, 'NTE-3.1')).toBe('5 ^ µg\n')
})

test('a short name, a bare name and an empty segment are segments', () => {
  const message = parseMessage(sample('oru-trailing-and-empty'))
  expect(get(message, 'NTE[1]-1')).toBeUndefined()
  expect(get(message, 'NTE[2]-1')).toBe('')
  expect(get(message, 'ZLB-2')).toBe('site^own')
  expect(repetitions(segmentNamed(message, 'PV1')!, 5)).toEqual(['', '', ''])
})

// A model: cut everything up, the slow and obvious way.
function plainly(
  segment: string,
  field: number,
  repetition: number,
  component: number,
  sub: number,
): string | undefined {
  const whole = segment.split('|')[field]
  if (component === 0) return repetition === 0 ? whole : whole?.split('~')[repetition - 1]
  const part = whole?.split('~')[(repetition || 1) - 1]?.split('^')[component - 1]
  return sub === 0 ? part : part?.split('&')[sub - 1]
}

test('any part of any segment, asked in any order, is what cutting it up gives', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '|', '|', '^', '~', '&', ' '), maxLength: 700 })
  const question = fc.tuple(fc.nat(60), fc.nat(3), fc.nat(3), fc.nat(3))
  fc.assert(
    fc.property(text, fc.array(question, { minLength: 1, maxLength: 40 }), fc.boolean(), (body, questions, byPath) => {
      const segment = `ZZ1|${body}`
      const message = parseMessage(lines(msh, segment))
      const found = message.segments[1]!
      for (const [number, repetition, component, sub] of questions) {
        const field = number + 1
        const deeper = component === 0 ? 0 : sub
        const expected = plainly(segment, field, repetition, component, deeper)
        const where = `ZZ1-${field}${repetition ? `[${repetition}]` : ''}${component ? `.${component}` : ''}${deeper ? `.${deeper}` : ''}`
        const answer = byPath
          ? get(parseMessage(lines(msh, segment)), where)
          : value(found, field, component, deeper, repetition)
        expect(answer, where).toBe(expected)
        expect(get(message, where)).toBe(expected)
      }
    }),
    { numRuns: 500 },
  )
})

test('the fiftieth segment of a long message is found as the first is', () => {
  const message = parseMessage(
    lines(msh, ...Array.from({ length: 200 }, (_, index) => `OBX|${index + 1}|ST|c||v${index + 1}`)),
  )
  expect(get(message, 'OBX[50]-5')).toBe('v50')
  expect(get(message, 'OBX[1]-5')).toBe('v1')
  expect(get(message, 'OBX[201]-5')).toBeUndefined()
})

test('a document of megabytes is read whole and the fields around it too', () => {
  const document = Buffer.alloc(5_000_000, 'QUJD').toString()
  const message = parseMessage(
    lines(msh, `OBX|1|ED|PDF^Report^L||^application^pdf^Base64^${document}||||||F|||20260105`),
  )
  expect(get(message, 'OBX-5.5')).toHaveLength(5_000_000)
  expect(get(message, 'OBX-11')).toBe('F')
  expect(get(message, 'OBX-14')).toBe('20260105')
  expect(get(message, 'OBX-5.4')).toBe('Base64')
  expect(get(message, 'OBX-15')).toBeUndefined()
})
