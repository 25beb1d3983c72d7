// The grammar of ranges, by example and by law.

import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Band, forPerson, holds, printRanges, readRanges } from './ranges.ts'
import { processorTime_ms } from './testing/processor-time.ts'
import { readValue } from './values.ts'

function bands(text: string): readonly Band[] {
  const ranges = readRanges(text)
  if (!ranges.readable) throw new Error(`${text} is unreadable: ${ranges.why} at ${ranges.at}`)
  return ranges.bands
}

test.each([
  ['70-99', '70-99'],
  ['70 - 99', '70-99'],
  ['6–10', '6-10'],
  ['60 to 100', '60-100'],
  ['<5', '<5'],
  ['>=60', '>=60'],
  ['> or = 60', '>=60'],
  ['>/=60', '>=60'],
  ['<OR=5.0', '<=5.0'],
  ['≤5', '<=5'],
  ['up to 5', '<=5'],
  ['5 or less', '<=5'],
  ['greater than 60', '>60'],
  ['>3.5-<5.1', '>3.5-<5.1'],
  ['>= 3.5 and <= 5.1', '3.5-5.1'],
  ['0.0-5.0 %', '0.0-5.0 %'],
  ['0-2/hpf', '0-2 /hpf'],
  ['4.0-11.0 x10(3)/uL', '4.0-11.0 x10(3)/uL'],
  ['15.0-17.0 10*3/uL', '15.0-17.0 10*3/uL'],
  ['3-5 mm Hg', '3-5 mm Hg'],
  ['>60 mL/min/1.73 m2', '>60 mL/min/1.73 m2'],
  ['4.5–11.0×10⁹/L', '4.5-11.0 ×10⁹/L'],
  ['Male 13-17 / Female 12-15', 'M:13-17; F:12-15'],
  ['M/F: 3-5', '3-5'],
  ['Therapeutic 10-20', '10-20'],
  ['-2-3', '-2-3'],
  ['-2.0 - +3.0', '-2.0-3.0'],
  ['(70-99)', '70-99'],
  ['[3.5-5.1]', '3.5-5.1'],
  ['3,5-5,1', '3.5-5.1'],
  ['1,000-2,000', '1000-2000'],
  ['0.000-5.000', '0.000-5.000'],
  ['0', '0'],
  ['<1:80', '<1:80'],
  ['1:20-1:80', '1:20-1:80'],
  ['Neg', 'Neg'],
  ['Non Reactive', 'Non Reactive'],
  ['Straw to amber', 'Straw to amber'],
  ['Negative (<5)', '<5'],
  ['M: 13-17 F: 12-15', 'M:13-17; F:12-15'],
  ['M 13-17 F 12-15', 'M:13-17; F:12-15'],
  ['M:13-17;F:12-15', 'M:13-17; F:12-15'],
  ['Male: 13.5 - 17.5 g/dL, Female: 12.0 - 15.5 g/dL', 'M:13.5-17.5 g/dL; F:12.0-15.5 g/dL'],
  ['13.0-17.0 (male) 12.0-15.0 (female)', 'M:13.0-17.0; F:12.0-15.0'],
  ['M 18y-:13.2-17.1; F 18y-50y:11.7-15.5', 'M 18y-:13.2-17.1; F 18y-50y:11.7-15.5'],
  ['0d-30d:13.5-20.5; 30d-6m:9.5-14.0', '0d-30d:13.5-20.5; 30d-6m:9.5-14.0'],
  ['0-5 years: 3.4-4.7', '0d-5y:3.4-4.7'],
  ['Age 18-50: 3-4', '18y-50y:3-4'],
  ['<1 year: 5-6', '0d-1y:5-6'],
  ['Adult: 3-5', '18y-:3-5'],
  ['Desirable: <200', '<200'],
  ['Fasting: 70-99', 'fasting:70-99'],
  ['Negative: <0.90 Equivocal: 0.90-1.10 Positive: >1.10', '<0.90; equivocal:0.90-1.10; positive:>1.10'],
  ['=<5', '<=5'],
  ['70\u221299', '70-99'],
  ['\u00b12', '-2-2'],
  ['+/- 2.0', '-2.0-2.0'],
  ['lt 5', '<5'],
  ['40%-70%', '40-70 %'],
  ['13.5 g/dL - 17.5 g/dL', '13.5-17.5 g/dL'],
  ['13.5g/dL-17.5g/dL', '13.5-17.5 g/dL'],
  ['0,500-1,000', '0.500-1.000'],
  ['M:13-17/F:12-15', 'M:13-17; F:12-15'],
  ['M 13-17 g/dL F 12-15 g/dL', 'M:13-17 g/dL; F:12-15 g/dL'],
  ['36.1-37.2 deg C', '36.1-37.2 deg C'],
  ['13-17 M, 12-15 F', 'M:13-17; F:12-15'],
  ['1-12 m: 2-6', '1m-1y:2-6'],
  ['Male: 13-17 (adult)', 'M 18y-:13-17'],
  ['70-99 fasting', 'fasting:70-99'],
  ['AM 5-25 PM 3-10', 'am:5-25; pm:3-10'],
  ['8 AM: 5-25; 4pm: 3-10', '8 am:5-25; 4pm:3-10'],
  ['Follicular 3-12 Luteal 2-10', 'follicular:3-12; luteal:2-10'],
  ['Premenopausal 1-5 Postmenopausal 6-9', 'premenopausal:1-5; postmenopausal:6-9'],
  ['1st trimester: 0.1-2.5', '1st trimester:0.1-2.5'],
  ['<130 mg/dL (calc)', '<130 mg/dL'],
  ['<200 Desirable', '<200'],
  ['<1:40 (Negative)', '<1:40'],
  ['Neg <1:40', '<1:40'],
  ['Negative (qualitative)', 'Negative'],
  ['10-20 flurb/zorn', '10-20 flurb/zorn'],
  ['Follicular phase: 1.4-18.1; Luteal phase: 0.5-1.5', 'follicular phase:1.4-18.1; luteal phase:0.5-1.5'],
])('%s is read as %s', (text, printed) => {
  expect(printRanges(bands(text))).toBe(printed)
})

test.each([
  ['', 'blank'],
  ['""', 'blank'],
  ['[ ]', 'blank'],
  [' - ', 'blank'],
  ['See note', 'note'],
  ['See note 5', 'note'],
  ['Not Established', 'not-established'],
  ['N/A', 'not-established'],
])('"%s" says openly that there is no range', (text, none) => {
  expect(readRanges(text)).toEqual({ readable: true, bands: [], none })
})

test.each([
  ['70-', 0],
  ['abc1', 0],
  ['60~120', 3],
  ['3.5 3.6', 0],
  ['3.5-5.1 H', 8],
  ['>=10 Immune', 5],
  ['3-5 flurbs', 4],
  ['4.0-5.6% of total Hgb', 9],
  ['13.5 g/dL-17.5 mg/dL', 0],
  ['8 hours 5-25', 0],
  ['3.5/5.1', 0],
  ['150.000-450.000', 0],
  ['>=10 Positive', 5],
  ['>=10 IU: Positive', 5],
  ['<10 IU/mL: Negative', 4],
  ['<3 or >5', 3],
])('"%s" is unreadable, and the place is told', (text, at) => {
  expect(readRanges(text)).toMatchObject({ readable: false, at })
})

test('two ranges for the same persons are not guessed between', () => {
  expect(readRanges('3-5; 4-6')).toMatchObject({ readable: false, why: 'two ranges for the same persons' })
})

test('the band of a person goes by sex and age, its end not included', () => {
  const found = bands('0d-30d:13.5-20.5; 30d-6m:9.5-14.0; M 18y-:13.2-17.1; F 18y-50y:11.7-15.5; F 50y-:<5')
  const text = (sex: string, age_days: number | null) => forPerson(found, sex, age_days)?.text
  expect(text('M', 3)).toBe('13.5-20.5')
  expect(text('F', 30)).toBe('9.5-14.0')
  expect(text('M', 40 * 365.25)).toBe('13.2-17.1')
  expect(text('F', 50 * 365.25)).toBe('<5')
  expect(text('M', 5 * 365.25)).toBeUndefined()
  expect(text('', 40 * 365.25)).toBeUndefined()
  expect(text('M', null)).toBeUndefined()
})

test('a band for a phase or a fasting person is no band for everybody', () => {
  expect(forPerson(bands('Fasting: 70-99'), 'F', 9_000)).toBeUndefined()
})

test('limits the wrong way round are kept, and nothing is said of any value', () => {
  const [band] = bands('2.6-1.6')
  expect(band).toMatchObject({ low: 2.6, high: 1.6 })
  expect(['1', '2', '3', '<1', '>3'].map((text) => holds(band!, readValue({ text })))).toEqual([
    null,
    null,
    null,
    null,
    null,
  ])
})

test('a value lies in a band, outside, or it cannot be said', () => {
  const [band] = bands('3.5-5.1')
  const judged = ['3.5', '5.2', '<5', '>5.1', 'text'].map((text) => holds(band!, readValue({ text })))
  expect(judged).toEqual([true, false, null, false, null])
})

test('every range of the example site is read', () => {
  for (const file of ['lis', 'ehr']) {
    const url = new URL(`../../examples/riverside/catalogs/${file}-components.csv`, import.meta.url)
    const rows = parse(readFileSync(url), { columns: true }) as { code: string; ranges: string }[]
    const unread = rows.filter(({ ranges }) => !readRanges(ranges).readable)
    expect(unread.map(({ code, ranges }) => `${code} ${ranges}`)).toEqual([])
    expect(rows.filter(({ ranges }) => ranges !== '').length).toBeGreaterThan(100)
  }
})

const limit = fc.integer({ min: -9_999, max: 99_999 })
const span = fc
  .tuple(limit, limit, fc.integer({ min: 0, max: 3 }), fc.constantFrom('', '>'), fc.constantFrom('', '<'))
  .map(([one, other, decimals, low, high]) => {
    const [first, second] = one <= other ? [one, other] : [other, one]
    const text = (number: number) => (number / 10 ** decimals).toFixed(decimals).replace(/^-(0\.?0*)$/, '$1')
    return text(first) === text(second) ? text(first) : `${low}${text(first)}-${high}${text(second)}`
  })
const open = fc
  .tuple(fc.constantFrom('<', '<=', '>', '>='), fc.integer({ min: 0, max: 9_999 }))
  .map((each) => each.join(''))
const words = fc.constantFrom('Negative', 'Non Reactive', 'Yellow', 'None seen')
const population = fc.uniqueArray(
  fc.tuple(fc.constantFrom('', 'M', 'F'), fc.constantFrom('', '0d-30d', '30d-6m', '6m-18y', '18y-50y', '50y-')),
  { minLength: 1, maxLength: 5, selector: (each) => each.join(' ') },
)

test('what is printed is read again to the same', () => {
  fc.assert(
    fc.property(population, fc.array(fc.oneof(span, open, words), { minLength: 5, maxLength: 5 }), (whom, what) => {
      const text = whom
        .map(([sex, age], index) =>
          `${[sex, age].filter((word) => word !== '').join(' ')}:${what[index]}`.replace(/^:/, ''),
        )
        .join('; ')
      const read = bands(text)
      expect(read).toHaveLength(whom.length)
      expect(printRanges(read)).toBe(text)
      expect(bands(printRanges(read))).toEqual(read)
    }),
  )
})

test('whatever is written is read or said to be unreadable, within its length', () => {
  const signs = fc.constantFrom(
    ...'MF0123456789.,-<>=:;/ ()[]%yadm~|'.split(''),
    'Neg',
    'Male',
    ' to ',
    'x10',
    '1:',
    'years',
  )
  const texts = fc.oneof(
    fc.string({ maxLength: 600 }),
    fc.array(signs, { maxLength: 60 }).map((each) => each.join('')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      const ranges = readRanges(text)
      if (!ranges.readable) expect(ranges.at).toBeLessThanOrEqual(Math.max(text.length, 400))
      else for (const { low, high } of ranges.bands) expect([low, high]).not.toContain(Number.NaN)
    }),
    { numRuns: 3_000 },
  )
})

test('hostile texts take no longer than their length', () => {
  for (const text of [
    '1-'.repeat(200),
    'M '.repeat(200),
    '(('.repeat(200),
    '1,1'.repeat(130),
    'a '.repeat(200),
    '<'.repeat(400),
    '1a-'.repeat(130),
    '1 a/'.repeat(100),
    '3-5 (calc'.repeat(40),
    '/ '.repeat(200),
  ]) {
    const took_ms = processorTime_ms(() => {
      for (let count = 0; count < 20; count++) readRanges(text.slice(0, 399 - count))
    })
    expect(took_ms, text.slice(0, 6)).toBeLessThan(500)
  }
})
