// Applying a flow's steps to one message. The one thing to know: pure, but for the count of slow calls that a called
// function keeps; the same message under the same revision gives the same outputs.
import { get, Hl7Error, type Message } from '../hl7/index.ts'
import type { Entry } from './code-table.ts'
import type { CompiledFlow } from './compile.ts'
import type { MappingConcern, Verdict } from './concern.ts'
import { bytesOf, type Draft, draftOf, fieldBytes, finished, writeField } from './draft.ts'
import { codes } from './find-lines.ts'
import { type Converted, concernsOf, newRun, type Run, raise } from './steps/step-run.ts'

export type ApplyContext = {
  /** The control id under which the receiver sent what this message answers (MSA-2); absent leaves MSA-2 as it came. */
  readonly answers?: string
  /** The day on which it came (UTC), 2026-08-31, where MSH-7 does not say when it was sent: by it rows of maps count. */
  readonly day?: string
}

export type Applied = {
  /** One message, or the parts of a split. MSH-10 is as it came: the engine gives new ones. */
  readonly outputs: readonly Message[]
  /** `hold`: deliver once a person says so. `reject`: refuse the whole message. */
  readonly verdict: Verdict
  /** The part of the verdict that is about codes without an approved row: a person cannot settle those by letting it go. */
  readonly unmapped: Verdict
  /** A value must be converted and cannot be; nor can a person settle that by letting it go. */
  readonly unconverted: boolean
  readonly concerns: readonly MappingConcern[]
  /** Rows of maps that were used, in order of use. */
  readonly lookups: readonly Entry[]
  /** What had no place in the new structure and went: `SPM-2`. */
  readonly losses: readonly string[]
  /** What became of observations under a signed conversion, in their order. */
  readonly conversions: readonly Converted[]
  /**
   * Of several outputs: where the ORC and OBR that each holds began in the message as it came; null where nobody knows.
   * None for one output.
   */
  readonly origins: readonly (readonly number[] | null)[]
  /** A step did not do its work: the outputs are unfinished and must not be released, only made again. */
  readonly failed: boolean
}

/** Applies the steps in order. Never throws for what a message contains: such a message is held, with a concern. */
export function apply(compiled: CompiledFlow, message: Message, context: ApplyContext = {}): Applied {
  const run = newRun(dayFor(message, context.day ?? ''), message)
  let drafts = [draftOf(message)]
  try {
    for (const step of compiled.steps) {
      drafts = step(drafts, run)
      if (run.failed) break
    }
    for (const draft of drafts) address(compiled, draft, context)
  } catch (error) {
    if (!(error instanceof Hl7Error)) throw error
    unwritable(compiled, run, error)
  }
  const { verdict, unmapped, unconverted, lookups, losses, conversions, failed } = run
  const outputs = drafts.map(finished)
  const origins = outputs.length > 1 ? drafts.map((draft) => draft.origins ?? null) : []
  return {
    outputs,
    verdict,
    unmapped,
    unconverted,
    concerns: concernsOf(run),
    lookups,
    losses,
    conversions,
    origins,
    failed,
  }
}

/** The day of the message, looked up once where a row asks for it. */
function dayFor(message: Message, day: string): () => string {
  let known: string | undefined
  return () => {
    known ??= daySent(message) || day
    return known
  }
}

/** The day on which the message says it was sent, as its sender reckons days (MSH-7). */
function daySent(message: Message): string {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)/.exec(get(message, 'MSH-7') ?? '') ?? []
  return day === undefined ? '' : `${year}-${month}-${day}`
}

/** Names sender and receiver, and what the message answers. */
function address(compiled: CompiledFlow, draft: Draft, { answers }: ApplyContext): void {
  const msh = draft.lines[0]
  if (!msh || msh.code !== codes.MSH) return
  for (const [field, text] of compiled.header) {
    const bytes = bytesOf(draft, text)
    if (fieldBytes(msh, field) !== bytes) writeField(draft, msh, field, bytes)
  }
  const msa = answers === undefined ? undefined : draft.lines.find((line) => line.code === codes.MSA)
  if (msa) writeField(draft, msa, 2, bytesOf(draft, answers!))
}

/** A text that the message's character set or delimiters cannot express. */
function unwritable({ flow }: CompiledFlow, run: Run, error: Hl7Error): void {
  const place = error.segment ? ` At ${error.segment}${error.field ? `-${error.field}` : ''}.` : ''
  run.failed = true
  raise(run, 'hold', {
    kind: 'step-failed',
    severity: 'high',
    text: `A step of the flow ${flow.id} cannot write its text: ${error.code}.${place} The message is held. ${error.remedy}`,
    cause: `step-failed|${flow.id}|${error.code}`,
  })
}
