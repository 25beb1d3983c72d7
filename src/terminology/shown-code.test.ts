import { expect, test } from 'vitest'
import { isErrorCode, isEvent, isThreeLetters, shownCode } from './shown-code.ts'

test.each(['W', 'CM', 'XX1', 'CD:2539', 'ZL-7', '42'])('%s has the form of a code, and is shown', (code) => {
  expect(shownCode(code)).toBe(code)
})

test.each(['Zzsmith', 'ZZSMITH', 'ZZDOE^ZZJANE', '19700101', '4711', 'A1234567', 'w', 'in lab', 'ÄB1', 'W\r', ''])(
  '%j could be of a patient, and is not',
  (text) => {
    expect(shownCode(text)).toBe(`a text of ${text.length} character${text.length === 1 ? '' : 's'}`)
  },
)

test('a type, an event and a code of an error are known by their form', () => {
  expect(['ORU', 'ZL7', 'ZZSMITH', 'oru', 'OR', ''].map(isThreeLetters)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ])
  expect(['R01', 'Z9A', 'ZA9', 'ANN', '101', 'R1', 'R01 '].map(isEvent)).toEqual([
    ...[true, true, true],
    ...[false, false, false, false],
  ])
  expect(['204', 'E1234', 'ERR-17', 'ZZSMITH', '19700101', ''].map(isErrorCode)).toEqual([
    ...[true, true, true],
    ...[false, false, false],
  ])
})
