import { expect, test } from 'vitest'
import { isTimeZone } from '../shared/time-zone.ts'
import { offsetOf, zoneRules } from './zone.ts'

const wall = (text: string) => Date.parse(`${text}Z`)

test('a wall time has the offset of its season', () => {
  const chicago = zoneRules('America/Chicago')
  expect(chicago(wall('2026-01-15T12:00:00'))).toBe(-360)
  expect(chicago(wall('2026-07-15T12:00:00'))).toBe(-300)
})

test('a time that occurs twice when clocks are set back means the first', () => {
  const chicago = zoneRules('America/Chicago')
  expect(chicago(wall('2026-11-01T00:59:59'))).toBe(-300)
  expect(chicago(wall('2026-11-01T01:30:00'))).toBe(-300)
  expect(chicago(wall('2026-11-01T02:00:00'))).toBe(-360)
})

test('a time that never occurs when clocks are set forward has the offset before', () => {
  const chicago = zoneRules('America/Chicago')
  expect(chicago(wall('2026-03-08T01:59:59'))).toBe(-360)
  expect(chicago(wall('2026-03-08T02:30:00'))).toBe(-360)
  expect(chicago(wall('2026-03-08T03:00:00'))).toBe(-300)
})

test('zones with half hours, half-hour changes and the other side of the date line are right', () => {
  expect(zoneRules('Asia/Kolkata')(wall('2026-05-01T00:10:00'))).toBe(330)
  expect(zoneRules('Australia/Lord_Howe')(wall('2026-01-01T12:00:00'))).toBe(660)
  expect(zoneRules('Australia/Lord_Howe')(wall('2026-07-01T12:00:00'))).toBe(630)
  expect(zoneRules('Pacific/Kiritimati')(wall('2026-01-01T12:00:00'))).toBe(840)
  expect(zoneRules('UTC')(wall('2026-01-01T12:00:00'))).toBe(0)
})

test('every wall time read back through its offset shows the same wall time, where it occurs', () => {
  const berlin = zoneRules('Europe/Berlin')
  const offsetAt = offsetOf('Europe/Berlin')
  for (let at = wall('2026-03-28T20:00:00'); at < wall('2026-03-30T04:00:00'); at += 900_000) {
    const offset = berlin(at)
    const isGap = at >= wall('2026-03-29T02:00:00') && at < wall('2026-03-29T03:00:00')
    expect(offsetAt(at - offset * 60_000) === offset, new Date(at).toISOString()).toBe(!isGap)
  }
})

test('an unknown zone is told', () => {
  expect(isTimeZone('America/Chicago')).toBe(true)
  expect(isTimeZone('America/Chigaco')).toBe(false)
  expect(isTimeZone('')).toBe(false)
})
