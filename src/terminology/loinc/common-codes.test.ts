// The built-in table: its extent, its form, and every code and name against the list of others.
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { caseBytes, casesFolder, casesNote } from '../../../test/cases.ts'
import { readUnit } from '../units.ts'
import { loincCodeProblem } from './code.ts'
import { commonAreas, commonCodes } from './common-codes.ts'

test('there are at least 500 codes, over all departments, each once', () => {
  const rows = Object.values(commonAreas).flat()
  expect(rows.length).toBeGreaterThanOrEqual(500)
  expect(Object.keys(commonAreas)).toHaveLength(12)
  for (const [area, list] of Object.entries(commonAreas)) expect(list.length, area).toBeGreaterThan(4)
  expect(new Set(rows.map(([code]) => code)).size).toBe(rows.length)
})

test('each has its check digit, a name without blanks around it and a unit of UCUM', () => {
  for (const { code, name, units } of commonCodes().all) {
    expect(loincCodeProblem(code), code).toBeNull()
    expect(name.trim(), code).toBe(name)
    for (const unit of units) expect(readUnit(unit), code).toMatchObject({ how: 'ucum', ucum: unit })
  }
})

test('a code is found with its axes and its unit', () => {
  expect(commonCodes().find('2823-3')).toMatchObject({
    name: 'Potassium [Moles/volume] in Serum or Plasma',
    units: ['mmol/L'],
    axes: { component: 'Potassium', property: 'SCnc', time: 'Pt', system: 'Ser/Plas', scale: 'Qn', method: null },
  })
  expect(commonCodes().find('0000-0')).toBeUndefined()
})

test.skipIf(!casesFolder)(`every code and its name stands so in the list of others${casesNote}`, () => {
  const rows = parse(Buffer.from(caseBytes('terminology/loinc/loinc_subset.csv')), { columns: true }) as {
    loinc: string
    long_common_name: string
  }[]
  const names = new Map(rows.map(({ loinc, long_common_name }) => [loinc, long_common_name]))
  for (const { code, name } of commonCodes().all) expect([code, names.get(code)]).toEqual([code, name])
})
