// What a function of a site is given and gives back; exported as labloop/step. The one thing to know: such a function is
// synchronous and pure. It has no clock, chance, files or network, and everything it may use comes in through `tools`.
import type {
  dropSegments,
  get,
  getRaw,
  insertSegments,
  Message,
  raw,
  remove,
  repetitions,
  replaceSegment,
  segmentFor,
  segmentNamed,
  segmentsNamed,
  set,
  setMany,
  setRaw,
  value,
} from '../hl7/index.ts'

export type { Message, Segment, SegmentInput } from '../hl7/index.ts'

/** The functions of labloop/hl7 that read and change a message. A message is never changed: each gives a new one. */
export type Hl7Tools = {
  readonly get: typeof get
  readonly getRaw: typeof getRaw
  readonly set: typeof set
  readonly setMany: typeof setMany
  readonly setRaw: typeof setRaw
  readonly remove: typeof remove
  readonly value: typeof value
  readonly raw: typeof raw
  readonly repetitions: typeof repetitions
  readonly segmentNamed: typeof segmentNamed
  readonly segmentsNamed: typeof segmentsNamed
  readonly segmentFor: typeof segmentFor
  readonly insertSegments: typeof insertSegments
  readonly replaceSegment: typeof replaceSegment
  readonly dropSegments: typeof dropSegments
}

export type StepTools = {
  readonly hl7: Hl7Tools
  readonly flow: { readonly id: string; readonly from: string; readonly to: string }
  /** The code of the receiver for a code of the sender by the approved rows of maps/<table>.csv; null where none is. */
  lookup(table: string, code: string, context?: Readonly<Record<string, string>>): string | null
  /** Lets the message pass and tells its owner. No patient data in the text. */
  warn(text: string): void
  /** Holds the message for a person. No patient data in the text. */
  hold(text: string): void
}

/**
 * A step written in TypeScript: the message in, the message that goes on out. What it must leave as it came: PID, OBR-7,
 * and on results OBX-3, 5, 6, 7, 8, 11 and notes; a change there holds the message (code step-content-changed).
 */
export type StepFunction = (message: Message, tools: StepTools) => Message

/** Functions of a site by `file.ts#name`, already loaded and, in production, under a time limit. */
export type StepFunctions = ReadonlyMap<string, LoadedStep>

/** Calls the function; throws LabloopError step-too-slow once `limit_ms` is over. */
export type LoadedStep = (message: Message, tools: StepTools, limit_ms: number) => Message

/** Functions as they are, without a time limit: for tests and rehearsals. */
export function unlimited(functions: Readonly<Record<string, StepFunction>>): StepFunctions {
  return new Map(Object.entries(functions))
}
