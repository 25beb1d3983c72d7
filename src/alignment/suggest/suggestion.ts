// What is asked of the suggestions and what they answer. The one thing to know: a suggestion is for a person who decides; it
// says by which words, unit and specimen it was found, and how often such a suggestion is right.
import type { LoincAxis } from '../../terminology/loinc/term.ts'

/** A test of one system, as much as is known of it. */
export type LocalTest = {
  readonly id: string
  /** Its name in that system. */
  readonly label: string
  /** Specimen, as that system writes it: `Blood`, `SER`, `Joint Fluid`. */
  readonly fluid?: string
  /** Department or group: `Chemistry`, `Blood Gas`. */
  readonly category?: string
  /** Units seen, with | between where there are several. */
  readonly unit?: string
  /** Panel that it is reported in. */
  readonly panel?: string
  readonly method?: string
  /** Results seen, as text: `12.4`, `NEG`, `1:80`. */
  readonly values?: readonly string[]
  /** Reference ranges, as text. */
  readonly ranges?: string
  /** OBX-2. */
  readonly valueType?: string
  /** The LOINC code that it has already. */
  readonly loinc?: string
}

/** Why, by axis. */
export type SuggestionReason = {
  readonly axis: LoincAxis | 'use'
  readonly verdict: 'agrees' | 'differs' | 'open'
  /** `"K" is potassium`, `mEq/L measures moles by volume`. */
  readonly words: string
}

/** One answer; `code` is a LOINC code or the id of a test of the other catalog. */
export type Suggestion = {
  readonly code: string
  readonly name: string
  /** How often a suggestion like this one is right, from 0 to 1. */
  readonly confidence: number
  readonly reasons: readonly SuggestionReason[]
}

/** Finds what a test of one system corresponds to, best first. Pure; made once for a list of candidates. */
export type Suggester = {
  suggest(test: LocalTest, most: number): readonly Suggestion[]
}
