// What a unit of measure says once it is read: its UCUM code, what it measures, and the words that its numbers depend on.
// The one thing to know: two units of one dimension need not be comparable. Copies and their logarithm, D-dimer units and
// fibrinogen equivalents have the same dimension in UCUM, so the words in braces count. (UCUM 2.2, ucum.org)

/**
 * How a spelling came to its meaning: UCUM as it stands; another spelling of labs (`K/uL`, `mcg/dL`); letters of the wrong
 * case (`MG/DL`); words only, kept in braces (`index`); not known; or nothing was said.
 */
export type UnitReading = 'ucum' | 'spelling' | 'case' | 'annotation' | 'unknown' | 'none'

/** What a unit measures, as numbers. */
export type Measure = {
  /** How much of the base of its dimension one of it is. */
  readonly magnitude: number
  /** Powers of length, time, mass, angle, temperature, charge and luminous intensity, moles and equivalents apart. */
  readonly dimension: string
  /** Power of the amount of substance (mol). */
  readonly moles: number
  /** Power of the amount of charge (eq). */
  readonly equivalents: number
  /** Names of arbitrary units with their power, as `[iU]1`; empty where there are none. */
  readonly arbitrary: string
  /** True of scales that are not proportional: degrees, pH, decibel. */
  readonly special: boolean
}

export type Unit = {
  /** The spelling as it was given. */
  readonly given: string
  /** The code in UCUM, case sensitive; null where the spelling is not understood. */
  readonly ucum: string | null
  readonly known: boolean
  readonly how: UnitReading
  /** True of units that are defined by a procedure (international units and their like) and never converted into others. */
  readonly arbitrary: boolean
  /** Words in braces in one form (`creat`, `Hb`, `FEU`, `log`), in order of place. */
  readonly words: readonly string[]
  /** Other codes that the same spelling stands for elsewhere: `G/L` is 10*9/L in Europe and g/L in capital letters. */
  readonly also: readonly string[]
  readonly measure: Measure | null
}
