// Abnormal flags: what each says of the value, in table 0078 and in the sets that systems have of their own, and which flag
// a value deserves. The one thing to know: one field says several things at once. The side of the range, how urgent it is,
// the change since last time and the susceptibility of a germ are apart. (HL7 v2.5.1 §7.4.2.8 OBX-8, table 0078)
import type { Band } from './ranges/range.ts'
import { type Side, sideOf } from './ranges/side.ts'
import type { Value } from './values/value.ts'

export type FlagSide = 'low' | 'normal' | 'high' | 'abnormal' | 'none' | 'unknown'
export type Susceptibility = 'S' | 'I' | 'R' | 'NS' | 'SDD' | null

export type Flag = {
  /** As it was given. */
  readonly code: string
  /** The code of table 0078 that says the same; null where none does. */
  readonly standard: string | null
  /** `none`: it says nothing of a side (`U`, `S`); `unknown`: nobody knows the code. */
  readonly side: FlagSide
  readonly critical: boolean
  readonly change: 'up' | 'down' | 'better' | 'worse' | null
  readonly susceptibility: Susceptibility
}

/** The flags of one system: its own code to the code of table 0078 that it stands for. */
export type FlagSet = ReadonlyMap<string, string>

type Meaning = Omit<Flag, 'code' | 'standard'>

function side(of: FlagSide, critical = false): Meaning {
  return { side: of, critical, change: null, susceptibility: null }
}

function changed(change: Flag['change']): Meaning {
  return { side: 'none', critical: false, change, susceptibility: null }
}

function germ(susceptibility: Susceptibility): Meaning {
  return { side: 'none', critical: false, change: null, susceptibility }
}

/**
 * What every code of table 0078 means (names: src/hl7/dictionary; 2.5.1 and what later versions added). `<` and `>` are
 * beyond what the instrument can measure, which is low or high but not by itself critical.
 */
const table0078: Readonly<Record<string, Meaning>> = {
  L: side('low'),
  H: side('high'),
  LL: side('low', true),
  HH: side('high', true),
  '<': side('low'),
  '>': side('high'),
  N: side('normal'),
  A: side('abnormal'),
  AA: side('abnormal', true),
  U: changed('up'),
  D: changed('down'),
  B: changed('better'),
  W: changed('worse'),
  S: germ('S'),
  R: germ('R'),
  I: germ('I'),
  MS: germ('I'),
  VS: germ('S'),
  NS: germ('NS'),
  SDD: germ('SDD'),
  'SYN-R': germ('R'),
  'SYN-S': germ('S'),
  POS: side('abnormal'),
  NEG: side('normal'),
  IND: side('none'),
  DET: side('abnormal'),
  ND: side('normal'),
  RR: side('abnormal'),
  NR: side('normal'),
  WR: side('abnormal'),
  AC: side('none'),
  TOX: side('none'),
  QCF: side('none'),
  CAR: side('abnormal'),
  EXP: side('normal'),
  UNE: side('abnormal'),
  E: side('none'),
  EX: side('abnormal'),
  HX: side('high'),
  LX: side('low'),
  HU: side('high'),
  LU: side('low'),
  IE: side('none'),
  NCL: side('none'),
  null: side('none'),
}

/** What systems that do not follow the table write; used only where no set is given and the table has no such code. */
const commonLocal: Readonly<Record<string, string>> = {
  LO: 'L',
  LOW: 'L',
  HI: 'H',
  HIGH: 'H',
  NORM: 'N',
  NORMAL: 'N',
  'L*': 'LL',
  'H*': 'HH',
  'LO!': 'LL',
  'HI!': 'HH',
  'L!': 'LL',
  'H!': 'HH',
  LC: 'LL',
  HC: 'HH',
  CL: 'LL',
  CH: 'HH',
  LP: 'LL',
  HP: 'HH',
  '*': 'A',
  '**': 'AA',
  '*!': 'AA',
  '!': 'A',
  '!!': 'AA',
  ABN: 'A',
  ABNORMAL: 'A',
  C: 'AA',
  CRIT: 'AA',
  CRITICAL: 'AA',
  PANIC: 'AA',
  UP: 'U',
  DOWN: 'D',
  SUS: 'S',
  INT: 'I',
  RES: 'R',
  '-': 'L',
  '--': 'LL',
  '+': 'H',
  '++': 'HH',
}

/**
 * What one code of OBX-8 says. With a set, only its codes are known: what is outside is outside that system's vocabulary.
 * Without one, table 0078 as it stands. An empty code says nothing.
 */
export function readFlag(code: string, set?: FlagSet): Flag {
  const given = code.trim()
  if (given === '') return { code, standard: null, ...side('none') }
  const standard = set ? set.get(given) : given
  const meaning = standard !== undefined && Object.hasOwn(table0078, standard) ? table0078[standard] : undefined
  if (standard === undefined || !meaning) return { code, standard: null, ...side('unknown') }
  return { code, standard, ...meaning }
}

/**
 * The code of table 0078 that a local flag usually stands for (`HI`, `L*`, `CRIT`), as a proposal for a map. Null where
 * there is no usual meaning. Never take it for what a system has said that it means.
 */
export function usualFlag(code: string): string | null {
  const upper = code.trim().toUpperCase()
  if (Object.hasOwn(table0078, upper)) return upper
  return Object.hasOwn(commonLocal, upper) ? (commonLocal[upper] ?? null) : null
}

/** Table 0078 itself as a set, for a system that follows it. */
export const standardFlags: FlagSet = new Map(Object.keys(table0078).map((code) => [code, code]))

/** Limits beyond which a person is telephoned; null where there is none. The limit itself is critical. */
export type CriticalLimits = { readonly low: number | null; readonly high: number | null }

/** What a value deserves. `null` where it cannot be said: text that nobody knows, `<5` against 3-10, no range. */
export type DeservedFlag = 'LL' | 'L' | 'N' | 'H' | 'HH' | 'A' | null

/**
 * The flag of table 0078 that a value has earned by its range and critical limits. A comparator is taken at its word:
 * `<5` is low against 5-10 (every value that it can be lies below) and cannot be judged against 3-10.
 */
export function flagFor(
  value: Value,
  band: Band | null,
  critical: CriticalLimits = { low: null, high: null },
): DeservedFlag {
  if (critical.low !== null && sideOf(value, limits(null, critical.low)) === 'inside') return 'LL'
  if (critical.high !== null && sideOf(value, limits(critical.high, null)) === 'inside') return 'HH'
  return band ? deserved[sideOf(value, band)] : null
}

const deserved: Readonly<Record<Side, DeservedFlag>> = {
  below: 'L',
  inside: 'N',
  above: 'H',
  outside: 'A',
  unsure: null,
}

function limits(low: number | null, high: number | null) {
  return { low, high, lowInclusive: true, highInclusive: true, words: null }
}

/**
 * Whether a flag and the side that a value deserves can both be true. A flag of change or susceptibility contradicts
 * nothing, an unknown one is not judged, `A` agrees with low and high alike.
 */
export function flagAgrees(flag: Flag, earned: DeservedFlag): boolean {
  if (earned === null || flag.side === 'none' || flag.side === 'unknown') return true
  if (flag.side === 'abnormal') return earned !== 'N'
  const sideEarned = { LL: 'low', L: 'low', N: 'normal', H: 'high', HH: 'high', A: 'abnormal' }[earned]
  if (sideEarned === 'abnormal') return flag.side !== 'normal'
  return flag.side === sideEarned
}
