// When Labloop could not act, and from when something can be demanded of it.
import { expect, test } from 'vitest'
import type { EngineAct } from '../play/act.ts'
import { ableFrom, awaySpans, isAway } from './spans.ts'

const minute = 60_000
const recovery = 5 * minute
const spans = (...acts: readonly (readonly [at: number, act: EngineAct])[]) =>
  awaySpans({ end: 100 * minute, acts: acts.map(([at, act]) => ({ at, act: { who: 'engine', act } })) })

test('a crash lasts until it begins again and is itself once more', () => {
  expect(spans([minute, { do: 'crash', away_ms: minute }])).toEqual([{ from: minute, to: 2 * minute + recovery }])
})

test('a stop ends with a start, and at the end of the run where nobody started it', () => {
  expect(spans([0, { do: 'stop' }], [minute, { do: 'start' }])).toEqual([{ from: 0, to: minute + recovery }])
  expect(spans([0, { do: 'stop' }])).toEqual([{ from: 0, to: 100 * minute + recovery }])
})

test('a database that goes away in two ways is away once', () => {
  const database = (is: 'away' | 'full' | 'back'): EngineAct => ({ do: 'database', is })
  expect(spans([0, database('full')], [1, database('away')], [2, database('back')])).toEqual([
    { from: 0, to: 2 + recovery },
  ])
})

test('what came while Labloop was away can be demanded once it was back, through several such times', () => {
  const away = [
    { from: 0, to: 10 },
    { from: 8, to: 20 },
  ]
  expect(ableFrom(away, 5)).toBe(20)
  expect(ableFrom(away, 20)).toBe(20)
  expect([isAway(away, 19), isAway(away, 20)]).toEqual([true, false])
})
