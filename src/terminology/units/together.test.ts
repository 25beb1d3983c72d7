// A result in another unit: its value, range and limits, and the rounding.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { forPerson, readRanges, sideOf } from '../ranges.ts'
import { readUnit } from '../units.ts'
import { readValue } from '../values.ts'
import { type Factor, factorFrom, factorOf, inverseOf } from './convert.ts'
import { molarOf } from './molar.ts'
import { convertBy, convertTogether, keeping, type TogetherOptions } from './together.ts'

function band(text: string) {
  const ranges = readRanges(text)
  if (!ranges.readable) throw new Error(text)
  return forPerson(ranges.bands, '', null) ?? null
}

function convert(text: string, range: string, from: string, to: string, component = '', more: TogetherOptions = {}) {
  const { molecularWeight, valence } = molarOf(component)
  const options = { ...(molecularWeight && { molecularWeight }), ...(valence && { valence }), ...more }
  const converted = convertTogether(
    { value: readValue({ text }), band: band(range) },
    readUnit(from),
    readUnit(to),
    options,
  )
  return 'refused' in converted ? converted.refused : `${converted.text} [${converted.rangeText}]`
}

test.each([
  ['100', '70-99', 'mg/dL', 'mmol/L', 'Glucose', '5.55 [3.89-5.50]'],
  ['5.6', '4.0-11.0', 'K/uL', '10*9/L', '', '5.6 [4.0-11.0]'],
  ['4.5', '4.3-5.3', 'meq/L', 'mg/dL', 'Calcium', '9.0 [8.6-10.6]'],
  ['14.2', '13.0-17.0', 'g/dL', 'g/L', '', '142 [130-170]'],
  ['<0.5', '0.6-1.2', 'mg/dL', 'umol/L', 'Creatinine', '<45 [53-106]'],
  ['<0.6', '0.6-1.2', 'mg/dL', 'umol/L', 'Creatinine', '<54 [54-106]'],
  ['<=0.6', '0.6-1.2', 'mg/dL', 'umol/L', 'Creatinine', '<=54 [54-106]'],
  ['>400', '200-400', 'mg/dL', 'umol/L', 'Creatinine', '>35360 [17680-35360]'],
  ['<0.13', '0.13-1', 'degF', 'degC', '', '<-17.705 [-17.705--17.222]'],
  ['>10', '<10', 'mg/dL', 'mmol/L', 'Glucose', '>0.55 [<0.55]'],
  ['6-10', '0-5', '/uL', '/mL', '', '6000-10000 [0-5000]'],
  ['98.6', '97.0-99.0', 'degF', 'degC', '', '37.00 [36.11-37.22]'],
  ['45', '37-47', '%', 'L/L', '', '0.45 [0.37-0.47]'],
])('%s (%s) %s is in %s %s %s', (text, range, from, to, component, expected) => {
  expect(convert(text, range, from, to, component)).toBe(expected)
})

test('the decimals of the target are kept where they say the same of the range, and exceeded where they would not', () => {
  expect(convert('90', '70-99', 'mg/dL', 'mmol/L', 'Glucose', { decimals: 1 })).toBe('5.0 [3.9-5.5]')
  expect(convert('100', '70-99', 'mg/dL', 'mmol/L', 'Glucose', { decimals: 1 })).toBe('5.6 [3.9-5.5]')
  expect(convert('99.4', '70-99', 'mg/dL', 'mmol/L', 'Glucose', { decimals: 1 })).toBe('5.52 [3.89-5.50]')
})

test('what is no number is refused, with its reason', () => {
  expect(convert('Negative', '70-99', 'mg/dL', 'g/L')).toBe('value-not-a-number')
  expect(convert('1:80', '70-99', 'mg/dL', 'g/L')).toBe('value-not-a-number')
  expect(convert('5', 'Negative', 'mg/dL', 'g/L')).toBe('range-not-a-number')
  expect(convert('5', '<1:80', 'mg/dL', 'g/L')).toBe('range-not-a-number')
  expect(convert('5', '3-5', 'mg/dL', 'mmol/L')).toBe('molecular-weight-needed')
})

test('what no number of decimals says without saying another thing is refused', () => {
  const ranges = readRanges('5-5')
  if (!ranges.readable) throw new Error('unreadable')
  const values = ['<5', '>5'].map((text) => readValue({ text }))
  expect(convertBy(factorFrom('0.33333333333333'), { values, bands: ranges.bands }, readUnit('mmol/L'))).toEqual({
    refused: 'says-another',
  })
})

test('critical limits go with the value', () => {
  const converted = convertTogether(
    { value: readValue({ text: '450' }), critical: { low: 40, high: 400 } },
    readUnit('mg/dL'),
    readUnit('mmol/L'),
    { molecularWeight: 180.156 },
  )
  expect(converted).toMatchObject({ text: '24.98', critical: { low: 2.22, high: 22.2 }, band: null })
})

const ways = fc.constantFrom(
  ['mg/dL', 'mmol/L', 180.156],
  ['mg/dL', 'umol/L', 113.12],
  ['g/dL', 'g/L', undefined],
  ['U/L', 'ukat/L', undefined],
  ['ng/mL', 'pmol/L', 314.469],
  ['K/uL', '/uL', undefined],
  ['mg/24 h', 'mmol/d', 176.124],
  ['degF', 'degC', undefined],
) as fc.Arbitrary<readonly [string, string, number | undefined]>
const decimal = fc
  .tuple(fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 0, max: 3 }))
  .map(([digits, decimals]) => (digits / 10 ** decimals).toFixed(decimals))

/** From nought to nought is a placeholder for none; `1.000-5.000` may be thousands. */
const limitsOfRange = fc
  .tuple(decimal, decimal)
  .map((limits) => limits.sort((one, other) => Number(one) - Number(other)))
  .filter(([low, high]) => readRanges(`${low}-${high}`).readable && Number(high) > 0)

test('a number converted there and back is the number that it was, to half a unit of its last place', () => {
  fc.assert(
    fc.property(ways, decimal, ([from, to, molecularWeight], number) => {
      const options = molecularWeight === undefined ? {} : { molecularWeight }
      const value = readValue({ text: number })
      const there = convertTogether({ value }, readUnit(from), readUnit(to), options)
      if ('refused' in there) throw new Error(there.refused)
      const decimals = value.kind === 'number' ? value.decimals : 0
      const back = factorOf(readUnit(to), readUnit(from), options)
      if ('refused' in back) throw new Error(back.refused)
      const returned =
        (Number(there.text) * Number(back.factor.numerator)) / Number(back.factor.denominator) +
        Number(back.offset.numerator) / Number(back.offset.denominator)
      expect(Math.abs(returned - Number(number))).toBeLessThanOrEqual(0.5 * 10 ** -decimals * (1 + 1e-9))
    }),
    { numRuns: 2_000 },
  )
})

test('a conversion never changes on which side of its range a value lies, nor its comparator', () => {
  fc.assert(
    fc.property(
      ways,
      fc.constantFrom('', '<', '>', '<=', '>='),
      decimal,
      limitsOfRange,
      fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
      ([from, to, molecularWeight], comparator, number, limits, decimals) => {
        const [low, high] = limits
        const value = readValue({ text: `${comparator}${number}` })
        const range = band(`${low}-${high}`)
        const options = {
          ...(molecularWeight !== undefined && { molecularWeight }),
          ...(decimals !== undefined && { decimals }),
        }
        const converted = convertTogether({ value, band: range }, readUnit(from), readUnit(to), options)
        if ('refused' in converted) throw new Error(converted.refused)
        expect(converted.value).toMatchObject({ comparator })
        expect(sideOf(converted.value, converted.band!)).toBe(sideOf(value, range!))
      },
    ),
    { numRuns: 2_000 },
  )
})

test('after a comparator it is rounded outwards: the new statement is never stronger', () => {
  fc.assert(
    fc.property(
      ways,
      fc.constantFrom('<', '>'),
      decimal,
      fc.integer({ min: 0, max: 2 }),
      ([from, to, molecularWeight], sign, number, decimals) => {
        const options = { decimals, ...(molecularWeight !== undefined && { molecularWeight }) }
        const way = factorOf(readUnit(from), readUnit(to), options)
        const converted = convertTogether(
          { value: readValue({ text: `${sign}${number}` }) },
          readUnit(from),
          readUnit(to),
          options,
        )
        if ('refused' in way || 'refused' in converted) throw new Error('refused')
        const exact =
          (Number(number) * Number(way.factor.numerator)) / Number(way.factor.denominator) +
          Number(way.offset.numerator) / Number(way.offset.denominator)
        const written = Number(converted.text.slice(1))
        if (sign === '<') expect(written).toBeGreaterThanOrEqual(exact - 1e-9 * (1 + Math.abs(exact)))
        else expect(written).toBeLessThanOrEqual(exact + 1e-9 * (1 + Math.abs(exact)))
      },
    ),
  )
})

test('the decimals that keep the precision grow as the number shrinks', () => {
  const factor = (numerator: bigint, denominator: bigint) => ({
    factor: { numerator, denominator },
    offset: { numerator: 0n, denominator: 1n },
  })
  expect(keeping(0, factor(1n, 100n))).toBe(2)
  expect(keeping(1, factor(10n, 1n))).toBe(0)
  expect(keeping(0, factor(1000n, 1n))).toBe(0)
  expect(keeping(1, factor(1n, 1n))).toBe(1)
})

test('several values and bands of one result have one number of decimals', () => {
  const ranges = readRanges('M:70-99.5; F:70-95')
  if (!ranges.readable) throw new Error('unreadable')
  const values = ['90', '<5.5'].map((text) => readValue({ text }))
  const converted = convertBy(factorFrom('0.0555'), { values, bands: ranges.bands }, readUnit('mmol/L'))
  expect(converted).toMatchObject({ texts: ['4.995', '<0.306'], decimals: 3 })
  expect('bands' in converted && converted.bands.map(({ text }) => text)).toEqual(['3.885-5.522', '3.885-5.273'])
})

test('what is small does not become nothing, and what is frozen may', () => {
  expect(convert('1', '', 'mg/dL', 'g/L', '', { decimals: 1 })).toBe('0.01 []')
  expect(convert('32', '', 'degF', 'Cel', '', { decimals: 1 })).toBe('0.0 []')
})

test('the way back undoes a factor and an offset exactly', () => {
  const decimals = fc.integer({ min: 1, max: 10 ** 9 }).map((whole) => `${whole / 10_000}`)
  fc.assert(
    fc.property(decimals, decimals, decimals, fc.boolean(), (number, factor, offset, below) => {
      const way: Factor = factorFrom(factor, below ? `-${offset}` : offset)
      const there = convertBy(way, { values: [readValue({ text: number })], bands: [] }, readUnit('g/L'), 12)
      const back = convertBy(
        inverseOf(way),
        { values: 'values' in there ? there.values : [], bands: [] },
        readUnit('g'),
        9,
      )
      const exact = inverseOf(inverseOf(way))
      expect(exact).toEqual(way)
      if (Number(factor) >= 1 && 'values' in back && back.values[0]?.kind === 'number')
        expect(back.values[0].value).toBeCloseTo(Number(number), 6)
    }),
  )
})
