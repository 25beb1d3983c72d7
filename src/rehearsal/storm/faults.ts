// What goes wrong in a storm: shares of messages that meet a fault of the wire, and how often a machine, a database or a
// system fails in a day of a world. The one thing to know: the rates are drawn from the storm's seed and are the same for all
// its worlds; what happens when is drawn from the seed of each world.
import type { Random } from '../../engine/ports/clock.ts'
import type { Line, TimedAct, WireFault } from '../play/act.ts'
import { hour, minute } from './pen.ts'

export type FaultPlan = {
  /** Share of messages on a line that meet a fault, 0 to 1. */
  readonly wires: readonly { readonly line: Line; readonly fault: WireFault; readonly share: number }[]
  /** How often in a day of each world. */
  readonly perDay: {
    readonly crashes: number
    readonly databaseFailures: number
    readonly cuts: number
    readonly halfOpen: number
    readonly ehrDowntimes: number
    readonly labDowntimes: number
    readonly clockSteps: number
  }
}

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
    perDay: {
      crashes: often(2, 8),
      databaseFailures: often(1, 4),
      cuts: often(2, 8),
      halfOpen: often(1, 4),
      ehrDowntimes: often(0.5, 2),
      labDowntimes: often(0.5, 2),
      clockSteps: often(0.2, 1),
    },
  }
}

export const noFaults: FaultPlan = {
  wires: [],
  perDay: {
    crashes: 0,
    databaseFailures: 0,
    cuts: 0,
    halfOpen: 0,
    ehrDowntimes: 0,
    labDowntimes: 0,
    clockSteps: 0,
  },
}

/** The acts of a plan in one world that lasts so long. `random`: of the world. */
export function faultActs(plan: FaultPlan, lasts_ms: number, random: Random): readonly TimedAct[] {
  const wires = plan.wires.map(
    ({ line, fault, share }): TimedAct => ({ at_ms: 0, who: 'wire', act: { do: 'fault', line, fault, share } }),
  )
  const { perDay } = plan
  const times = (rate: number) => timesOf(rate * (lasts_ms / (24 * hour)), lasts_ms, random)
  const between = (least: number, upTo: number) => Math.round(least + random.next() * (upTo - least))
  return [
    ...wires,
    ...times(perDay.crashes).map((at_ms): TimedAct => {
      const when = (['now', 'before-commit', 'after-commit'] as const)[random.below(3)]!
      return { at_ms, who: 'engine', act: { do: 'crash', away_ms: between(2000, 3 * minute), when } }
    }),
    ...times(perDay.databaseFailures).flatMap((at_ms): TimedAct[] => {
      const is = (['away', 'full', 'aborting'] as const)[random.below(3)]!
      const back = at_ms + between(5000, 4 * minute)
      return [
        { at_ms, who: 'engine', act: { do: 'database', is } },
        { at_ms: back, who: 'engine', act: { do: 'database', is: 'back' } },
      ]
    }),
    ...times(perDay.cuts).map((at_ms): TimedAct => {
      return { at_ms, who: 'wire', act: { do: 'cut', line: lines[random.below(4)]! } }
    }),
    ...times(perDay.halfOpen).map((at_ms): TimedAct => {
      return { at_ms, who: 'wire', act: { do: 'half-open', line: lines[random.below(4)]! } }
    }),
    ...(['ehr', 'lab'] as const).flatMap((who) =>
      times(who === 'ehr' ? perDay.ehrDowntimes : perDay.labDowntimes).flatMap((at_ms): TimedAct[] => {
        const up = at_ms + between(minute, 2 * hour)
        return [
          { at_ms, who, act: { do: 'down' } },
          { at_ms: up, who, act: { do: 'up' } },
        ]
      }),
    ),
    ...times(perDay.clockSteps).map((at_ms): TimedAct => {
      const by_ms = between(-10 * minute, 10 * minute)
      return { at_ms, who: 'engine', act: { do: 'clock-step', by_ms } }
    }),
  ]
}

/** Moments, on average `count` of them. */
function timesOf(count: number, lasts_ms: number, random: Random): number[] {
  const whole = Math.floor(count) + (random.next() < count % 1 ? 1 : 0)
  return Array.from({ length: whole }, () => Math.round(random.next() * lasts_ms)).sort((one, other) => one - other)
}

/** The plan for people, before anything happens. */
export function faultLines(plan: FaultPlan): readonly string[] {
  if (plan.wires.length === 0) return ['Faults: none.']
  const byLine = lines.map((line) => {
    const own = plan.wires.filter((one) => one.line === line)
    return `  ${line}: ${own.map(({ fault, share }) => `${fault} ${(share * 100).toFixed(2)} %`).join(', ')}`
  })
  const { crashes, databaseFailures, cuts, halfOpen, ehrDowntimes, labDowntimes, clockSteps } = plan.perDay
  return [
    'Faults, as shares of the messages on each line:',
    ...byLine,
    `  a day of each world: ${crashes} crashes, ${databaseFailures} failures of the database, ${cuts} cut and ${halfOpen} half-open connections, ${ehrDowntimes} downtimes of the EHR and ${labDowntimes} of the lab, ${clockSteps} steps of the clock`,
  ]
}
