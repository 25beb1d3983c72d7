// What the steps of one message share: where they report to. The one thing to know: a step either does its work on the
// draft or says why not; it never throws for what a message contains.
import type { Message } from '../../hl7/index.ts'
import type { Entry } from '../code-table.ts'
import { graver, type MappingConcern, type Verdict } from '../concern.ts'
import type { SignedConversion } from '../conversion/signed.ts'
import type { Draft } from '../draft.ts'

/** One observation that came under a signed conversion. */
export type Converted = {
  readonly conversion: SignedConversion
  /** `kept`: it had no number in a unit; `held`: it could not be converted. */
  readonly outcome: 'converted' | 'kept' | 'held'
}

/** A code that is without a row for this observation, as it came in OBX-3. */
export type OfObservation = {
  readonly concern: MappingConcern
  readonly verdict: Verdict
  readonly observation: string
}

/** What has come of one message so far. */
export type Run = {
  readonly concerns: MappingConcern[]
  readonly lookups: Entry[]
  readonly losses: string[]
  /** Observations (OBX-3) whose own code has no row, with the verdict on it; null until there is one. */
  unknownObservations: Map<string, Verdict> | null
  /** Concerns about codes that have a row for other observations only; null until there is one. */
  ofObservations: OfObservation[] | null
  verdict: Verdict
  /** The gravest verdict on a code without an approved row. */
  unmapped: Verdict
  /** Whether a value had to be converted and could not be. */
  unconverted: boolean
  /** What became of values under a signed conversion. */
  readonly conversions: Converted[]
  failed: boolean
  /** The message as it came; null where none is at hand. */
  readonly came: Message | null
  /** The day of the message, 2026-08-31, by which rows of maps count; empty where it is not known. */
  readonly day: () => string
}

/** One step, compiled: works on the drafts it is given, and gives those that go on. */
export type CompiledStep = (drafts: Draft[], run: Run) => Draft[]

/** A step within one draft. `here` is the line at hand, -1 where there is none. */
export type LocalStep = (draft: Draft, run: Run, here: number) => void

export function newRun(day: () => string = () => '', came: Message | null = null): Run {
  return {
    concerns: [],
    lookups: [],
    losses: [],
    unknownObservations: null,
    ofObservations: null,
    conversions: [],
    verdict: 'pass',
    unmapped: 'pass',
    unconverted: false,
    failed: false,
    came,
    day,
  }
}

/** More causes than this in one message are one mess. */
const most_concerns = 50

/** Raises a concern once for each cause, and makes the verdict no lighter than `verdict`. */
export function raise(run: Run, verdict: Verdict, concern: MappingConcern): void {
  run.verdict = graver(run.verdict, verdict)
  if (concern.kind === 'unmapped-code') run.unmapped = graver(run.unmapped, verdict)
  if (concern.kind === 'value-conversion' && verdict !== 'pass') run.unconverted = true
  if (run.concerns.length >= most_concerns) return
  if (!run.concerns.some(({ cause }) => cause === concern.cause)) run.concerns.push(concern)
}

/**
 * What is to be raised. Where the observation itself has no row, that its unit has none for it is no second thing to do: a row
 * added for the unit alone could lead a number to the wrong place.
 */
export function concernsOf({ concerns, ofObservations, unknownObservations }: Run): readonly MappingConcern[] {
  if (!ofObservations || !unknownObservations) return concerns
  const moot = new Set<MappingConcern>()
  for (const { concern, verdict, observation } of ofObservations) {
    const own = unknownObservations.get(observation)
    if (own !== undefined && graver(own, verdict) === own) moot.add(concern)
  }
  return concerns.filter((concern) => !moot.has(concern))
}

/** Says once that something has no place in the new message. */
export function lose(run: Run, what: string): void {
  if (!run.losses.includes(what)) run.losses.push(what)
}
