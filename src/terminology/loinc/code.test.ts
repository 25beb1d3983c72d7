// The check digit of LOINC codes.
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { caseBytes, casesFolder, casesNote } from '../../../test/cases.ts'
import { loincCheckDigit, loincCodeProblem } from './code.ts'

test('a code with its check digit has no problem', () => {
  for (const code of ['2345-7', '718-7', '4548-4', '94500-6', '100000-9']) expect(loincCodeProblem(code)).toBeNull()
})

test('a mistyped digit and two swapped digits are found, with the digit that would be right', () => {
  expect(loincCodeProblem('2346-7')).toBe('the check digit of 2346 is 5')
  expect(loincCodeProblem('3245-7')).toContain('the check digit of 3245')
})

test('what is no code is told from a code', () => {
  for (const text of ['', 'GLU', '2345', '2345-', '-56064', '2345-77', '23 45-7']) {
    expect(loincCodeProblem(text)).toBe('not digits, a hyphen and a check digit')
  }
})

test.skipIf(!casesFolder)(`the codes that others print have their check digits${casesNote}`, () => {
  const rows = parse(Buffer.from(caseBytes('terminology/loinc/loinc_subset.csv')), { columns: true }) as {
    loinc: string
  }[]
  expect(rows.filter(({ loinc }) => loincCodeProblem(loinc) !== null)).toEqual([])
  expect(rows.every(({ loinc }) => loincCheckDigit(loinc.split('-')[0]!) === Number(loinc.split('-')[1]))).toBe(true)
})
