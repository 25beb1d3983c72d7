// Flags: what each says, and which one a value deserves.
import { expect, test } from 'vitest'
import { tableDefinition } from '../hl7/dictionary/index.ts'
import { flagAgrees, flagFor, readFlag, standardFlags, usualFlag } from './flags.ts'
import { forPerson, readRanges } from './ranges.ts'
import { readValue } from './values.ts'

function band(text: string) {
  const ranges = readRanges(text)
  return ranges.readable ? (forPerson(ranges.bands, '', null) ?? null) : null
}

function deserved(text: string, range: string, critical = { low: null as number | null, high: null as number | null }) {
  return flagFor(readValue({ text }), band(range), critical)
}

test('every code of table 0078 has a meaning, and there are no others', () => {
  const codes = [...tableDefinition('0078')!.codes.keys()]
  expect(codes.filter((code) => readFlag(code).side === 'unknown')).toEqual([])
  expect([...standardFlags.keys()].filter((code) => !codes.includes(code))).toEqual([])
})

test('side, urgency, change and susceptibility are told apart', () => {
  expect(readFlag('HH')).toMatchObject({ side: 'high', critical: true, change: null, susceptibility: null })
  expect(readFlag('L')).toMatchObject({ side: 'low', critical: false })
  expect(readFlag('AA')).toMatchObject({ side: 'abnormal', critical: true })
  expect(readFlag('U')).toMatchObject({ side: 'none', change: 'up' })
  expect(readFlag('R')).toMatchObject({ side: 'none', susceptibility: 'R' })
  expect(readFlag('')).toMatchObject({ side: 'none', standard: null })
})

test('with a set of its own, a system has no other flags, not even those of the table', () => {
  const local = new Map([
    ['HI!', 'HH'],
    ['NORM', 'N'],
  ])
  expect(readFlag('HI!', local)).toMatchObject({ side: 'high', critical: true, standard: 'HH' })
  expect(readFlag('HH', local)).toMatchObject({ side: 'unknown', standard: null })
})

test('a flag that nobody knows is unknown, whatever object it is the name of', () => {
  for (const code of ['QQ', 'constructor', 'toString', 'hh']) expect(readFlag(code).side).toBe('unknown')
})

test('usual meanings of local flags are proposed', () => {
  expect(['HI', 'lo!', 'Crit', '*', 'H*', 'N', 'what'].map(usualFlag)).toEqual(['H', 'LL', 'AA', 'A', 'HH', 'N', null])
})

test.each([
  ['5.0', '3.5-5.1', 'N'],
  ['3.5', '3.5-5.1', 'N'],
  ['3.4', '3.5-5.1', 'L'],
  ['5.2', '3.5-5.1', 'H'],
  ['5', '<5', 'H'],
  ['4.9', '<5', 'N'],
  ['60', '>=60', 'N'],
  ['59', '>60', 'L'],
  ['<5', '5-10', 'L'],
  ['<5', '<5', 'N'],
  ['>100', '5-10', 'H'],
  ['1:80', '<1:80', 'H'],
  ['1:40', '<1:80', 'N'],
  ['6-10', '0-5', 'H'],
  ['0-2', '0-5', 'N'],
  ['Negative', 'Neg', 'N'],
  ['Reactive', 'Non Reactive', 'A'],
  ['2+', 'Negative', 'A'],
  ['Yellow', 'Yellow', 'N'],
] as const)('%s against %s deserves %s', (text, range, flag) => {
  expect(deserved(text, range)).toBe(flag)
})

test('what cannot be judged gets no flag', () => {
  for (const [text, range] of [
    ['<5', '3-10'],
    ['>5', '3-10'],
    ['3-7', '5-10'],
    ['hazy', 'Clear'],
    ['5', ''],
    ['TNP', '3-5'],
    ['5', 'See note'],
    ['Equivocal', 'Negative'],
  ] as const)
    expect(deserved(text, range), `${text} in ${range}`).toBeNull()
})

test('the critical limit itself is critical, and comes before the range', () => {
  const critical = { low: 2.8, high: 6.2 }
  expect(['2.8', '2.9', '6.1', '6.2', '>7', '<2', '<3'].map((text) => deserved(text, '3.5-5.1', critical))).toEqual([
    'LL',
    'L',
    'H',
    'HH',
    'HH',
    'LL',
    'L',
  ])
})

test('a flag agrees with what the value deserves, or contradicts it', () => {
  expect(flagAgrees(readFlag('H'), 'HH')).toBe(true)
  expect(flagAgrees(readFlag('H'), 'L')).toBe(false)
  expect(flagAgrees(readFlag('N'), 'H')).toBe(false)
  expect(flagAgrees(readFlag('A'), 'L')).toBe(true)
  expect(flagAgrees(readFlag('A'), 'N')).toBe(false)
  expect(flagAgrees(readFlag('U'), 'N')).toBe(true)
  expect(flagAgrees(readFlag('QQ'), 'H')).toBe(true)
  expect(flagAgrees(readFlag('H'), null)).toBe(true)
})
