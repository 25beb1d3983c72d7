import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countFields, get, parseMessage, recode, value } from './index.ts'
import { lines, msh, sample, written } from './testing/samples.ts'

const odd = { field: '$', component: '%', repetition: '*', escape: '!', subcomponent: '@', truncation: '' }
const usual = { field: '|', component: '^', repetition: '~', escape: '\\', subcomponent: '&', truncation: '' }

test('a message is written in another character set, and says so', () => {
  const unicode = recode(parseMessage(sample('oru-latin-1')), { encoding: 'UNICODE UTF-8' })
  expect(get(unicode, 'MSH-18')).toBe('UNICODE UTF-8')
  expect(unicode.charset).toBe('UNICODE UTF-8')
  expect(get(unicode, 'PID-5.1')).toBe('MÜSTERPATIENT')
  expect(written(unicode)).toContain('M\xc3\x9cSTERPATIENT')
  expect(get(parseMessage(Buffer.from(written(unicode), 'latin1')), 'OBX-6')).toBe('µmol/L')
  const back = recode(unicode, { encoding: '8859/1' })
  expect(written(back)).toBe(sample('oru-latin-1').toString('latin1'))
})

test('a message without MSH-18 gets one', () => {
  const named = recode(parseMessage(sample('oru-latin-1-undeclared')), { encoding: 'UNICODE UTF-8' })
  expect(get(named, 'MSH-18')).toBe('UNICODE UTF-8')
  expect(get(named, 'PID-5.1')).toBe('MÜSTERPATIENT')
})

test('hexadecimal escapes keep their meaning in another character set', () => {
  const latin = parseMessage(lines(`${msh}||||||8859/1`, 'NTE|1|L|\\XE0\\ \\X0D\\ \\X00E0\\ \\H\\x\\N\\ \\Zq\\'))
  const unicode = recode(latin, { encoding: 'UNICODE UTF-8' })
  expect(get(unicode, 'NTE-3')).toBe(get(latin, 'NTE-3'))
  expect(written(unicode)).toContain('|\xc3\xa0 \\X0D\\ \xc3\xa0 \\H\\x\\N\\ \\Zq\\\r')
})

test('a byte order mark goes where the new set is not UTF-8', () => {
  const bytes = Buffer.from(`\ufeff${lines(msh, 'PID|1||x||José')}`)
  expect(written(recode(parseMessage(bytes), { encoding: '8859/1' }))).toMatch(
    /^MSH.*\|8859\/1\rPID\|1\|\|x\|\|Jos\xe9\r$/,
  )
  expect(written(recode(parseMessage(bytes), { encoding: 'UTF-8' }))).toMatch(/^\xef\xbb\xbfMSH/)
})

test('MSH-2 stays as it is where only the character set changes', () => {
  const given = lines('MSH|^~A&|LAB\xe9|||||||1', 'PID|1||a&b||Jos\xe9')
  const message = recode(parseMessage(Buffer.from(given, 'latin1')), { encoding: 'UTF-8' })
  expect(written(message)).toMatch(/^MSH\|\^~A&\|LAB\xc3\xa9\|/)
  expect(get(parseMessage(Buffer.from(written(message), 'latin1')), 'PID-3.1.2')).toBe('b')
})

test('a torn line that looks like a header does not become one', () => {
  const message = parseMessage(lines(msh, 'PID|1', 'FHS|IN1|1', 'MSH|\x0e~'))
  expect(message.segments).toHaveLength(4)
  expect(() => recode(message, { delimiters: odd })).toThrow(
    expect.objectContaining({ code: 'hl7-several-messages', segment: 'FHS' }),
  )
  expect(written(recode(message, { encoding: 'UTF-8' }))).toContain('\rFHS|IN1|1\rMSH|\x0e~\r')
})

test('a torn line whose escapes spell a name does not become a segment', () => {
  for (const torn of ['O\\X42\\X|1|NM|K', 'MSH\\E\\|^~', 'O\\X42\\X']) {
    expect(() => recode(parseMessage(lines(msh, 'PID|1', torn)), { delimiters: odd }), torn).toThrow(
      expect.objectContaining({ code: 'hl7-segment-name' }),
    )
  }
  const harmless = recode(parseMessage(lines(msh, 'PID|1', 'PCR: not detected')), { delimiters: odd })
  expect(harmless.segments.at(-1)?.name).toBe('')
})

test('delimiters that MSH-2 cannot say are refused', () => {
  const message = parseMessage(lines(msh))
  for (const wrong of [
    { repetition: '' },
    { escape: '^' },
    { component: 'A' },
    { field: '' },
    { subcomponent: '&&' },
  ]) {
    expect(() => recode(message, { delimiters: { ...usual, ...wrong } }), JSON.stringify(wrong)).toThrow(
      expect.objectContaining({ code: 'hl7-no-delimiter', segment: 'MSH' }),
    )
  }
})

test('what cannot be written in the new set is refused', () => {
  const message = parseMessage(sample('oru-utf-8-bom'))
  expect(() => recode(message, { encoding: '8859/1' })).toThrow(expect.objectContaining({ code: 'hl7-character' }))
  expect(() => recode(message, { encoding: 'BIG-5' })).toThrow(
    expect.objectContaining({ code: 'hl7-character-set-refused' }),
  )
})

test('bytes without a meaning are not given one', () => {
  const message = parseMessage(sample('oru-bytes-not-utf-8'))
  expect(() => recode(message, { encoding: '8859/1' })).toThrow(expect.objectContaining({ code: 'hl7-bytes-invalid' }))
})

test('delimiters are exchanged, and what they escaped', () => {
  const message = parseMessage(sample('oru-odd-delimiters'))
  const plain = recode(message, { delimiters: usual })
  expect(written(plain).split('\r')[0]).toBe(
    'MSH|^~\\&|LAB|RIVERSIDE|EHR|RIVERSIDE|20260105101500||ORU^R01^ORU_R01|LAB-000002|P|2.5.1',
  )
  expect(get(plain, 'OBX-5')).toBe('cost $5 | ^ ~ \\ & stay !')
  expect(written(recode(plain, { delimiters: odd })).split('\r')[1]).toBe(written(message).split('\r')[1])
})

test('a delimiter that is needed cannot be left out', () => {
  const message = parseMessage(lines(msh, 'PID|1||a~b'))
  expect(() => recode(message, { delimiters: { ...usual, repetition: '', escape: '', subcomponent: '' } })).toThrow(
    expect.objectContaining({ code: 'hl7-no-delimiter' }),
  )
})

test('any message means the same with other delimiters', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', '|', '^', '~', '&', '\\F\\', '\\E\\', '\\X41\\', '$', '%', '!', '@', '*', '\\'),
    maxLength: 60,
  })
  fc.assert(
    fc.property(text, (body) => {
      const message = parseMessage(lines(msh, `ZZ1|${body}`))
      const other = recode(message, { delimiters: odd })
      const [, before] = message.segments
      const [, after] = other.segments
      expect(countFields(after!)).toBe(countFields(before!))
      for (let field = 1; field <= countFields(before!); field++) {
        for (let repetition = 1; repetition <= 4; repetition++) {
          for (let component = 1; component <= 4; component++) {
            for (let sub = 1; sub <= 3; sub++) {
              expect(value(after!, field, component, sub, repetition)).toBe(
                value(before!, field, component, sub, repetition),
              )
            }
          }
        }
      }
    }),
  )
})
