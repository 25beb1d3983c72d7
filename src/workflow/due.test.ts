// By when steps are due: laws over random calendars, and the nights on which clocks change.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { zoneRules } from '../adapters/clock/zone.ts'
import type { Hours } from '../site/shapes/site.ts'
import { Batch, type Timing, weekdays } from '../site/shapes/workflow.ts'
import { type Calendar, calendarOf, dayOf, momentOf, openOn, weekdayOf } from './calendar.ts'
import { afterOpen, dueAt, releaseAfter, withinFor } from './due.ts'

const chicago = zoneRules('America/Chicago')
const core: Hours = { 'mon-fri': '07:00-19:00', sat: '08:00-12:00' }
const calendar = calendarOf({ hours: { core }, holidays: ['2026-12-25'] }, chicago)
const hour = 3_600_000
const at = (text: string) => Date.parse(text)
const text = (moment: number | null) => (moment === null ? null : new Date(moment).toISOString())
const timing = (given: Partial<Timing>): Timing => ({
  within: undefined,
  hours: undefined,
  release: undefined,
  at_any_hour: [],
  ...given,
})
const due = (from: string, given: Partial<Timing>, priority: 'routine' | 'stat' = 'routine', batches = {}) =>
  text(dueAt(at(from), timing(given), priority, batches, calendar))

test('around the clock a duration is a duration', () => {
  expect(due('2026-11-20T23:00:00-06:00', { within: 4 * hour })).toBe('2026-11-21T09:00:00.000Z')
})

test('in lab hours only open time counts: Friday evening goes on on Saturday, and then on Monday', () => {
  // Friday 18:00: one hour is left, four on Saturday, the rest on Monday.
  expect(due('2026-11-20T18:00:00-06:00', { within: 2 * hour, hours: 'core' })).toBe(
    text(at('2026-11-21T09:00:00-06:00')),
  )
  expect(due('2026-11-20T18:00:00-06:00', { within: 6 * hour, hours: 'core' })).toBe(
    text(at('2026-11-23T08:00:00-06:00')),
  )
})

test('a holiday without hours is closed', () => {
  // 2026-12-25 is a Friday.
  expect(due('2026-12-24T18:00:00-06:00', { within: 2 * hour, hours: 'core' })).toBe(
    text(at('2026-12-26T09:00:00-06:00')),
  )
})

test('what is urgent waits for no hours', () => {
  const given: Partial<Timing> = { within: { stat: hour, any: 4 * hour }, hours: 'core', at_any_hour: ['stat'] }
  expect(due('2026-11-21T23:00:00-06:00', given, 'stat')).toBe(text(at('2026-11-22T00:00:00-06:00')))
  expect(due('2026-11-21T23:00:00-06:00', given)).toBe(text(at('2026-11-23T11:00:00-06:00')))
})

const twice = Batch.parse({ runs: [{ days: ['tue', 'thu'], at: '10:00', released_by: '15:00' }], cutoff: '1h' })

test.each([
  ['on Monday', '2026-11-23T12:00:00-06:00', '2026-11-24T15:00:00-06:00'],
  ['on Tuesday just before the cutoff', '2026-11-24T09:00:00-06:00', '2026-11-24T15:00:00-06:00'],
  ['on Tuesday after the cutoff', '2026-11-24T09:00:01-06:00', '2026-11-26T15:00:00-06:00'],
  ['on Thursday after the run', '2026-11-26T11:00:00-06:00', '2026-12-01T15:00:00-06:00'],
])(
  'a batch on Tuesday and Thursday: a specimen that comes %s is due at the release of the run that it can still reach',
  (_, from, release) => {
    expect(due(from, { release: 'twice' }, 'routine', { twice })).toBe(text(at(release)))
  },
)

test('on a holiday no batch runs', () => {
  const daily = Batch.parse({ runs: [{ at: '10:00', released_by: '15:00' }] })
  expect(due('2026-12-24T11:00:00-06:00', { release: 'daily' }, 'routine', { daily })).toBe(
    text(at('2026-12-26T15:00:00-06:00')),
  )
})

test('a run that is released days later is not overtaken by one that is released at once', () => {
  const batch = Batch.parse({
    runs: [
      { days: ['mon'], at: '10:00', released_by: '09:00', days_later: 5 },
      { days: ['tue'], at: '10:00', released_by: '12:00' },
    ],
  })
  expect(text(releaseAfter(at('2026-11-23T09:00:00-06:00'), batch, calendar))).toBe(
    text(at('2026-11-28T09:00:00-06:00')),
  )
  expect(text(releaseAfter(at('2026-11-23T11:00:00-06:00'), batch, calendar))).toBe(
    text(at('2026-11-28T09:00:00-06:00')),
  )
})

test('a duration is that of the priority, else of any, else of routine', () => {
  expect(withinFor({ stat: 1, any: 2, routine: 3 }, 'stat')).toBe(1)
  expect(withinFor({ stat: 1, any: 2, routine: 3 }, 'asap')).toBe(2)
  expect(withinFor({ stat: 1, routine: 3 }, 'asap')).toBe(3)
  expect(withinFor({ stat: 1, preop: 5 }, 'asap')).toBe(5)
  expect(withinFor({}, 'asap')).toBeNull()
})

// In Chicago clocks go forward on 2026-03-08 at 02:00 and back on 2026-11-01 at 02:00.
const nights = calendarOf({ hours: { night: { 'mon-sun': '00:00-06:00' } } }, chicago)

test('the night on which clocks go forward is an hour shorter, and the one on which they go back an hour longer', () => {
  const night = nights.hours.get('night')!
  const length = (day: string) => {
    const [[from, to] = [0, 0]] = openOn(nights, night, dayOf(nights, at(`${day}T12:00:00Z`)))
    return (to - from) / hour
  }
  expect([length('2026-03-07'), length('2026-03-08'), length('2026-11-01'), length('2026-11-02')]).toEqual([6, 5, 7, 6])
})

test('a release at a time that clocks skip is at the moment at which they skip it', () => {
  const batch = Batch.parse({ runs: [{ at: '01:00', released_by: '02:30' }] })
  expect(text(releaseAfter(at('2026-03-08T00:30:00-06:00'), batch, nights))).toBe('2026-03-08T08:30:00.000Z')
  expect(text(releaseAfter(at('2026-11-01T00:30:00-05:00'), batch, nights))).toBe(text(at('2026-11-01T02:30:00-06:00')))
})

// Two weeks around either change of the clocks, and any time of the year.
const moments = fc.oneof(
  fc.integer({ min: at('2026-03-01T00:00:00Z'), max: at('2026-03-15T00:00:00Z') }),
  fc.integer({ min: at('2026-10-25T00:00:00Z'), max: at('2026-11-08T00:00:00Z') }),
  fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-12-31T00:00:00Z') }),
)
const clockTimes = fc.tuple(fc.integer({ min: 0, max: 22 }), fc.constantFrom(0, 15, 30)).map(([h, m]) => h * 60 + m)
const named = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
const days = fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1 })
const openings = fc
  .tuple(days, clockTimes, fc.integer({ min: 15, max: 120 }))
  .map(([on, from, length]) =>
    Object.fromEntries(on.map((day) => [day, `${named(from)}-${named(Math.min(from + length, 24 * 60))}`])),
  )
const batches = fc
  .array(fc.tuple(days, clockTimes, fc.integer({ min: 0, max: 4 })), { minLength: 1, maxLength: 4 })
  .map((runs) =>
    Batch.parse({
      runs: runs.map(([on, from, later]) => ({
        days: on,
        at: named(from),
        released_by: named(from + 60),
        days_later: later,
      })),
      cutoff: '90m',
    }),
  )
const ahead = fc.integer({ min: 0, max: 20 * 24 * hour })

function calendarWith(hours: Hours, holidays: readonly string[]): Calendar {
  return calendarOf({ hours: { own: hours }, holidays }, chicago)
}

test('what begins later is never due earlier, and nothing is due before it begins', () => {
  fc.assert(
    fc.property(
      moments,
      ahead,
      fc.integer({ min: 0, max: 40 * hour }),
      openings,
      batches,
      (from, later, within, hours, batch) => {
        const own = calendarWith(hours, ['2026-03-09', '2026-11-02'])
        const open = own.hours.get('own')!
        const [a, b] = [afterOpen(from, within, open, own), afterOpen(from + later, within, open, own)]
        expect(a).toBeGreaterThanOrEqual(from)
        expect(b).toBeGreaterThanOrEqual(a)
        const [c, d] = [releaseAfter(from, batch, own), releaseAfter(from + later, batch, own)]
        expect(c).toBeGreaterThan(from)
        expect(d).toBeGreaterThanOrEqual(c)
      },
    ),
    { numRuns: 300 },
  )
})

test('a due time in lab hours is inside the hours, and exactly so much open time lies before it', () => {
  fc.assert(
    fc.property(moments, fc.integer({ min: 1, max: 6 * hour }), openings, (from, within, hours) => {
      const own = calendarWith(hours, ['2026-03-09', '2026-11-02'])
      const open = own.hours.get('own')!
      const found = afterOpen(from, within, open, own)
      const spans = Array.from({ length: dayOf(own, found) - dayOf(own, from) + 1 }, (_, n) =>
        openOn(own, open, dayOf(own, from) + n),
      ).flat()
      expect(spans.some(([opens, closes]) => opens < found && found <= closes)).toBe(true)
      const passed = spans.reduce(
        (sum, [opens, closes]) => sum + Math.max(0, Math.min(found, closes) - Math.max(from, opens)),
        0,
      )
      expect(passed).toBe(within)
    }),
    { numRuns: 200 },
  )
})

test('a due time of a batch is one of its releases, by the wall clock, on a day that is no holiday for its run', () => {
  fc.assert(
    fc.property(moments, batches, (from, batch) => {
      const own = calendarWith(core, ['2026-03-09', '2026-11-02'])
      const found = releaseAfter(from, batch, own)
      const day = dayOf(own, found)
      const fits = batch.runs.some(({ days: on, released_by, days_later }) => {
        const [h = 0, m = 0] = released_by.split(':').map(Number)
        const ranOn = day - days_later
        return (
          on.includes(weekdays[weekdayOf(ranOn)]!) &&
          !own.holidays.has(ranOn) &&
          momentOf(own, day, h * 60 + m) === found
        )
      })
      expect(fits).toBe(true)
    }),
    { numRuns: 200 },
  )
})

test('every moment lies in its day, whatever the zone', () => {
  for (const zone of [
    'America/Chicago',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'Pacific/Kiritimati',
    'Europe/Berlin',
  ]) {
    const own = { zone: zoneRules(zone) }
    fc.assert(
      fc.property(moments, (moment) => {
        const day = dayOf(own, moment)
        expect(momentOf(own, day, 0)).toBeLessThanOrEqual(moment)
        expect(momentOf(own, day + 1, 0)).toBeGreaterThan(moment)
      }),
      { numRuns: 50 },
    )
  }
})
