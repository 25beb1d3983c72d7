// How labels and units are read: words, lexicon, quantities, specimens.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { piecesOf } from './lexicon.ts'
import { wantedOf } from './profile.ts'
import { classesOfUnit } from './quantity.ts'
import { departmentOf, fitOf } from './specimen.ts'
import { partsOfMixedCase, wordsOf } from './words.ts'

describe('words of a label', () => {
  test('plurals, accents, British spellings and acids come out as LOINC has them', () => {
    expect(wordsOf('Lymphocytes')).toEqual(['lymphocyte'])
    expect(wordsOf('Haemoglobin')).toEqual(['hemoglobin'])
    expect(wordsOf('β-2 Microglobulin')).toEqual(['beta', '2', 'microglobulin'])
    expect(wordsOf('Ascorbic Acid')).toEqual(['ascorbate'])
    expect(wordsOf('Amino acids')).toEqual(['amino', 'acid'])
    expect(wordsOf('CD 1a')).toEqual(['cd1a'])
    expect(wordsOf('CD16/56')).toEqual(['cd16', 'cd56'])
    expect(wordsOf('Basos#')).toEqual(['baso', 'absolute'])
  })

  test('mixed case is taken apart, and what is a word stays whole', () => {
    expect(partsOfMixedCase('LymFlg')).toEqual(['Lym', 'Flg'])
    expect(partsOfMixedCase('HbA1c')).toEqual(['HbA1c'])
    expect(wantedOf({ id: '1', label: 'LymFlg' }).words).toContain('lymphocyte')
  })

  test('any text is read without a fault', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (label, fluid, unit) => {
        expect(() => wantedOf({ id: '1', label, fluid, unit })).not.toThrow()
      }),
    )
  })
})

describe('the lexicon', () => {
  test('the longest phrase wins', () => {
    expect(piecesOf(wordsOf('Free T4')).map(({ words }) => words)).toEqual([['thyroxine', 'free']])
    expect(piecesOf(wordsOf('T4')).map(({ words }) => words)).toEqual([['thyroxine']])
  })

  test('words of a specimen are taken out of what is measured', () => {
    const wanted = wantedOf({ id: '1', label: 'Total Protein, Ascites', fluid: 'Ascites' })
    expect(wanted.words).toEqual(['protein'])
    expect(wanted.specimens).toEqual(['Periton fld', 'Periton fld'])
  })

  test('a label that is nothing but a specimen names what is measured', () => {
    expect(wantedOf({ id: '1', label: 'Blood', fluid: 'Urine' })).toMatchObject({
      words: ['blood'],
      specimens: ['Urine'],
    })
  })
})

describe('units', () => {
  const cases: readonly (readonly [string, string[]])[] = [
    ['mg/dL', ['mass-volume']],
    ['µg/mL', ['mass-volume']],
    ['mEq/L', ['moles-volume']],
    ['mmol/L', ['moles-volume']],
    ['IU/L', ['units-volume', 'activity-volume']],
    ['m[IU]/L', ['units-volume', 'activity-volume']],
    ['K/uL', ['number-volume']],
    ['x10E3/uL', ['number-volume']],
    ['10*3/uL', ['number-volume']],
    ['#/hpf', ['number-area']],
    ['%', ['fraction', 'ratio']],
    ['mg/24hr', ['rate']],
    ['mg/g{creat}', ['mass-mass']],
    ['sec', ['time']],
    ['fL', ['entitic-volume']],
    ['pg', ['entitic-mass']],
    ['pg/mL', ['mass-volume']],
    ['mm Hg', ['pressure']],
    ['mm/hr', ['velocity']],
    ['mL/min/1.73m2', ['clearance']],
    ['mOsm/kg', ['osmolality']],
    ['log10 IU/mL', ['log-volume']],
    ['ng/mL|ng/mL FEU', ['mass-volume']],
    ['MMOLL', ['moles-volume']],
    ['gibberish', []],
    ['', []],
  ]
  for (const [unit, classes] of cases)
    test(`"${unit}" measures ${classes.join(' or ') || 'nothing that is known'}`, () => {
      expect(classesOfUnit(unit)).toEqual(classes)
    })
})

describe('specimens', () => {
  test('blood of a department is what that department mostly measures in', () => {
    expect(departmentOf('Chemistry')).toBe('chemistry')
    expect(departmentOf('Haematology')).toBe('hematology')
    expect(fitOf('Ser/Plas', ['Bld'], 'chemistry')).toBeGreaterThan(fitOf('Bld', ['Bld'], 'chemistry'))
    expect(fitOf('Bld', ['Bld'], 'hematology')).toBeGreaterThan(fitOf('Ser/Plas', ['Bld'], 'hematology'))
    expect(fitOf('BldA', ['Bld'], 'blood gas')).toBeGreaterThan(fitOf('Ser/Plas', ['Bld'], 'blood gas'))
  })

  test('urine is not serum, and a fluid may be body fluid or any specimen', () => {
    expect(fitOf('Ser/Plas', ['Urine'], 'chemistry')).toBe(0)
    expect(fitOf('Body fld', ['Plr fld'], 'chemistry')).toBeGreaterThan(fitOf('XXX', ['Plr fld'], 'chemistry'))
  })
})
