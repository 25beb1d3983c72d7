import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '../../engine/random.ts'
import { type Component, componentsOf, forPerson, rangesOf, readTypical } from '../catalog.ts'
import { testSite } from '../testing/site.ts'
import { ageInDays, flagOf, measure, remeasure } from './lab-values.ts'

const components = [...componentsOf(testSite(), 'lis').values()]
const year_days = 365.25

function numeric(ranges: string, flags: string, critical: [number | null, number | null] = [null, null]): Component {
  return {
    code: 'X',
    name: 'X',
    loinc: '',
    loincName: '',
    valueType: 'NM',
    unit: '',
    precision: 1,
    ranges: rangesOf(ranges),
    criticalLow: critical[0],
    criticalHigh: critical[1],
    flags: flags.split(';'),
    answers: new Map(),
    typical: readTypical('mean 10 sd 2 min 5 max 15'),
  }
}

test('a range is chosen by sex and age', () => {
  const ranges = rangesOf('0d-30d:13.5-20.5; 30d-6m:9.5-14.0; M 18y-:13.2-17.1; F 18y-50y:11.7-15.5; F 50y-:<5')
  const text = (sex: string, age_days: number) => forPerson(ranges, sex, age_days)?.text
  expect(text('M', 3)).toBe('13.5-20.5')
  expect(text('F', 31)).toBe('9.5-14.0')
  expect(text('M', 40 * year_days)).toBe('13.2-17.1')
  expect(text('F', 49.9 * year_days)).toBe('11.7-15.5')
  expect(text('F', 50 * year_days)).toBe('<5')
  expect(text('M', 10 * year_days)).toBeUndefined()
})

test('a normal text that looks like a population is a text', () => {
  expect(rangesOf('<1:80')).toMatchObject([
    { sex: '', fromAge_days: 0, toAge_days: Number.POSITIVE_INFINITY, text: '<1:80' },
  ])
})

test('typical values are read as spreads for a population or as weighted texts', () => {
  expect(readTypical('M:mean 1 sd 2 min -3 max 4; F 18y-50y:mean 5 sd 6 min 7 max 8')).toMatchObject([
    { sex: 'M', kind: 'spread', spread: { mean: 1, sd: 2, min: -3, max: 4 } },
    { sex: 'F', fromAge_days: 18 * year_days, toAge_days: 50 * year_days, spread: { mean: 5 } },
  ])
  expect(readTypical('Negative*85;A 5*5 cm mass*15')).toMatchObject([
    {
      kind: 'choices',
      choices: [
        { value: 'Negative', weight: 85 },
        { value: 'A 5*5 cm mass', weight: 15 },
      ],
    },
  ])
})

test('a flag follows from value, range and critical limits, in the words that the component knows', () => {
  const potassium = numeric('3.5-5.1', 'N;L;H;LL;HH', [2.8, 6.2])
  const flags = ['2.8', '3.4', '3.5', '5.1', '5.2', '6.2'].map((value) => flagOf(potassium, value, '3.5-5.1'))
  expect(flags).toEqual(['LL', 'L', 'N', 'N', 'H', 'HH'])
  expect(flagOf(numeric('', 'N;L;H', [2.8, null]), '2.1', '3.5-5.1')).toBe('L')
  expect(flagOf(numeric('', ''), '9', '3.5-5.1')).toBe('')
})

test('comparators, intervals and texts are flagged by what they mean', () => {
  const any = numeric('', 'N;L;H;A')
  const cases: [value: string, range: string, flag: string][] = [
    ['<5', '<5', 'N'],
    ['5', '<5', 'H'],
    ['<10', '10-30', 'L'],
    ['>60', '>=60', 'N'],
    ['57', '>=60', 'L'],
    ['>50', '0-5', 'H'],
    ['3-5', '0-5', 'N'],
    ['3-5', '0-2', 'H'],
    ['-2.1', '-2.0-2.0', 'L'],
    ['Negative', 'Negative', 'N'],
    ['1:80', '<1:80', 'H'],
    ['3-5', '0-4', 'H'],
    ['Hazy', 'Clear', 'A'],
    ['<5', '3-10', ''],
    ['Trace', '', ''],
  ]
  for (const [value, range, flag] of cases)
    expect([value, range, flagOf(any, value, range)]).toEqual([value, range, flag])
})

test("every component of Riverside's lab gives values in its own form: decimals, bounds, flags, data type", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...components),
      fc.constantFrom('F', 'M'),
      fc.integer({ min: 18, max: 95 }),
      fc.string(),
      (component, sex, years, seed) => {
        const subject = { sex, age_days: years * year_days }
        const { value, flags, range, unit, valueType } = measure(seededRandom(seed), component, subject, 'F')
        expect(value).not.toBe('')
        expect([...component.flags, '']).toContain(flags)
        expect(unit).toBe(component.unit)
        if (valueType === 'NM') {
          expect(value.split('.')[1]?.length ?? 0).toBe(component.precision)
          expect(Number(value)).not.toBeNaN()
        }
        if (valueType === 'SN') expect(value).toMatch(/^(<|>|<=|>=)?\^\d+(\.\d+)?(\^[-:]\^\d+(\.\d+)?)?$/)
        if (valueType === 'CE') expect(value).toMatch(/^\w+\^[^^]+\^L$/)
        if (range === '') expect(['', 'LL', 'HH', 'L', 'H']).toContain(flags)
      },
    ),
    { numRuns: 2000 },
  )
})

test('a correction has another value wherever the component knows one', () => {
  let changed = 0
  for (const component of components) {
    const random = seededRandom(component.code)
    const subject = { sex: 'F', age_days: 40 * year_days }
    const before = measure(random, component, subject, 'F')
    const after = remeasure(random, component, subject, before, 'C')
    expect(after.status).toBe('C')
    expect(after.value !== before.value || after.note !== '').toBe(true)
    if (after.value !== before.value) changed++
  }
  expect(changed / components.length).toBeGreaterThan(0.97)
})

test('a component that knows one value only is corrected by a note', () => {
  const component = { ...numeric('', ''), typical: readTypical('Negative*1') }
  const subject = { sex: 'M', age_days: 20_000 }
  const before = measure(seededRandom(1), component, subject, 'F')
  expect(remeasure(seededRandom(2), component, subject, before, 'C')).toMatchObject({
    value: 'Negative',
    status: 'C',
    note: 'Checked by repeat analysis.',
  })
})

test('an age is counted in days, and an unreadable birth date makes an adult', () => {
  const at = Date.UTC(2026, 10, 22)
  expect(ageInDays('20261112', at)).toBe(10)
  expect(ageInDays('', at)).toBeGreaterThan(18 * year_days)
})

test('a person has one blood group, whenever it is determined, and a correction does not make another of it', () => {
  const abo = components.find(({ code }) => code === 'ABORH')!
  const groups = (mrn: string) =>
    new Set(
      [1, 2, 3, 4, 5].map((seed) => measure(seededRandom(seed), abo, { sex: 'F', age_days: 9000, mrn }, 'F').value),
    )
  const people = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8']
  expect(people.every((mrn) => groups(mrn).size === 1)).toBe(true)
  expect(new Set(people.flatMap((mrn) => [...groups(mrn)])).size).toBeGreaterThan(1)
  const subject = { sex: 'F', age_days: 9000, mrn: 'R1' }
  const before = measure(seededRandom(1), abo, subject, 'F')
  expect(remeasure(seededRandom(2), abo, subject, before, 'C')).toMatchObject({ value: before.value, status: 'C' })
})
