import fc from 'fast-check'
import { expect, test } from 'vitest'
import { get, getRaw, Hl7Error, parseMessage, remove, set, setMany, setRaw } from './index.ts'
import { lines, msh, sample, written } from './testing/samples.ts'

const one = (segment: string) => parseMessage(lines(msh, segment))
const line = (message: ReturnType<typeof parseMessage>) => written(message).split('\r')[1]

test.each([
  ['a field', 'ZZ1|a|b|c', 'ZZ1-2', 'x', 'ZZ1|a|x|c'],
  ['the last field', 'ZZ1|a|b', 'ZZ1-2', 'x', 'ZZ1|a|x'],
  ['a field that is empty', 'ZZ1||', 'ZZ1-1', 'x', 'ZZ1|x|'],
  ['a field beyond the end', 'ZZ1|a', 'ZZ1-4', 'x', 'ZZ1|a|||x'],
  ['a field of a bare name', 'ZZ1', 'ZZ1-2', 'x', 'ZZ1||x'],
  ['a whole field with repetitions', 'ZZ1|a~b^c|d', 'ZZ1-1', 'x', 'ZZ1|x|d'],
  ['one repetition', 'ZZ1|a~b^c|d', 'ZZ1-1[2]', 'x', 'ZZ1|a~x|d'],
  ['a repetition beyond the end', 'ZZ1|a|d', 'ZZ1-1[3]', 'x', 'ZZ1|a~~x|d'],
  ['a component of the first repetition', 'ZZ1|a^b~c', 'ZZ1-1.2', 'x', 'ZZ1|a^x~c'],
  ['a component beyond the end', 'ZZ1|a', 'ZZ1-1.3', 'x', 'ZZ1|a^^x'],
  ['a component of another repetition', 'ZZ1|a~c^d', 'ZZ1-1[2].1', 'x', 'ZZ1|a~x^d'],
  ['a component that has subcomponents', 'ZZ1|a^b&c^d', 'ZZ1-1.2', 'x', 'ZZ1|a^x^d'],
  ['a subcomponent', 'ZZ1|a^b&c^d', 'ZZ1-1.2.2', 'x', 'ZZ1|a^b&x^d'],
  ['a subcomponent beyond the end', 'ZZ1|a^b^d', 'ZZ1-1.2.3', 'x', 'ZZ1|a^b&&x^d'],
  ['a component of a field that was null', 'ZZ1|""|b', 'ZZ1-1.2', 'x', 'ZZ1|^x|b'],
  ['the empty text', 'ZZ1|a|b', 'ZZ1-1', '', 'ZZ1||b'],
  ['the null', 'ZZ1|a|b', 'ZZ1-1', '""', 'ZZ1|""|b'],
])('%s is set', (_name, before, where, text, after) => {
  const message = one(before)
  const changed = set(message, where, text)
  expect(line(changed)).toBe(after)
  expect(line(message)).toBe(before)
})

test('what is set is escaped, and read back as it was given', () => {
  const changed = set(one('ZZ1|a|b'), 'ZZ1-1', 'a|b^c~d\\e&f\nnext\rlast\u0000')
  expect(line(changed)).toBe('ZZ1|a\\F\\b\\S\\c\\R\\d\\E\\e\\T\\f\\.br\\next\\X0D\\last\\X00\\|b')
  expect(get(changed, 'ZZ1-1')).toBe('a|b^c~d\\e&f\nnext\rlast\u0000')
})

test('what is set is encoded as MSH-18 says', () => {
  const latin = set(parseMessage(sample('oru-latin-1')), 'PID-5.1', 'GRÖẞE'.replace('ẞ', 'ß'))
  expect(written(latin)).toContain('|GR\xd6\xdfE^')
  const unicode = set(parseMessage(sample('oru-utf-8-bom')), 'PID-5.1', '山')
  expect(written(unicode)).toContain('|\xe5\xb1\xb1^')
  expect(get(unicode, 'PID-5.1')).toBe('山')
  const plain = set(one('ZZ1|a'), 'ZZ1-1', 'µ')
  expect(get(plain, 'ZZ1-1')).toBe('µ')
})

test('a character that the set of the message does not have is refused, never replaced', () => {
  const latin = parseMessage(sample('oru-latin-1'))
  expect(() => set(latin, 'PID-5.1', '山')).toThrow(
    expect.objectContaining({ code: 'hl7-character', segment: 'PID', field: 5 }),
  )
  const ascii = parseMessage(lines(`${msh}||||||ASCII`, 'PID|1'))
  expect(() => set(ascii, 'PID-5', 'é')).toThrow(expect.objectContaining({ code: 'hl7-character' }))
  expect(() => set(parseMessage(sample('oru-utf-8-bom')), 'PID-5', '\ud800')).toThrow(Hl7Error)
})

test('bytes that are invalid in the declared set stay when another field is set', () => {
  const before = sample('oru-bytes-not-utf-8').toString('latin1')
  const changed = set(parseMessage(sample('oru-bytes-not-utf-8')), 'PID-8', 'M')
  expect(written(changed)).toBe(before.replace('19700102|F', '19700102|M'))
})

test('a segment that is not there is not made up', () => {
  expect(() => set(one('ZZ1|a'), 'OBX[3]-5', 'x')).toThrow(
    expect.objectContaining({ code: 'hl7-no-segment', segment: 'OBX', given: 'OBX[3]' }),
  )
})

test('the delimiters and the character set cannot be set by themselves', () => {
  const message = parseMessage(sample('oru-latin-1'))
  for (const where of ['MSH-1', 'MSH-2']) {
    expect(() => set(message, where, '|')).toThrow(expect.objectContaining({ code: 'hl7-delimiters-fixed' }))
  }
  expect(() => set(message, 'MSH-18', 'UNICODE UTF-8')).toThrow(
    expect.objectContaining({ code: 'hl7-character-set-fixed' }),
  )
  expect(get(set(message, 'MSH-18', 'ISO-8859-1'), 'MSH-18')).toBe('ISO-8859-1')
  expect(get(set(message, 'MSH-10', 'NEW-1'), 'MSH-10')).toBe('NEW-1')
  expect(get(set(message, 'MSH-3.2', 'x'), 'MSH-3')).toBe('LAB^x^ISO')
})

test('a value that would need an escape is refused where the message has no escape character', () => {
  const message = parseMessage('MSH|^~|LAB\rZZ1|a\r')
  expect(line(set(message, 'ZZ1-1', 'plain \\ & text'))).toBe('ZZ1|plain \\ & text')
  expect(() => set(message, 'ZZ1-1', 'a|b')).toThrow(expect.objectContaining({ code: 'hl7-no-delimiter' }))
  expect(() => set(message, 'ZZ1-1.1.2', 'a')).toThrow(expect.objectContaining({ code: 'hl7-no-delimiter' }))
})

test('one character of MSH-2 does not do two things: what is set is what is got', () => {
  const message = parseMessage(lines('MSH|^~\\\\&|LAB', 'NTE|1|L|a\\T\\b & c'))
  expect(message.notes.map(({ code }) => code)).toContain('delimiters-odd')
  expect(get(message, 'NTE-3')).toBe('a\\T\\b & c')
  expect(get(set(message, 'NTE-3', 'x & y \\ z'), 'NTE-3')).toBe('x & y \\ z')
  expect(() => set(parseMessage(lines('MSH|^^^^|LAB', 'NTE|1')), 'NTE-3', 'a^b')).toThrow(
    expect.objectContaining({ code: 'hl7-no-delimiter' }),
  )
})

test('many values are set at once, also several in one segment', () => {
  const message = parseMessage(sample('oru-ten-results'))
  const before = message.segments
  const changed = setMany(message, [
    ['MSH-10', 'LAB-000777'],
    ['OBX[5]-8', 'H'],
    ['OBX[5]-5', '5.4'],
    ['OBX[5]-5', '5.5'],
  ])
  const expected = written(message)
    .replace('LAB-000001', 'LAB-000777')
    .replace('||5.9|mmol/L^mmol/L^UCUM|3.5-5.1|HH|', '||5.5|mmol/L^mmol/L^UCUM|3.5-5.1|H|')
  expect(written(changed)).toBe(expected)
  expect(changed.segments[3]).toBe(before[3])
  expect(message.segments).toBe(before)
})

test('text in HL7 form is copied with its structure', () => {
  const message = one('ZZ1|a^b\\T\\c&d~e|x')
  expect(line(setRaw(message, 'ZZ1-2', getRaw(message, 'ZZ1-1')!))).toBe('ZZ1|a^b\\T\\c&d~e|a^b\\T\\c&d~e')
  expect(line(setRaw(message, 'ZZ1-2.2', 'p^q&r~s|t\n'))).toBe('ZZ1|a^b\\T\\c&d~e|x^p\\S\\q&r\\R\\s\\F\\t\\.br\\')
})

test.each([
  ['a field', 'ZZ1|a|b~c|d', 'ZZ1-2', 'ZZ1|a||d'],
  ['a component', 'ZZ1|a^b^c|d', 'ZZ1-1.2', 'ZZ1|a^^c|d'],
  ['the first repetition', 'ZZ1|a~b~c|d', 'ZZ1-1[1]', 'ZZ1|b~c|d'],
  ['a repetition in the middle', 'ZZ1|a~b~c|d', 'ZZ1-1[2]', 'ZZ1|a~c|d'],
  ['the last repetition', 'ZZ1|a~b~c|d', 'ZZ1-1[3]', 'ZZ1|a~b|d'],
  ['the only repetition', 'ZZ1|a|d', 'ZZ1-1[1]', 'ZZ1||d'],
  ['the last repetition of the last field', 'ZZ1|a~b', 'ZZ1-1[2]', 'ZZ1|a'],
  ['what is absent', 'ZZ1|a', 'ZZ1-4.2', 'ZZ1|a'],
  ['in a segment that is absent', 'ZZ1|a', 'ZZ2-4', 'ZZ1|a'],
])('%s is removed', (_name, before, where, after) => {
  expect(line(remove(one(before), where))).toBe(after)
})

const part = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined })
const place = fc.tuple(fc.integer({ min: 1, max: 6 }), part, part, part).map(([field, repetition, component, sub]) => {
  const deeper = component && sub ? `.${component}.${sub}` : component ? `.${component}` : ''
  return `ZZ1-${field}${repetition ? `[${repetition}]` : ''}${deeper}`
})
const content = fc.string({ unit: fc.constantFrom('a', '|', '^', '~', '&', '\\', '\\T\\', '""', ' '), maxLength: 40 })

test('what is set is what is got, and no other field changes', () => {
  fc.assert(
    fc.property(content, place, fc.string({ unit: 'grapheme' }), (body, where, text) => {
      const message = parseMessage(lines(`${msh}||||||UNICODE UTF-8`, `ZZ1|${body.replaceAll('\\', '')}`, 'NTE|1'))
      const changed = set(message, where, text)
      expect(get(changed, where)).toBe(text)
      const again = parseMessage(written(changed).length ? Buffer.from(written(changed), 'latin1') : '')
      expect(get(again, where)).toBe(text)
      const field = Number(/-(\d)/.exec(where)![1])
      for (let other = 1; other <= 8; other++) {
        if (other !== field) expect(get(changed, `ZZ1-${other}`) ?? '').toBe(get(message, `ZZ1-${other}`) ?? '')
      }
      expect(written(changed).endsWith('\rNTE|1\r')).toBe(true)
    }),
    { numRuns: 1000 },
  )
})
