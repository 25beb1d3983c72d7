import { expect, test } from 'vitest'
import { lostMappings, mappedIn } from './compare-maps.ts'
import { newReport, placeOf } from './problem.ts'
import { readParts } from './read-parts.ts'
import { add, type Change, put, sampleWith } from './testing/sample.ts'

const components = 'maps/components.csv'
const units = 'maps/units.csv'
const parts = (changes: Readonly<Record<string, Change>> = {}) => mappedIn(readParts(sampleWith(changes), newReport()))

/** What the change loses, as `place severity given`. */
function lost(changes: Readonly<Record<string, Change>>, before: Readonly<Record<string, Change>> = {}): string[] {
  return lostMappings(parts(before), parts(changes), '2026-09-01').map(
    (problem) => `${placeOf(problem)} ${problem.severity} ${problem.given}`,
  )
}

test('no change, a new row and another meaning lose nothing', () => {
  expect(lost({})).toEqual([])
  expect(lost({ [components]: add('lis,NA,ehr,1003,,both,approved,Laboratory director,2026-08-17\n') })).toEqual([])
  expect(lost({ [components]: put('lis,K,ehr,1002', 'lis,K,ehr,1009') })).toEqual([
    `${components}:1:1 warning ehr 1002 to lis: it was K (line 3 before), and its row is gone`,
  ])
})

test('a row that is taken out leaves its code unmapped; a warning where no flow asks in that direction', () => {
  expect(lost({ [components]: put('lis,K,ehr,1002,,both,approved,Laboratory director,2026-08-17\n', '') })).toEqual([
    `${components}:1:1 error lis K to ehr: it was 1002 (line 3 before), and its row is gone`,
    `${components}:1:1 warning ehr 1002 to lis: it was K (line 3 before), and its row is gone`,
  ])
})

test('a row that becomes a draft, or forward, is told where it stands', () => {
  const row = 'lis,K,ehr,1002,,both,approved'
  expect(lost({ [components]: put(row, 'lis,K,ehr,1002,,both,draft') })[0]).toBe(
    `${components}:3:1 error lis K to ehr: it was 1002 (line 3 before), and its row is a draft now`,
  )
  expect(lost({ [components]: put(row, 'lis,K,ehr,1002,,forward,approved') })).toEqual([
    `${components}:1:1 warning ehr 1002 to lis: it was K (line 3 before), and its row is gone`,
  ])
})

test('a row that ends without one that follows loses its code from that day on', () => {
  const dated = (text: string) =>
    text
      .replace('approved_on', 'approved_on,effective_to')
      .replaceAll(/2026-08-17$/gm, '2026-08-17,')
      .replace('lis,K,ehr,1002,,both,approved,Laboratory director,2026-08-17,', '$&2026-09-30')
  const [first] = lost({ [components]: dated })
  expect(first).toBe(
    `${components}:3:1 error lis K to ehr: it was 1002 (line 3 before), and its row ends on 2026-09-30`,
  )
  const followed = (text: string) => `${dated(text)}lis,K,ehr,1002,,both,approved,Laboratory director,2026-08-17,\n`
  expect(lost({ [components]: followed })).toEqual([])
  expect(lost({ [components]: dated }, { [components]: dated })).toEqual([])
})

test('a row with a context counts apart, unless one without it still answers', () => {
  const gone = {
    [units]: put('lis,mEq/L,ehr,mmol/L,component=K,forward,approved,Laboratory director,2026-08-17\n', ''),
  }
  expect(lost(gone)).toEqual([
    `${units}:1:1 error lis mEq/L (component=K) to ehr: it was mmol/L (line 2 before), and its row is gone`,
  ])
  const plain = { [units]: put('mmol/L,component=K', 'mmol/L,') }
  expect(lost(plain)).toEqual([])
})

test('a code that its catalog has as inactive needs no row: only a warning', () => {
  const changes = {
    [components]: put('lis,K,ehr,1002,,both,approved,Laboratory director,2026-08-17\n', ''),
    'catalogs/lis-components.csv': 'code,name,active\nGLU,GLUCOSE,yes\nK,POTASSIUM,no\n',
    'catalogs/lis-orderables.csv': 'code,name\nGLU,GLUCOSE\n',
  }
  expect(lost(changes).map((line) => line.split(' ')[1])).toEqual(['warning', 'warning'])
})

test('a map that is gone loses all of its codes', () => {
  expect(lost({ [units]: null }).length).toBe(3)
})

/** The map of components with dates: K on these days. */
const kOn = (...periods: readonly (readonly [from: string, to: string])[]) => ({
  [components]: (text: string) =>
    text
      .replace('approved_on', 'approved_on,effective_from,effective_to')
      .replaceAll(/2026-08-17$/gm, '2026-08-17,,')
      .replace(/^lis,K,.*$/m, (row) => periods.map(([from, to]) => row.replace(/,,$/, `,${from},${to}`)).join('\n')),
})

test('days on which a code counts no more are told: until a row begins, between two, behind the last', () => {
  const given = (...periods: readonly (readonly [string, string])[]) =>
    lost(kOn(...periods))[0]?.replace(/^.* row /, '')
  expect(given(['2027-01-01', ''])).toBe('counts only from 2027-01-01')
  expect(given(['', '2026-09-30'], ['2026-11-01', ''])).toBe('does not count from 2026-10-01 to 2026-10-31')
  expect(given(['', '2026-09-30'], ['2026-10-01', ''])).toBeUndefined()
  expect(given(['', '2026-09-30'], ['2026-10-01', '2026-12-31'])).toBe('ends on 2026-12-31')
  expect(given(['', '2026-08-20'])).toBe('ends on 2026-08-20')
  expect(lost(kOn(['2026-11-01', ''], ['', '2026-09-30']))[0]).toContain(`${components}:4:1 error`)
})

test('what was over before today is no loss', () => {
  const without = { [components]: (text: string) => text.replace(/^lis,K,.*\n/m, '') }
  expect(lost(without, kOn(['', '2026-08-31']))).toEqual([])
  expect(lost(without, kOn(['', '2026-09-01']))).toHaveLength(2)
})

test('a row for less than before leaves the rest unmapped; one that asks for less still answers', () => {
  const k = 'lis,K,ehr,1002,'
  const narrow = lost({ [components]: put(`${k},`, `${k}specimen=SER,`) })
  expect(narrow[0]).toContain('lis K to ehr: it was 1002 (line 3 before), and its row is gone')
  const [adults, all, children] = ['age=18y-', 'age=0d-', 'age=0d-18y'].map((age) => put(`${k},`, `${k}${age},`))
  expect(lost({ [components]: all! }, { [components]: adults! })).toEqual([])
  expect(lost({ [components]: children! }, { [components]: adults! })).not.toEqual([])
})

const same = put('    table: units\n', '    table: units\n    same_in_catalogs: unit\n')
const catalogs = (lis: string, ehr: string) => ({
  'flows/results.yaml': same,
  'catalogs/lis-components.csv': `code,name,unit\nGLU,GLUCOSE,${lis}\nK,POTASSIUM,g/L\n`,
  'catalogs/ehr-components.csv': `code,name,unit\n1001,Glucose,${ehr}\n1002,Potassium,g/L\n`,
})

test('a code that both catalogs had needs a row once one of them has it no more', () => {
  const before = catalogs('fL', 'fL')
  expect(lost(before, before)).toEqual([])
  expect(lost(catalogs('fL', 'pL'), before)).toEqual([
    `${units}:1:1 error lis fL to ehr: both catalogs had it in unit, and the catalog of ehr has it no more`,
  ])
  expect(lost(catalogs('pL', 'pL'), before)[0]).toContain(' warning ')
  const row = { [units]: add('lis,fL,ehr,pL,,forward,approved,Laboratory director,2026-08-17\n') }
  expect(lost({ ...catalogs('fL', 'pL'), ...row }, before)).toEqual([])
})
