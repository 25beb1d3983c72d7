// What messages showed of one code: what it is called, how it is written, what kinds of value it had. The one thing to know:
// of the values themselves only kinds, decimals and, of many numbers, percentiles are kept; none of them can be a patient's.
import type { Percentiles } from '../catalog.ts'
import { newTally, type Tally } from './tally.ts'

/** What is gathered about a component or a question. */
export type Observed = {
  count: number
  readonly names: Tally
  /** Coding systems of the code. */
  readonly systems: Tally
  /** LOINC codes sent along with it, and their names by code. */
  readonly loinc: Tally
  readonly loincNames: Map<string, string>
  /** Codes of orders (OBR-4). */
  readonly tests: Tally
  readonly types: Tally
  readonly units: Tally
  /** Units of numbers alone; `(none)` counts those without. */
  readonly unitsOfNumbers: Tally
  readonly ranges: Tally
  readonly flags: Tally
  readonly shapes: Tally
  readonly statuses: Tally
  readonly specimens: Tally
  readonly methods: Tally
  readonly decimals: Tally
  /** Names of coded answers by code, where a coding system vouches that it is a code. */
  readonly answers: Map<string, string>
  /** Numbers by unit, a bounded sample of each. */
  readonly numbers: Map<string, number[]>
  /** A message in which each odd thing was seen first, by its words: MSH-10. */
  readonly firstSeen: Map<string, string>
}

export function newObserved(): Observed {
  return {
    count: 0,
    names: newTally(),
    systems: newTally(),
    loinc: newTally(),
    loincNames: new Map(),
    tests: newTally(),
    types: newTally(),
    units: newTally(),
    unitsOfNumbers: newTally(),
    ranges: newTally(),
    flags: newTally(),
    shapes: newTally(),
    statuses: newTally(),
    specimens: newTally(),
    methods: newTally(),
    decimals: newTally(),
    answers: new Map(),
    numbers: new Map(),
    firstSeen: new Map(),
  }
}

/** What is gathered about a test that was ordered or reported. */
export type ObservedTest = {
  /** Orders and reports that named it. */
  count: number
  /** Reports with at least one observation. */
  reports: number
  readonly names: Tally
  readonly systems: Tally
  readonly loinc: Tally
  readonly loincNames: Map<string, string>
  /** In how many reports each component stood. */
  readonly components: Tally
  readonly questions: Tally
  readonly specimens: Tally
  readonly specimenNames: Map<string, string>
}

export function newObservedTest(): ObservedTest {
  return {
    count: 0,
    reports: 0,
    names: newTally(),
    systems: newTally(),
    loinc: newTally(),
    loincNames: new Map(),
    components: newTally(),
    questions: newTally(),
    specimens: newTally(),
    specimenNames: new Map(),
  }
}

const most_numbers = 2000
const most_answers = 60

/** Keeps a number of a unit. Of very many every further one takes a place in turn, so that late ones count too. */
export function keepNumber(observed: Observed, unit: string, value: number): void {
  const kept = observed.numbers.get(unit) ?? []
  if (kept.length < most_numbers) kept.push(value)
  else kept[observed.count % most_numbers] = value
  observed.numbers.set(unit, kept)
}

export function keepAnswer({ answers }: Observed, code: string, name: string): void {
  if (answers.size < most_answers || answers.has(code)) answers.set(code, answers.get(code) || name)
}

/** Fewer values than this could be told apart as single patients’. */
export const least_numbers = 20

/** 10th, 50th and 90th percentile of the numbers of the unit that has most; null where they are few. */
export function percentiles({ numbers }: Pick<Observed, 'numbers'>): Percentiles | null {
  const [most = []] = [...numbers.values()].sort((a, b) => b.length - a.length)
  if (most.length < least_numbers) return null
  const sorted = most.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  return { tenth: at(0.1), median: at(0.5), ninetieth: at(0.9) }
}
