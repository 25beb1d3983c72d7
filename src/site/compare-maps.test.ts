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
  return lostMappings(parts(before), parts(changes)).map(
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
