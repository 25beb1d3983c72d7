// Units: what labs write, what it means, and what is refused.
import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { processorTime_ms } from './testing/processor-time.ts'
import { measureOf } from './units/ucum.ts'
import { commensurable, convertUnit, factorOf, molarOf, ratio, readUnit, sameScale } from './units.ts'

test.each([
  ['mg/dL', 'mg/dL', 'ucum'],
  ['10*3/uL', '10*3/uL', 'ucum'],
  ['mg/(24.h)', 'mg/(24.h)', 'ucum'],
  ['ml/min', 'mL/min', 'ucum'],
  ['MG/DL', 'mg/dL', 'case'],
  ['PG/ML', 'pg/mL', 'case'],
  ['FL', 'fL', 'case'],
  ['Mg/dL', 'mg/dL', 'case'],
  ['mEq/L', 'meq/L', 'case'],
  ['K/uL', '10*3/uL', 'spelling'],
  ['K/mcL', '10*3/uL', 'spelling'],
  ['thou/mm3', '10*3/uL', 'spelling'],
  ['THOU/CUMM', '10*3/uL', 'spelling'],
  ['x10E3/uL', '10*3/uL', 'spelling'],
  ['X10(3)/UL', '10*3/uL', 'spelling'],
  ['10^3/µL', '10*3/uL', 'spelling'],
  ['10³/μL', '10*3/uL', 'spelling'],
  ['103/uL', '10*3/uL', 'spelling'],
  ['10e9/L', '10*9/L', 'spelling'],
  ['×10⁹/L', '10*9/L', 'spelling'],
  ['GPt/l', '10*9/L', 'spelling'],
  ['M/uL', '10*6/uL', 'spelling'],
  ['mill/mm3', '10*6/uL', 'spelling'],
  ['Mio/µl', '10*6/uL', 'spelling'],
  ['m/ul', '10*6/uL', 'spelling'],
  ['T/L', '10*12/L', 'spelling'],
  ['/cmm', '/uL', 'spelling'],
  ['cells/cmm', '{cells}/uL', 'spelling'],
  ['g%', 'g/dL', 'spelling'],
  ['mg%', 'mg/dL', 'spelling'],
  ['gm/dl', 'g/dL', 'spelling'],
  ['mcg/mL', 'ug/mL', 'spelling'],
  ['µg/dl', 'ug/dL', 'spelling'],
  ['mM', 'mmol/L', 'spelling'],
  ['MMOLL', 'mmol/L', 'spelling'],
  ['MLMIN', 'mL/min', 'spelling'],
  ['mIU/mL', 'm[IU]/mL', 'spelling'],
  ['lU/mL', '[IU]/mL', 'spelling'],
  ['mm/hr', 'mm/h', 'spelling'],
  ['mg/24 hr', 'mg/(24.h)', 'spelling'],
  ['ng/mL/90 min', 'ng/mL/(90.min)', 'spelling'],
  ['nmol/L*s', 'nmol/(L.s)', 'spelling'],
  ['per 100 WBC', '/100{WBC}', 'spelling'],
  ['/100 WBCs', '/100{WBC}', 'spelling'],
  ['U/g Hgb', 'U/g{Hb}', 'spelling'],
  ['mg/g crea', 'mg/g{creat}', 'spelling'],
  ['mg/gkrea', 'mg/g{creat}', 'spelling'],
  ['ng/mL (FEU)', 'ng/mL{FEU}', 'spelling'],
  ['mL/min/1.73m²', 'mL/min/{1.73_m2}', 'spelling'],
  ['ml/min/1.73 sq m', 'mL/min/{1.73_m2}', 'spelling'],
  ['log copies/mL', '{log_copies}/mL', 'spelling'],
  ['MDC_DIM_BEAT_PER_MIN', '{beats}/min', 'spelling'],
  ['/hpf', '/[HPF]', 'spelling'],
  ['pH', '[pH]', 'spelling'],
  ['mm Hg', 'mm[Hg]', 'spelling'],
  ['degC', 'Cel', 'spelling'],
  ['Index', '{Index_val}', 'annotation'],
  ['S/CO', '{s_co_ratio}', 'annotation'],
  ['INR', '{INR}', 'annotation'],
  ['CAG repeats', '{CAG_repeats}', 'annotation'],
  ['g L-1', 'g/L', 'spelling'],
  ['mmol L\u207b\u00b9', 'mmol/L', 'spelling'],
  ['µmol.l-1', 'umol/L', 'spelling'],
  ['E.U./dL', "{Ehrlich'U}/dL", 'spelling'],
  ['I.U./mL', '[IU]/mL', 'spelling'],
  ['U.I./L', '[IU]/L', 'spelling'],
  ['ml/min/1.73/m2', 'mL/min/{1.73_m2}', 'spelling'],
  ['NRBC/100 WBC', '{nrbc}/100{WBC}', 'spelling'],
  ['mg/g{creat}', 'mg/g{creat}', 'ucum'],
  ['mg/gCR', 'mg/g{creat}', 'spelling'],
  ['Mult. of Median', '{MoM}', 'annotation'],
  ['cubic microns', 'um3', 'spelling'],
  ['tril/L', '10*12/L', 'spelling'],
  ['1:', '{titer}', 'annotation'],
  ['kOhm', 'kOhm', 'ucum'],
  ['EA', null, 'unknown'],
  ['PT', null, 'unknown'],
  ['m %', null, 'unknown'],
  ['', null, 'none'],
  ['N/A', null, 'none'],
  ['flurbs', null, 'unknown'],
  ['mg/flurb', null, 'unknown'],
  ['11', null, 'unknown'],
  ['mg//dL', null, 'unknown'],
  ['mg/d{L', null, 'unknown'],
])('%s means %s', (given, ucum, how) => {
  expect(readUnit(given)).toMatchObject({ given, ucum, how, known: ucum !== null })
})

test('what is valid UCUM and no unit of laboratories is read as labs mean it', () => {
  // Kelvin per microlitre, gauss per litre, tesla per litre, petagauss, femtotonne, picohenry.
  const given = ['K/uL', 'G/L', 'T/L', 'PG', 'ft', 'pH']
  expect(given.map((each) => readUnit(each).ucum)).toEqual(['10*3/uL', '10*9/L', '10*12/L', 'pg', '[ft_i]', '[pH]'])
})

test('a spelling with two meanings tells the other one', () => {
  expect(readUnit('G/L')).toMatchObject({ ucum: '10*9/L', also: ['g/L'] })
  expect(readUnit('units/mL')).toMatchObject({ ucum: "[arb'U]/mL", also: ['U/mL'], arbitrary: true })
  expect(readUnit('mg/dL').also).toEqual([])
})

test('a number with a decimal point is no UCUM, and is never taken for a product', () => {
  expect(measureOf('[IU]/(0.5.mL)')).toBeNull()
  expect(readUnit('[IU]/(0.5.mL)').ucum).toBe('[IU]/(5.10*-1.mL)')
  expect(ratio(readUnit('IU/0.5 mL'), readUnit('IU/mL'))).toBe(2)
})

test.each([
  ['K/uL', '10*9/L'],
  ['thou/cumm', '10*3/uL'],
  ['mIU/mL', 'IU/L'],
  ['ug/mL', 'mg/L'],
  ['ng/mL', 'mcg/L'],
  ['mg%', 'mg/dL'],
  ['µg/L', 'μg/L'],
  ['cells/uL', '/mm3'],
  ['cells/uL', 'WBC/uL'],
  ['fL', 'um3'],
  ['U/L', 'umol/min/L'],
  ['mg/g', 'mg/g creat'],
  ['mOsm/kg', 'mosm/kg H2O'],
  ['% activity', '% of normal'],
  ['%', '% activity'],
  ['%', '% of total Hgb'],
])('%s and %s have one scale', (one, other) => {
  expect(sameScale(readUnit(one), readUnit(other))).toBe(true)
})

test.each([
  ['K/uL', '/uL', 1000],
  ['mg/dL', 'g/L', 0.01],
  ['%', 'L/L', 0.01],
  ['g/dL', 'g/L', 10],
  ['U/L', 'ukat/L', 1 / 60],
  ['mg/24 h', 'g/d', 0.001],
  ['nmol/L', 'pmol/L', 1000],
])('one %s is so many %s: %s', (one, other, count) => {
  expect(ratio(readUnit(one), readUnit(other))).toBe(count)
})

test.each([
  ['mg/dL', 'mmol/L', 'molecular-weight-needed'],
  ['meq/L', 'mmol/L', 'valence-needed'],
  ['mg/dL', '10*3/uL', 'not-commensurable'],
  ['mmol/L', '10*3/uL', 'not-commensurable'],
  ['flurbs', 'mg/dL', 'unknown-unit'],
  ['', 'mg/dL', 'unknown-unit'],
  ['IU/L', 'U/L', 'arbitrary'],
  ['IU/mL', 'copies/mL', 'arbitrary'],
  ['AU/mL', 'IU/mL', 'arbitrary'],
  ['log copies/mL', 'copies/mL', 'other-convention'],
  ['mg/L FEU', 'mg/L DDU', 'other-convention'],
  ['mg/L FEU', 'mg/L', 'other-convention'],
  ['copies/mL', 'cells/mL', 'other-convention'],
  ['WBC/uL', 'RBC/uL', 'other-convention'],
  ['mg/g creat', 'mg/g feces', 'other-convention'],
  ['mL/min', 'mL/min/1.73m2', 'other-convention'],
  ['mmol/mol', '%', 'other-convention'],
  ['mosm/kg', 'mmol/kg', 'other-convention'],
  ['INR', 'ratio', 'other-convention'],
  ['% inhibition', '% activity', 'other-convention'],
  ['pH', 'nmol/L', 'not-proportional'],
])('%s to %s is refused: %s', (from, to, refused) => {
  expect(convertUnit(5, readUnit(from), readUnit(to))).toEqual({ refused })
  expect(commensurable(readUnit(from), readUnit(to))).toBe(false)
})

test('mass and moles meet by molecular weight, equivalents by valence', () => {
  const value = (number: number, from: string, to: string, component: string) => {
    const { molecularWeight, valence } = molarOf(component)
    const options = {
      ...(molecularWeight === null ? {} : { molecularWeight }),
      ...(valence === null ? {} : { valence }),
    }
    const converted = convertUnit(number, readUnit(from), readUnit(to), options)
    return 'value' in converted ? Number(converted.value.toPrecision(4)) : converted.refused
  }
  expect(value(100, 'mg/dL', 'mmol/L', 'Glucose')).toBe(5.551)
  expect(value(1, 'mg/dL', 'umol/L', 'Creatinine')).toBe(88.4)
  expect(value(200, 'mg/dL', 'mmol/L', 'Cholesterol in LDL')).toBe(5.172)
  expect(value(20, 'mg/dL', 'mmol/L', 'Urea nitrogen')).toBe(7.139)
  expect(value(1.3, 'ng/dL', 'pmol/L', 'Thyroxine (T4) free')).toBe(16.73)
  expect(value(14, 'g/dL', 'mmol/L', 'Hemoglobin')).toBe(8.688)
  expect(value(140, 'meq/L', 'mmol/L', 'Sodium')).toBe(140)
  expect(value(4.5, 'meq/L', 'mmol/L', 'Calcium')).toBe(2.25)
  expect(value(4.5, 'meq/L', 'mg/dL', 'Calcium')).toBe(9.018)
  expect(value(5, '%', 'mmol/mol', 'Hemoglobin A1c')).toBe('other-convention')
  expect(value(5, 'mg/dL', 'mmol/L', 'Ferritin')).toBe('molecular-weight-needed')
})

test('degrees are converted by their formula', () => {
  expect(convertUnit(98.6, readUnit('degF'), readUnit('degC'))).toEqual({ value: expect.closeTo(37, 10) })
  expect(ratio(readUnit('degF'), readUnit('degC'))).toBeNull()
})

test('the units of the example site are known, and its map joins equal scales', () => {
  const read = (path: string) =>
    parse(readFileSync(new URL(`../../examples/riverside/${path}`, import.meta.url)), { columns: true }) as Record<
      string,
      string
    >[]
  const units = ['catalogs/lis-components.csv', 'catalogs/ehr-components.csv'].flatMap((file) =>
    read(file).map(({ unit }) => unit!),
  )
  expect([...new Set(units)].filter((unit) => unit !== '' && !readUnit(unit).known)).toEqual([])
  const rows = read('maps/units.csv').filter(({ context }) => context === '')
  const differ = rows.filter(({ from_code, to_code }) => !sameScale(readUnit(from_code!), readUnit(to_code!)))
  expect(differ).toEqual([])
  expect(rows.length).toBeGreaterThan(40)
})

const known = fc.constantFrom(
  ...[
    'K/uL',
    'MG/DL',
    'x10(3)/uL',
    'mcg/dL',
    'per 100 WBC',
    'mL/min/1.73 m2',
    'mg/24 hr',
    'IU/mL',
    'S/CO',
    'log IU/mL',
  ],
  ...[
    'ug/g creat',
    'G/L',
    'EU/dL',
    'nmol/min/mg protein',
    'cells/cmm',
    '% of lymphocytes',
    'mmHg',
    'U/10*9 RBC',
    'mEq/L',
  ],
)

test('a canonical code is read to itself', () => {
  fc.assert(
    fc.property(known, (spelling) => {
      const { ucum } = readUnit(spelling)
      expect(readUnit(ucum!)).toMatchObject({ ucum, how: 'ucum' })
    }),
  )
})

test('a unit that nobody measures in is not known with words behind it, so that what is read can be read again', () => {
  expect(readUnit('2cT').ucum).toBe('2{Ct_value}')
  expect(readUnit('2{Ct_value}')).toMatchObject({ ucum: '2{Ct_value}', how: 'ucum' })
  expect(readUnit('dm u')).toMatchObject({ known: false, ucum: null })
  expect(readUnit('dm')).toMatchObject({ known: true, ucum: 'dm' })
})

test('whatever is written is read or not known, without an error', () => {
  const pieces = fc.constantFrom(
    ...'/.*^(){}[] 10xEmgdLuµKU%'.split(''),
    '10*3',
    'mg',
    'mL',
    'WBC',
    'per',
    'IU',
    '24',
    '²',
  )
  const texts = fc.oneof(
    fc.string({ maxLength: 80 }),
    fc.array(pieces, { maxLength: 14 }).map((each) => each.join('')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      const unit = readUnit(text)
      expect(unit.known).toBe(unit.ucum !== null)
      if (unit.ucum !== null) expect(readUnit(unit.ucum)).toMatchObject({ known: true, measure: unit.measure })
    }),
    { numRuns: 1_500 },
  )
})

test('a factor and its way back cancel out exactly', () => {
  const pairs = fc.constantFrom(
    ...([
      ['mg/dL', 'g/L'],
      ['K/uL', '/uL'],
      ['U/L', 'ukat/L'],
      ['mg/24 h', 'mg/h'],
      ['mmol/L', 'umol/mL'],
      ['%', 'L/L'],
    ] as const),
  )
  fc.assert(
    fc.property(pairs, ([from, to]) => {
      const there = factorOf(readUnit(from), readUnit(to))
      const back = factorOf(readUnit(to), readUnit(from))
      if ('refused' in there || 'refused' in back) throw new Error('refused')
      expect(there.factor.numerator * back.factor.numerator).toBe(there.factor.denominator * back.factor.denominator)
    }),
  )
})

test('a spelling that was read before costs less than a microsecond', () => {
  readUnit('x10(3)/uL')
  const took_ms = processorTime_ms(() => {
    for (let count = 0; count < 100_000; count++) readUnit('x10(3)/uL')
  })
  expect(took_ms / 100_000).toBeLessThan(0.001)
})
