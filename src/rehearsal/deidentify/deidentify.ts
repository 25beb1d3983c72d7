// Recorded messages without their people: the same with consistent pseudonyms. The one thing to know: it goes through a
// recording twice, first to learn who is in it and then to rewrite it, and looks through what it made with other eyes.
import { type ParseOptions, parse } from '../../hl7/index.ts'
import { gatherIdentifiers, type Identifiers, type Leftover, leftoversIn } from './leftovers.ts'
import { Pseudonyms } from './pseudonyms.ts'
import { type DeidentifyReport, Tally } from './report.ts'
import { rewritten } from './rewrite.ts'
import type { Kept } from './segments.ts'
import { type Survey, Surveyor } from './survey.ts'

export type DeidentifyOptions = {
  /** The secret on which all pseudonyms rest, at least 16 bytes. */
  readonly key: Uint8Array
  /** All dates move by one number of days, so that times between patients stay. */
  readonly oneShift?: boolean
  /** Places kept although they are of no known kind, as ZPI or ZPI-3; names and numbers of people are replaced in them. */
  readonly keep?: Kept
  /** The character set of messages without MSH-18. */
  readonly encoding?: string
}

export type Rewritten = { readonly bytes: Uint8Array; readonly leftovers: readonly Leftover[] }

/**
 * One run over several inputs, each seen twice: first `see` for all of them, then `rewrite` in the same order.
 * Both throw Hl7Error where an input cannot be read; of such a one nothing leaves.
 */
export class Deidentification {
  readonly #options: DeidentifyOptions
  readonly #surveyor: Surveyor
  readonly #pseudonyms: Pseudonyms
  readonly #identifiers: Identifiers = { names: new Set(), numbers: new Set() }
  readonly #tally = new Tally()
  #survey: Survey | undefined
  #rewritten = 0

  constructor(options: DeidentifyOptions) {
    this.#options = options
    this.#surveyor = new Surveyor(options.keep ?? new Set())
    this.#pseudonyms = new Pseudonyms(options.key)
  }

  see(bytes: Uint8Array): void {
    const parsed = parse(bytes, this.#parsing())
    this.#surveyor.see(parsed)
    gatherIdentifiers(parsed, this.#identifiers)
  }

  rewrite(bytes: Uint8Array): Rewritten {
    this.#survey ??= this.#surveyor.survey()
    const made = rewritten(parse(bytes, this.#parsing()), this.#rewritten++, {
      pseudonyms: this.#pseudonyms,
      survey: this.#survey,
      tally: this.#tally,
      kept: this.#options.keep ?? new Set(),
      oneShift: this.#options.oneShift ?? false,
    })
    const isPseudonym = (word: string) => this.#pseudonyms.has(word)
    return { bytes: made, leftovers: leftoversIn(parse(made, this.#parsing()), this.#identifiers, isPseudonym) }
  }

  report(): DeidentifyReport {
    return this.#tally.report()
  }

  #parsing(): ParseOptions {
    return { maxSize_bytes: 256 * 1024 * 1024, ...(this.#options.encoding ? { encoding: this.#options.encoding } : {}) }
  }
}

/** Several inputs at once, in memory. */
export function deidentify(inputs: readonly Uint8Array[], options: DeidentifyOptions) {
  const run = new Deidentification(options)
  for (const bytes of inputs) run.see(bytes)
  const outputs = inputs.map((bytes) => run.rewrite(bytes))
  return { outputs, report: run.report() }
}
