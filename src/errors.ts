// Every error of Labloop by its code: what it means and what to do about it, with those of the codec gathered in. The one
// thing to know: an error names a place, what was given and what is allowed, and never a value that may be a patient's.
import { commandErrorCodes } from './errors/commands.ts'
import type { ErrorEntry } from './errors/entry.ts'
import { outsideErrorCodes } from './errors/outside.ts'
import { scenarioErrorCodes } from './errors/scenarios.ts'
import { siteErrorCodes } from './errors/site.ts'
import { stepErrorCodes } from './errors/steps.ts'
import { hl7ErrorCodes } from './hl7/errors.ts'
import { terminologyErrorCodes } from './terminology/errors.ts'

/** Exit codes of the command-line program, one a family of causes. */
export const exitCodes = {
  done: 0,
  /** The command's own answer is no: a message that is wrong, a run that did not end as it must, a site for `labloop check`. */
  wrong: 1,
  /** What the command was given cannot be worked with, so that there is no answer: wrong words, no site, a site with errors. */
  usage: 2,
  /** Something that Labloop needs does not work: a database, a port, a disk. */
  unavailable: 3,
  /** A fault of Labloop itself. */
  internal: 70,
  /** Asked to stop before it was done; the process ends by the signal that asked, which shells show as 130. */
  stopped: 130,
} as const

const own = { ...siteErrorCodes, ...stepErrorCodes, ...scenarioErrorCodes, ...commandErrorCodes, ...outsideErrorCodes }
export type ErrorCode = keyof typeof own

/** Every code, with those of the codec. */
export const errorCodes: Readonly<Record<string, ErrorEntry>> = {
  ...own,
  ...hl7ErrorCodes,
  ...terminologyErrorCodes,
}

/** The codes by subject, for the reference. */
export const errorChapters: readonly {
  readonly title: string
  readonly codes: Readonly<Record<string, ErrorEntry>>
}[] = [
  { title: 'Messages', codes: hl7ErrorCodes },
  { title: 'Site folder', codes: siteErrorCodes },
  { title: 'Steps and maps', codes: stepErrorCodes },
  { title: 'Files of terminology', codes: terminologyErrorCodes },
  { title: 'Scenarios', codes: scenarioErrorCodes },
  { title: 'Commands', codes: commandErrorCodes },
  { title: 'Database, network, disk', codes: outsideErrorCodes },
]

export type ErrorDetails = {
  /** Where: file:line:column, a flow and its step, an address. */
  readonly place?: string
  readonly given?: string
  readonly allowed?: string
  /** Instead of the remedy of the code, where more is known. */
  readonly remedy?: string
  readonly cause?: unknown
}

/** An error with its code, where it is, what was given, what is allowed, and what to do. Holds no patient data. */
export class LabloopError extends Error {
  readonly code: ErrorCode
  readonly place: string | undefined
  readonly given: string | undefined
  readonly allowed: string | undefined
  readonly remedy: string

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(sentence(own[code].message, details), details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'LabloopError'
    this.code = code
    this.place = details.place
    this.given = details.given
    this.allowed = details.allowed
    this.remedy = details.remedy ?? own[code].remedy
  }
}

/** `message At place. Given: x. Allowed: y.` with what is known. */
export function sentence(message: string, details: ErrorDetails): string {
  const { place, given, allowed } = details
  return [
    message,
    place === undefined ? '' : ` At ${place}.`,
    given === undefined ? '' : ` Given: ${given}.`,
    allowed === undefined ? '' : ` Allowed: ${allowed}.`,
  ].join('')
}

/** Codes of commands that were used well, and whose answer is no. */
const refusals: ReadonlySet<string> = new Set<ErrorCode>(['address-not-loopback', 'command-refused'])

/**
 * Codes of words that were wrong, and of a site that cannot be worked with. Whoever asks whether every result is proven must not
 * take a wrong path for an answer.
 */
const wrongGiven: ReadonlySet<string> = new Set<ErrorCode>([
  'usage',
  'scenario-unknown',
  'site-folder-missing',
  'site-folder-other',
  'site-invalid',
  'site-file-unreadable',
  'site-file-large',
])

/** The exit code of the command-line program for anything thrown. */
export function exitCodeOf(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'stopped') return exitCodes.stopped
  if (wrongGiven.has(code) || code.startsWith('ERR_PARSE_ARGS')) return exitCodes.usage
  if (code in siteErrorCodes || code in stepErrorCodes || code in hl7ErrorCodes || refusals.has(code))
    return exitCodes.wrong
  return code in outsideErrorCodes ? exitCodes.unavailable : exitCodes.internal
}
