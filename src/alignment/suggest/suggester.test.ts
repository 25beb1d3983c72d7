// Suggestions with the built-in codes and the learned weights: what a person would be shown.
import { describe, expect, test } from 'vitest'
import { commonCodes } from '../../terminology/loinc/common-codes.ts'
import { type LoincStatus, type LoincTerm, loincTable } from '../../terminology/loinc/term.ts'
import { counterpartSuggester, loincSuggester } from './suggester.ts'
import type { LocalTest } from './suggestion.ts'

const suggester = loincSuggester(commonCodes())

function first(asked: Omit<LocalTest, 'id'>): string | undefined {
  return suggester.suggest({ id: 'x', ...asked }, 5)[0]?.code
}

describe('LOINC codes for a local test', () => {
  const cases: readonly (readonly [string, Omit<LocalTest, 'id'>, string])[] = [
    ['an abbreviation and a unit', { label: 'K', fluid: 'SER', unit: 'mEq/L' }, '2823-3'],
    ['an old name of an enzyme', { label: 'SGPT (ALT)', fluid: 'Serum', unit: 'IU/L' }, '1742-6'],
    ['white cells with a percent sign', { label: 'LYMPH %', fluid: 'Blood', category: 'Hematology' }, '736-9'],
    ['white cells with a number sign', { label: 'LYMPH #', fluid: 'Blood', category: 'Hematology' }, '731-0'],
    ['a British spelling', { label: 'Haemoglobin', fluid: 'Blood', category: 'Haematology', unit: 'g/dL' }, '718-7'],
    ['a misspelling', { label: 'Hemogloblin A1C', fluid: 'Blood', unit: '%' }, '4548-4'],
    ['a name cut off', { label: 'TRIGLYCER', fluid: 'SER', unit: 'mg/dL' }, '2571-8'],
    ['an acid by its salt', { label: 'Uric Acid', fluid: 'Serum', unit: 'mg/dL' }, '3084-1'],
    ['a trade name', { label: 'Dilantin', fluid: 'Serum', unit: 'ug/mL' }, '3968-5'],
    ['a coagulation test in seconds', { label: 'aPTT', fluid: 'Plasma', unit: 'sec' }, '14979-9'],
    ['a reading under the microscope', { label: 'RBC', fluid: 'Urine', unit: '#/hpf' }, '13945-1'],
    ['a collection over a day', { label: 'Protein, 24 hr urine', fluid: 'Urine', unit: 'mg/24hr' }, '2889-4'],
    ['a method in the label', { label: 'LDL, calculated', fluid: 'Serum', unit: 'mg/dL' }, '13457-7'],
  ]
  for (const [what, asked, code] of cases)
    test(`${what} (${asked.label}) finds ${code}`, () => {
      expect(first(asked)).toBe(code)
    })

  test('the unit decides between mass and moles', () => {
    expect(first({ label: 'Glucose', fluid: 'Serum', unit: 'mg/dL' })).toBe('2345-7')
    expect(first({ label: 'Glucose', fluid: 'Serum', unit: 'mmol/L' })).toBe('14749-6')
  })

  test('the specimen decides between serum, urine and fluid', () => {
    expect(first({ label: 'Creatinine', fluid: 'Serum', unit: 'mg/dL' })).toBe('2160-0')
    expect(first({ label: 'Creatinine', fluid: 'Urine', unit: 'mg/dL' })).toBe('2161-8')
    expect(first({ label: 'Glucose, CSF', unit: 'mg/dL' })).toBe('2342-4')
  })

  test('results say what no unit says: a titre and a presence are no concentration', () => {
    const asked = { label: 'RPR', fluid: 'Serum' }
    expect(first({ ...asked, values: ['1:8', '1:32'] })).toBe('31147-2')
    expect(first({ ...asked, values: ['Non Reactive', 'Reactive'] })).toBe('20507-0')
  })
})

describe('what laboratories write beside a name', () => {
  test('UA and U before a name are urine, and microalbumin is of urine', () => {
    expect(first({ label: 'UA pH' })).toBe('5803-2')
    expect(first({ label: 'UA Blood' })).toBe('5794-3')
    expect(first({ label: 'U Na' })).toBe('2955-3')
    expect(first({ label: 'Microalbumin', unit: 'mg/dL' })).toBe('14957-5')
    expect(first({ label: 'UPEP' })).toBe('13438-7')
    expect(first({ label: 'T3 U' })).not.toBe('2955-3')
  })

  test('a plain name is not measured by electrophoresis, and a region of one is', () => {
    expect(first({ label: 'Albumin', fluid: 'Blood', category: 'Chemistry', unit: 'g/dL' })).toBe('1751-7')
    expect(first({ label: 'Alpha-1', fluid: 'Blood', category: 'Chemistry', unit: 'g/dL' })).toBe('2865-4')
  })

  test('a unit in the range or in the results counts where the row has none', () => {
    const glucose = (asked: Partial<LocalTest>) =>
      suggester.suggest({ id: '1', label: 'Glucose', fluid: 'Serum', ...asked }, 1)[0]
    const property = (asked: Partial<LocalTest>) => glucose(asked)?.reasons.find(({ axis }) => axis === 'property')
    expect(property({ ranges: '70-99 mg/dL' })).toEqual({
      axis: 'property',
      verdict: 'agrees',
      words: 'mg/dL fits mass by volume',
    })
    expect(property({ values: ['88 mg/dL', '<20 mg/dL'] })?.verdict).toBe('agrees')
    expect(property({ ranges: '70-99' })?.verdict).toBe('open')
  })

  test('a panel says the specimen where the test does not', () => {
    expect(first({ label: 'Glucose', panel: 'Urinalysis' })).toBe(first({ label: 'Glucose', fluid: 'Urine' }))
    expect(first({ label: 'Protein', panel: 'CSF profile', unit: 'mg/dL' })).toBe('2880-3')
    expect(first({ label: 'Glucose', fluid: 'Serum', panel: 'Urinalysis', unit: 'mg/dL' })).toBe('2345-7')
  })
})

describe('codes that LOINC has given up', () => {
  const named = (code: string, name: string, status: LoincStatus): LoincTerm => ({
    ...commonCodes().find('2823-3')!,
    code,
    name,
    status,
    rank: null,
  })

  test('a deprecated code is not suggested, a discouraged one only after the others', () => {
    const table = loincTable('Loinc.csv', [
      named('1-8', 'Potassium [Moles/volume] in Serum or Plasma', 'DEPRECATED'),
      named('2-6', 'Potassium [Moles/volume] in Serum or Plasma', 'DISCOURAGED'),
      named('3-4', 'Potassium [Moles/volume] in Serum or Plasma', 'ACTIVE'),
    ])
    const found = loincSuggester(table).suggest({ id: '1', label: 'K', fluid: 'Serum', unit: 'mmol/L' }, 5)
    expect(found.map(({ code }) => code)).toEqual(['3-4', '2-6'])
    expect(found[1]?.reasons).toContainEqual({
      axis: 'use',
      verdict: 'differs',
      words: 'LOINC discourages the code',
    })
  })
})

describe('what a suggestion says', () => {
  test('reasons name the words, the unit and the specimen, axis by axis', () => {
    const [found] = suggester.suggest({ id: '1', label: 'K', fluid: 'SER', unit: 'mEq/L' }, 1)
    expect(found?.reasons).toContainEqual({ axis: 'component', verdict: 'agrees', words: '"k" is potassium' })
    expect(found?.reasons).toContainEqual({ axis: 'property', verdict: 'agrees', words: 'mEq/L fits moles by volume' })
    expect(found?.reasons).toContainEqual({ axis: 'system', verdict: 'agrees', words: 'SER fits Ser/Plas' })
  })

  test('what does not fit is said as well', () => {
    const found = suggester.suggest({ id: '1', label: 'Potassium', fluid: 'Urine', unit: 'mEq/L' }, 5)
    const serum = found.find(({ code }) => code === '2823-3')
    expect(serum?.reasons).toContainEqual({ axis: 'system', verdict: 'differs', words: 'Urine is not Ser/Plas' })
  })

  test('confidence falls along the list, and together it is at most one', () => {
    for (const label of ['Glucose', 'Lymphocytes', 'Hepatitis B', 'Creatinine', 'nothing known']) {
      const sure = suggester.suggest({ id: '1', label }, 10).map(({ confidence }) => confidence)
      expect(sure).toEqual(sure.toSorted((a, b) => b - a))
      expect(sure.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(1.01)
    }
  })

  test('a plain test is surer than a vague one, and words that nobody knows find nothing', () => {
    const sure = (asked: Omit<LocalTest, 'id'>) => suggester.suggest({ id: '1', ...asked }, 1)[0]?.confidence ?? 0
    expect(sure({ label: 'Sodium', fluid: 'Serum', unit: 'mmol/L' })).toBeGreaterThan(0.85)
    expect(sure({ label: 'Cells, other' })).toBeLessThan(0.5)
    expect(sure({ label: 'Voided specimen hold' })).toBeLessThan(0.3)
    expect(suggester.suggest({ id: '1', label: 'Zzyzx' }, 5)).toEqual([])
    expect(suggester.suggest({ id: '1', label: '' }, 5)).toEqual([])
  })

  test('what shares only a word such as direct is not suggested', () => {
    expect(suggester.suggest({ id: '1', label: 'Direct antiglobulin' }, 5)).toEqual([])
    expect(suggester.suggest({ id: '1', label: 'Bilirubin, direct' }, 1)[0]?.code).toBe('1968-7')
  })

  test('of the built-in table, which lacks many codes, a test of another kind is never quite sure', () => {
    const sure = (label: string) => suggester.suggest({ id: '1', label }, 1)[0]?.confidence ?? 0
    expect(sure('PSA')).toBeGreaterThan(0.9)
    expect(sure('Free PSA')).toBeLessThanOrEqual(0.5)
    expect(sure('VLDL')).toBeLessThan(0.5)
    expect(sure('C-Peptide')).toBeLessThan(0.3)
    expect(sure('IL-6')).toBeLessThan(0.3)
  })

  test('the same question gets the same answer', () => {
    const asked = { id: '1', label: 'Hgb', fluid: 'Blood', unit: 'g/dL' }
    expect(loincSuggester(commonCodes()).suggest(asked, 5)).toEqual(suggester.suggest(asked, 5))
  })

  test('an empty list of candidates suggests nothing', () => {
    expect(loincSuggester(loincTable('empty', [])).suggest({ id: '1', label: 'Sodium' }, 5)).toEqual([])
  })
})

describe('counterparts in another catalog', () => {
  const other: readonly LocalTest[] = [
    { id: 'GLU', label: 'GLUCOSE', fluid: 'SER', unit: 'mg/dL', loinc: '2345-7' },
    { id: 'UGLU', label: 'GLUCOSE, URINE', fluid: 'UR', unit: 'mg/dL' },
    { id: 'NA', label: 'SODIUM', fluid: 'SER', unit: 'mEq/L' },
    { id: 'HGB', label: 'HGB', fluid: 'BLD', unit: 'g/dL' },
    { id: 'XYZ', label: 'TEST A', fluid: 'SER', loinc: '3094-0' },
  ]
  const counterparts = counterpartSuggester(other)

  test('words, specimen and unit find it', () => {
    const code = (asked: Omit<LocalTest, 'id'>) => counterparts.suggest({ id: 'x', ...asked }, 3)[0]?.code
    expect(code({ label: 'Glucose', fluid: 'Urine', unit: 'mg/dL' })).toBe('UGLU')
    expect(code({ label: 'Glucose', fluid: 'Blood', category: 'Chemistry', unit: 'mmol/L' })).toBe('GLU')
    expect(code({ label: 'Na', fluid: 'SERUM', unit: 'mmol/L' })).toBe('NA')
    expect(code({ label: 'Hemoglobin', fluid: 'Whole blood', unit: 'g/L' })).toBe('HGB')
  })
})
