// What a reference range says once it is read: bands, each for a population. The one thing to know: a limit that is not
// given is null, which means without end, never zero. (HL7 v2.5.1 §7.4.2.7 OBX-7)

/** Whom a band is for. */
export type Population = {
  /** `M`, `F`, or another code of table 0001; empty: everybody. */
  readonly sex: string
  /** Age at which it begins, in days; the band holds from here. */
  readonly fromAge_days: number
  /** Age before which it ends, in days; infinite: without end. */
  readonly toAge_days: number
}

export type Band = Population & {
  /** Above `high` where the limits were written the wrong way round; then nothing is said of any value. */
  readonly low: number | null
  readonly high: number | null
  readonly lowInclusive: boolean
  readonly highInclusive: boolean
  /** Digits after the mark of the limits; the more of the two. */
  readonly decimals: number
  /** True where the limits are dilutions: 80 stands for 1:80. */
  readonly titre: boolean
  /** What is expected where it is no number: `Negative`; null where it is one. */
  readonly words: string | null
  /** What else must hold: `fasting`, `luteal phase`; empty: nothing. */
  readonly when: string
  /** A unit that stands in the range itself; empty as a rule. */
  readonly unit: string
  /** The band without its population, as it was written: `3.5-5.1`. */
  readonly text: string
}

/**
 * What `readRanges` gives. No bands: it says openly that there is no range (`[ ]`, `N/A`, `See note`, nothing). Unreadable:
 * it says something that is not understood, from position `at` on.
 */
export type Ranges =
  | {
      readonly readable: true
      readonly bands: readonly Band[]
      readonly none: '' | 'blank' | 'not-established' | 'note'
    }
  | { readonly readable: false; readonly why: string; readonly at: number }
