import { expect, test } from 'vitest'
import { fixedOffset } from '../../site/time-zone.ts'
import { testSite } from '../testing/site.ts'
import { loadScenarios } from './load.ts'
import { prepare } from './prepare.ts'
import { weatherInShort, weatherLines, weatherOf } from './weather.ts'

function prepared(more = '', step = 'ehr: { registers: anna }') {
  const text = `
name: sample
family: 1
title: A sample
why: To try the weather.
asked_by: [Nobody]
patients: { anna: {} }
${more}
steps:
  - at: 1h
    ${step}
expect: {}
`
  const { scenarios, problems } = loadScenarios(new Map([['sample.yaml', text]]))
  expect(problems).toEqual([])
  const preparation = prepare(scenarios[0]!, testSite(), fixedOffset(0))
  if (!preparation.applies) throw new Error(preparation.why)
  return preparation.prepared
}

test('rough weather has each fault on each of the four lines, at rates that follow from the seed, and one kill', () => {
  const acts = weatherOf(prepared())
  expect(acts).toEqual(weatherOf(prepared()))
  expect(acts).not.toEqual(weatherOf(prepared('seed: another')))
  const shares = acts.flatMap(({ act }) => (act.do === 'fault' ? [act.share ?? 1] : []))
  expect(shares).toHaveLength(24)
  expect(shares.every((share) => share >= 0.01 && share <= 0.04)).toBe(true)
  expect(acts.filter(({ act }) => act.do === 'crash')).toMatchObject([{ at_ms: 3_600_000 }])
})

test('calm weather has nothing, and a story about the machine has no further kill', () => {
  expect(weatherOf(prepared('weather: calm'))).toEqual([])
  expect(weatherOf(prepared('', 'labloop: stops')).filter(({ act }) => act.do === 'crash')).toEqual([])
})

test('the weather in short has every kind of fault from its least rate to its worst, in two lines', () => {
  const [rates = '', killed, ...more] = weatherInShort(prepared())
  expect({ killed, more }).toEqual({ killed: 'Labloop is killed at 1h and begins again 20s later', more: [] })
  const shares = weatherOf(prepared()).flatMap(({ act }) =>
    act.do === 'fault' && act.fault === 'lose-message' ? [act.share ?? 1] : [],
  )
  const [least, worst] = [Math.min(...shares), Math.max(...shares)].map((share) => (share * 100).toFixed(1))
  expect(rates).toContain(`messages lost ${least}-${worst} %`)
  expect(rates.match(/%/g)).toHaveLength(6)
  expect(rates.length).toBeLessThan(150)
  expect(weatherInShort(prepared('weather: calm'))).toEqual([])
})

test('the weather is told with every rate as it is used', () => {
  const acts = weatherOf(prepared())
  const told = weatherLines(prepared())
  expect(told).toHaveLength(5)
  for (const { act } of acts) {
    if (act.do !== 'fault') continue
    const line = told.find((each) => each.startsWith(`${act.line}:`))
    expect(line).toContain(`${act.fault} ${((act.share ?? 1) * 100).toFixed(1)} %`)
  }
  expect(told.at(-1)).toBe('Labloop is killed at 1h and begins again 20s later')
  expect(weatherLines(prepared('weather: calm'))).toEqual([])
})
