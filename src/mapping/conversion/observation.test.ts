// One observation under a signed conversion: what is converted, what passes, what is refused; and the laws.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Factor, factorFrom, factorOf, inverseOf, readUnit } from '../../terminology/units.ts'
import { convertObservation, type Said } from './observation.ts'
import type { SignedConversion } from './signed.ts'

const glucose: SignedConversion = {
  ...{ table: 'components', line: 2, from: 'GLU', to: '1001' },
  ...{ unitFrom: readUnit('mg/dL'), unitTo: readUnit('mmol/L'), way: factorFrom('0.0555'), decimals: 1 },
  ...{ signedBy: 'Laboratory director', signedOn: '2026-08-17' },
}
const factorOfDegrees = () => factorOf(readUnit('degF'), readUnit('Cel')) as Factor
const said = (value: string, range = '', change: Partial<Said> = {}): Said => ({
  ...{ valueType: 'NM', values: value.split('~').map((one) => one.split('^')), unit: 'mg/dL', range },
  ...change,
})
const convert = (value: string, range = '', change: Partial<Said> = {}, by = glucose) =>
  convertObservation(said(value, range, change), by)
/** `5.3 mmol/L [3.9-5.5]`, or why not. */
const told = (value: string, range = '', change: Partial<Said> = {}, by = glucose) => {
  const done = convert(value, range, change, by)
  if (done.outcome === 'refused') return done.why
  if (done.outcome === 'kept') return done.outcome
  return `${done.values.map((parts) => parts.join('^')).join('~')} ${done.unit} [${done.range}]`
}

test.each([
  ['95', '70-99', 'NM', '5.3 mmol/L [3.9-5.5]'],
  ['95', '', 'NM', '5.3 mmol/L []'],
  ['<20', '70 - 99', 'NM', '<1.2 mmol/L [3.9-5.5]'],
  ['>600', '<140', 'ST', '>33.3 mmol/L [<7.8]'],
  ['<^20', '70-99', 'SN', '<^1.2 mmol/L [3.9-5.5]'],
  ['^100^-^200', '', 'SN', '^5.6^-^11.1 mmol/L []'],
  ['100-200', '', 'ST', '5.6-11.1 mmol/L []'],
  ['95 mg/dL', '70-99 mg/dL', 'ST', '5.3 mmol/L mmol/L [3.9-5.5 mmol/L]'],
  ['95,5', '', 'ST', '5,3 mmol/L []'],
  ['95,5', '70,0-99,0', 'ST', '5,3 mmol/L [3,9-5,5]'],
  ['95', '70,5-99,5', 'NM', '5,3 mmol/L [3,9-5,5]'],
  ['5,5-10,5', '4,0-9,0', 'ST', '0,3-0,6 mmol/L [0,2-0,5]'],
  ['1.234,5', '', 'ST', '68,5 mmol/L []'],
  ['1,234.5', '', 'ST', '68.5 mmol/L []'],
  ['95', '', 'TX', '5.3 mmol/L []'],
  ['95', '', 'IS', '5.3 mmol/L []'],
  ['95~TNP', '70-99', 'NM', '5.3~TNP mmol/L [3.9-5.5]'],
  ['95~97', '70-99', 'NM', '5.3~5.4 mmol/L [3.9-5.5]'],
  ['96', 'M:70-99; F:65-95', 'NM', '5.33 mmol/L [M:3.89-5.49; F:3.61-5.27]'],
  ['95', 'See note', 'NM', '5.3 mmol/L [See note]'],
  ['95', 'Negative', 'NM', '5.3 mmol/L [Negative]'],
  ['95', '[ ]', 'NM', '5.3 mmol/L [[ ]]'],
])('%s (%s) as %s becomes %s', (value, range, valueType, expected) => {
  expect(told(value, range, { valueType })).toBe(expected)
})

test('words go on as they are, with the unit and range of the receiver, and are said to be no numbers', () => {
  for (const [value, valueType] of [
    ['TNP', 'NM'],
    ['PENDING', 'NM'],
    ['Negative', 'ST'],
    ['2+', 'ST'],
    ['10828004^Positive^SCT', 'CWE'],
    ['', 'NM'],
    ['""', 'NM'],
    ['See the comment', 'TX'],
    ['2+^2+^L', 'CE'],
  ] as const)
    expect(told(value, '70-99', { valueType })).toBe(`${value} mmol/L [3.9-5.5]`)
  expect(convert('TNP', 'See note')).toMatchObject({ outcome: 'converted', changed: false })
  expect(told('TNP', '', { unit: '' })).toBe('kept')
  expect(told('Fasting for 8 hours', '', { unit: '', valueType: 'TX' })).toBe('kept')
  expect(told('TNP', '', { unit: 'mmol/L' })).toBe('kept')
  expect(told('C12^See note 12^L', '', { unit: '', valueType: 'CWE' })).toBe('kept')
})

test('a narrative without a unit says itself what its digits mean, and a number alone does not', () => {
  for (const [value, valueType] of [
    ['95', 'TX'],
    ['95 mg/dL', 'TX'],
    ['<20', 'FT'],
    ['70-99', 'TX'],
    ['95^^', 'CWE'],
    ['<5^less than 5^L', 'CE'],
    ['A^95 mg/dL^L', 'CNE'],
    ['A^as measured^L^^^^^^95', 'CWE'],
  ] as const)
    expect(told(value, '', { valueType, unit: '' })).toBe('unit-missing')
})

test('a number that is in words is no plain number, and nobody may take it for one in the other unit', () => {
  for (const [value, valueType] of [
    ['95 (repeated 97)', 'ST'],
    ['about 95', 'ST'],
    ['95 repeated', 'NM'],
    ['1O5', 'NM'],
    ['1,234', 'NM'],
    ['1:80', 'ST'],
    ['^2^/^38', 'SN'],
    ['95~1:80', 'ST'],
    ['95 g/L', 'ST'],
    ['Glucose 95 repeated', 'TX'],
    ['Drawn 8 hours after the meal', 'TX'],
    ['<5^less than 5^L', 'CE'],
    ['5.4^5.4 mg/dL^L', 'CWE'],
    ['A^95 mg/dL^L', 'CNE'],
    ['A^as measured^L^^^^^^95', 'CWE'],
    ['A^Positive (95)^L', 'CWE'],
    ['95', 'CF'],
    ['50,000-100,000', 'ST'],
    ['1,000-2,000', 'ST'],
  ] as const)
    expect(told(value, '', { valueType })).toBe('value-unreadable')
})

test('another unit than was signed is never converted, nor is none', () => {
  expect(told('5.3', '3.9-5.5', { unit: 'mmol/L' })).toBe('unit-differs')
  expect(told('0.95', '', { unit: 'g/L' })).toBe('unit-differs')
  expect(told('95', '', { unit: 'zorks' })).toBe('unit-differs')
  expect(told('95', '', { unit: ' ' })).toBe('unit-missing')
  expect(told('95', '', { unit: 'MG/DL' })).toBe('5.3 mmol/L []')
  // G/L is giga and gram: signed in these letters, it is these letters.
  const giga = { ...glucose, unitFrom: readUnit('G/L'), unitTo: readUnit('g/dL') }
  expect(told('5', '', { unit: '10*9/L' }, giga)).toBe('unit-differs')
  expect(told('95', '', { unit: 'G/L' }, giga)).toBe('5.3 g/dL []')
  expect(told('95', '', {}, { ...glucose, way: null })).toBe('no-factor')
})

test('a range that is no limits in the unit is left out and told, and the value goes on', () => {
  for (const range of ['70-', '<1:80', '4-6 mmol/L', '70-99; 70-96', 'Negative <5 Positive'])
    expect(convert('95', range)).toMatchObject({ outcome: 'converted', range: '', doubts: ['range-left-out'] })
  expect(convert('95', '70-99')).toMatchObject({ doubts: [] })
})

test('a range whose commas may be thousands beside a decimal comma is left out', () => {
  expect(convert('1,5', '1,000-2,000', { valueType: 'ST' })).toMatchObject({ range: '', doubts: ['range-left-out'] })
  // Nor is a number written of three decimals behind a comma.
  expect(told('95,5', '70,0-99,0', {}, { ...glucose, decimals: 3 })).toBe('5,3003 mmol/L [3,8850-5,4945]')
})

test('degrees: a stretch about nought takes no offset, and a value that nobody could read again does not go out', () => {
  const degrees = { ...glucose, unitFrom: readUnit('degF'), unitTo: readUnit('Cel'), way: factorOfDegrees() }
  const fahrenheit = { unit: 'degF' }
  expect(told('98.6', '97.0-99.0', fahrenheit, degrees)).toBe('37.0 Cel [36.1-37.2]')
  expect(told('5', '', fahrenheit, degrees)).toBe('-15.0 Cel []')
  expect(convert('98.6', '±2', fahrenheit, degrees)).toMatchObject({ range: '', doubts: ['range-left-out'] })
  expect(told('10-20', '', { ...fahrenheit, valueType: 'ST' }, degrees)).toBe('value-unreadable')
  expect(told('5', '10-20', fahrenheit, degrees)).toBe('-15.0 Cel [-12.2--6.7]')
})

test('limits do not fall onto each other or to nothing, and a limit of detection does not grow to another', () => {
  expect(told('<0.01', '0-0.04')).toBe('<0.0006 mmol/L [0.0000-0.0022]')
  expect(told('<0.01')).toBe('<0.0006 mmol/L []')
  expect(told('50', '48-49')).toBe('2.78 mmol/L [2.66-2.72]')
  expect(told('1')).toBe('0.06 mmol/L []')
})

test('more decimals are kept where the value would come to lie on another side of its range, or come to nothing', () => {
  expect(told('99', '70-99')).toBe('5.5 mmol/L [3.9-5.5]')
  expect(told('99.4', '70-99', {})).toBe('5.52 mmol/L [3.89-5.49]')
  expect(told('0.4')).toBe('0.02 mmol/L []')
})

test('what no number of decimals says without saying something else of it is held', () => {
  const tiny = { ...glucose, way: factorFrom('0.000000000001'), decimals: 9 }
  expect(told('2.4', '0.5-2.3', {}, tiny)).toBe('says-another')
  expect(told('0.4', '', {}, tiny)).toBe('says-another')
})

const number = fc.tuple(fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 0, max: 3 })).map(([digits, places]) => {
  const text = String(digits).padStart(places + 1, '0')
  return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`
})
const back: SignedConversion = {
  ...glucose,
  ...{ unitFrom: glucose.unitTo, unitTo: glucose.unitFrom, way: inverseOf(factorFrom('0.0555')), decimals: undefined },
}
const free: SignedConversion = { ...glucose, decimals: undefined }

test('there and back a number comes home to half a unit of its last place', () => {
  fc.assert(
    fc.property(number, (text) => {
      const there = convert(text, '', {}, free)
      if (there.outcome !== 'converted') throw new Error(there.outcome)
      const home = convertObservation({ ...said(''), values: there.values, unit: there.unit }, back)
      if (home.outcome !== 'converted') throw new Error(home.outcome)
      const places = text.split('.')[1]?.length ?? 0
      expect(Math.abs(Number(home.values[0]![0]) - Number(text))).toBeLessThanOrEqual(0.5 * 10 ** -places + 1e-9)
    }),
  )
})

test('a converted number is its number times the factor to half a unit of the last place that is written', () => {
  fc.assert(
    fc.property(number, fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }), (text, decimals) => {
      const done = convert(text, '', {}, { ...glucose, decimals })
      if (done.outcome !== 'converted') throw new Error(done.outcome)
      const written = done.values[0]![0]!
      const places = written.split('.')[1]?.length ?? 0
      expect(Math.abs(Number(written) - Number(text) * 0.0555)).toBeLessThanOrEqual(0.5 * 10 ** -places + 1e-9)
      if (decimals !== undefined) expect(places).toBeGreaterThanOrEqual(decimals)
    }),
  )
})

test('no text is ever changed: what is not a number goes on as it is or not at all', () => {
  const types = fc.constantFrom('NM', 'SN', 'ST', 'TX', 'FT', 'CE', 'CWE', 'DT', 'IS', '')
  fc.assert(
    fc.property(fc.string({ maxLength: 30 }), types, fc.string({ maxLength: 20 }), (value, valueType, range) => {
      const done = convert(value, range, { valueType })
      if (done.outcome !== 'converted') return
      const before = said(value).values
      for (const [at, parts] of done.values.entries())
        if (parts.join('^') !== before[at]!.join('^')) expect(before[at]!.join('^')).toMatch(/\d/)
    }),
  )
})

test('what was converted is never converted a second time', () => {
  fc.assert(
    fc.property(number, fc.constantFrom('', '70-99', '<5', '>=60', 'Negative'), (text, range) => {
      const once = convert(text, range)
      if (once.outcome !== 'converted') throw new Error(once.outcome)
      const twice = convertObservation(
        { ...said(''), values: once.values, unit: once.unit, range: once.range },
        glucose,
      )
      expect(twice).toEqual({ outcome: 'refused', why: 'unit-differs' })
    }),
  )
})
