// What goes wrong in a storm: shares of messages that meet a fault of the wire, and how often a machine, a database or a
// system fails in a day of a world. The one thing to know: the rates are drawn from the storm's seed and are the same for all
// its worlds; what happens when is drawn from the seed of each world.
import type { Random } from '../../engine/ports/clock.ts'
import type { Lapses, Line, TimedAct, WireFault } from '../play/act.ts'
import { hour, minute } from './pen.ts'

export type FaultPlan = {
  /** Share of messages on a line that meet a fault, 0 to 1. */
  readonly wires: readonly { readonly line: Line; readonly fault: WireFault; readonly share: number }[]
  /** Shares of the reports that reach the EHR, 0 to 1. */
  readonly lapses: Required<Lapses>
  /** How often in a day of each world. */
  readonly perDay: {
    readonly crashes: number
    readonly databaseFailures: number
    readonly cuts: number
    readonly halfOpen: number
    readonly ehrDowntimes: number
    readonly labDowntimes: number
    /** Times in which a system takes so long to answer. */
    readonly ehrSlow: number
    readonly labSlow: number
    /** A system's machine is gone with its connections, and another takes its place and its address. */
    readonly failovers: number
    /** A system is as its backup was. */
    readonly ehrRestores: number
    readonly labRestores: number
    readonly clockSteps: number
  }
}

/** How long what happens lasts, least and most, in milliseconds: drawn each time. The storm prints it with the rates. */
const spans = {
  'a crash': [2000, 3 * minute],
  'a failure of the database': [5000, 4 * minute],
  'a downtime': [minute, 2 * hour],
  'a slow time': [5 * minute, 40 * minute],
  'a slow answer': [2000, 20_000],
  'a failover': [5000, minute],
  'what a restored backup lacks': [minute, 10 * minute],
  'a step of the clock, either way': [0, 10 * minute],
} as const satisfies Readonly<Record<string, readonly [least_ms: number, most_ms: number]>>

const lines: readonly Line[] = ['ehr-to-labloop', 'labloop-to-ehr', 'lab-to-labloop', 'labloop-to-lab']

/** The most of each fault that is drawn, as a share of messages. */
const most: Readonly<Record<WireFault, number>> = {
  'lose-message': 0.01,
  'delay-message': 0.005,
  'duplicate-message': 0.01,
  'cut-message': 0.003,
  'split-message': 0.02,
  'glue-message': 0.01,
  'lose-answer': 0.01,
  'delay-answer': 0.01,
  'duplicate-answer': 0.01,
  'split-answer': 0.02,
  'foreign-answer': 0.003,
  'busy-answer': 0.02,
  'error-answer': 0.003,
}

/**
 * What an engine in front of Labloop refuses, its sender alone knows of: nobody at Labloop could own it. So content is refused
 * only on the way out.
 */
function happens(line: Line, fault: WireFault): boolean {
  return fault !== 'error-answer' || line.startsWith('labloop')
}

/** Rates drawn from a seed: each between a fifth of its most and its most. */
export function drawFaults(random: Random): FaultPlan {
  const between = (least: number, upTo: number) => least + random.next() * (upTo - least)
  const share = (upTo: number) => Number(between(upTo / 5, upTo).toFixed(5))
  const wires = lines.flatMap((line) =>
    (Object.keys(most) as WireFault[])
      .filter((fault) => happens(line, fault))
      .map((fault) => ({ line, fault, share: share(most[fault]) })),
  )
  const often = (least: number, upTo: number) => Number(between(least, upTo).toFixed(2))
  return {
    wires,
    lapses: { refuses: share(0.002), queues: share(0.002), drops: share(0.002), cuts: share(0.002) },
    perDay: {
      crashes: often(2, 8),
      databaseFailures: often(1, 4),
      cuts: often(2, 8),
      halfOpen: often(1, 4),
      ehrDowntimes: often(0.5, 2),
      labDowntimes: often(0.5, 2),
      ehrSlow: often(0.5, 2),
      labSlow: often(0.5, 2),
      failovers: often(0.2, 1),
      ehrRestores: often(0.1, 0.4),
      labRestores: often(0.1, 0.4),
      clockSteps: often(0.2, 1),
    },
  }
}

export const noFaults: FaultPlan = {
  wires: [],
  lapses: { refuses: 0, queues: 0, drops: 0, cuts: 0 },
  perDay: {
    crashes: 0,
    databaseFailures: 0,
    cuts: 0,
    halfOpen: 0,
    ehrDowntimes: 0,
    labDowntimes: 0,
    ehrSlow: 0,
    labSlow: 0,
    failovers: 0,
    ehrRestores: 0,
    labRestores: 0,
    clockSteps: 0,
  },
}

/** The acts of a plan in one world that lasts so long. `random`: of the world. */
export function faultActs(plan: FaultPlan, lasts_ms: number, random: Random): readonly TimedAct[] {
  const wires = plan.wires.map(
    ({ line, fault, share }): TimedAct => ({ at_ms: 0, who: 'wire', act: { do: 'fault', line, fault, share } }),
  )
  const { perDay } = plan
  const each = (rate: number, acts: (at_ms: number) => readonly TimedAct[]) =>
    timesOf(rate * (lasts_ms / (24 * hour)), lasts_ms, random).flatMap(acts)
  const span = (of: keyof typeof spans) => Math.round(spans[of][0] + random.next() * (spans[of][1] - spans[of][0]))
  const { lapses } = plan
  const lapse: TimedAct = { at_ms: 0, who: 'ehr', act: { do: 'habits', habits: { lapses } } }
  return [
    ...wires,
    ...(plan.wires.length > 0 ? [lapse] : []),
    ...each(perDay.crashes, (at_ms) => {
      const when = (['now', 'before-commit', 'after-commit'] as const)[random.below(3)]!
      return [{ at_ms, who: 'engine', act: { do: 'crash', away_ms: span('a crash'), when } }]
    }),
    ...each(perDay.databaseFailures, (at_ms) => {
      const is = (['away', 'full', 'aborting'] as const)[random.below(3)]!
      const back = at_ms + span('a failure of the database')
      return [
        { at_ms, who: 'engine', act: { do: 'database', is } },
        { at_ms: back, who: 'engine', act: { do: 'database', is: 'back' } },
      ]
    }),
    ...each(perDay.cuts, (at_ms) => [{ at_ms, who: 'wire', act: { do: 'cut', line: lines[random.below(4)]! } }]),
    ...each(perDay.halfOpen, (at_ms) => [
      { at_ms, who: 'wire', act: { do: 'half-open', line: lines[random.below(4)]! } },
    ]),
    ...systems.flatMap((who) =>
      each(who === 'ehr' ? perDay.ehrDowntimes : perDay.labDowntimes, (at_ms) => away(who, at_ms, span('a downtime'))),
    ),
    ...systems.flatMap((who) =>
      each(who === 'ehr' ? perDay.ehrSlow : perDay.labSlow, (at_ms) => [
        { at_ms, who, act: { do: 'habits', habits: { answerAfter_ms: span('a slow answer') } } },
        { at_ms: at_ms + span('a slow time'), who, act: { do: 'habits', habits: { answerAfter_ms: 0 } } },
      ]),
    ),
    ...each(perDay.failovers, (at_ms) => {
      const who = systems[random.below(2)]!
      const own = lines.filter((line) => line.includes(who))
      const dead = own.map((line): TimedAct => ({ at_ms, who: 'wire', act: { do: 'half-open', line } }))
      return [...dead, ...away(who, at_ms, span('a failover'))]
    }),
    ...systems.flatMap((who) =>
      each(who === 'ehr' ? perDay.ehrRestores : perDay.labRestores, (at_ms) => [
        { at_ms, who, act: { do: 'restore', back_ms: span('what a restored backup lacks') } },
      ]),
    ),
    ...each(perDay.clockSteps, (at_ms) => {
      const by_ms = span('a step of the clock, either way') * (random.below(2) === 0 ? -1 : 1)
      return [{ at_ms, who: 'engine', act: { do: 'clock-step', by_ms } }]
    }),
  ]
}

const systems = ['ehr', 'lab'] as const

function away(who: 'ehr' | 'lab', at_ms: number, for_ms: number): readonly TimedAct[] {
  return [
    { at_ms, who, act: { do: 'down' } },
    { at_ms: at_ms + for_ms, who, act: { do: 'up' } },
  ]
}

/** Moments, on average `count` of them. */
function timesOf(count: number, lasts_ms: number, random: Random): number[] {
  const whole = Math.floor(count) + (random.next() < count % 1 ? 1 : 0)
  return Array.from({ length: whole }, () => Math.round(random.next() * lasts_ms)).sort((one, other) => one - other)
}

/** What each rate of a day is called. */
const names: Readonly<Record<keyof FaultPlan['perDay'], string>> = {
  crashes: 'crashes of Labloop',
  databaseFailures: 'failures of its database (away, full, aborting)',
  cuts: 'cut connections',
  halfOpen: 'half-open connections',
  ehrDowntimes: 'downtimes of the EHR',
  labDowntimes: 'downtimes of the lab',
  ehrSlow: 'slow times of the EHR',
  labSlow: 'slow times of the lab',
  failovers: 'failovers of a system to another machine',
  ehrRestores: 'restores of the EHR from a backup',
  labRestores: 'restores of the lab from a backup',
  clockSteps: 'steps of Labloop’s clock',
}

/** The plan for people, before anything happens: every rate exactly as it is used. */
export function faultLines(plan: FaultPlan): readonly string[] {
  if (plan.wires.length === 0) return ['Faults: none.']
  const byLine = lines.map((line) => {
    const own = plan.wires.filter((one) => one.line === line)
    return `  ${line}: ${own.map(({ fault, share }) => `${fault} ${(share * 100).toFixed(3)} %`).join(', ')}`
  })
  const perDay = Object.entries(plan.perDay) as [keyof FaultPlan['perDay'], number][]
  return [
    'Faults, as shares of the messages on each line:',
    ...byLine,
    'Lapses of the EHR, as shares of the reports that reach it:',
    `  ${Object.entries(plan.lapses)
      .map(([lapse, share]) => `${lapse} ${(share * 100).toFixed(3)} %`)
      .join(
        ', ',
      )} (refuses: AE; queues: AA, then its error queue; drops: AA, then nothing; cuts: values to 3 characters)`,
    'In a day of each world, on average:',
    ...perDay.map(([kind, rate]) => `  ${rate} ${names[kind]}`),
    'How long, drawn each time evenly:',
    ...Object.entries(spans).map(([what, [least, most]]) => `  ${what}: ${least / 1000} to ${most / 1000} s`),
  ]
}
