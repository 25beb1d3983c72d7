// What is wrong in a site folder: one problem a place, with file, line and column. The one thing to know: everything wrong
// is reported, not the first, so nothing here throws.
import { type ErrorCode, errorCodes } from '../errors.ts'

/** Line and column count from 1, as editors do. */
export type Position = { readonly line: number; readonly column: number }

export type Problem = Position & {
  readonly code: ErrorCode
  /** A warning stops nothing. */
  readonly severity: 'error' | 'warning'
  /** Path from the site folder. */
  readonly file: string
  readonly message: string
  readonly given?: string
  readonly allowed?: string
  readonly remedy: string
}

export type ProblemDetails = {
  /** Instead of the code's message, where more is known. */
  readonly message?: string
  readonly given?: string
  readonly allowed?: string
  readonly remedy?: string
  /**
   * Files in which what is referred to stands, or folders with a / at the end: where one of them could not be read, nothing is
   * told of what refers to it.
   */
  readonly into?: string | readonly string[]
}

/** Where problems are gathered while a folder is checked. */
export type Report = {
  readonly problems: Problem[]
  error(code: ErrorCode, file: string, at: Position, details?: ProblemDetails): void
  warning(code: ErrorCode, file: string, at: Position, details?: ProblemDetails): void
}

export const start: Position = { line: 1, column: 1 }

/** Codes of files of which the rest of the site cannot know what they say. */
const unreadCodes: ReadonlySet<string> = new Set<ErrorCode>([
  'site-yaml',
  'site-file-encoding',
  'site-file-missing',
  'site-file-unreadable',
  'site-file-large',
  'site-csv',
])

/** @param before what is known of the folder already */
export function newReport(before: readonly Problem[] = []): Report {
  const problems: Problem[] = [...before]
  const isUnread = (path: string) =>
    problems.some(
      ({ code, file }) =>
        unreadCodes.has(code) &&
        (file === path || path.startsWith(`${file}/`) || (path.endsWith('/') && file.startsWith(path))),
    )
  const add =
    (severity: Problem['severity']): Report['error'] =>
    (code, file, { line, column }, { into = [], ...details } = {}) => {
      if ([into].flat().some(isUnread)) return
      const { message, remedy } = errorCodes[code]!
      problems.push({ severity, code, file, line, column, message, remedy, ...details })
    }
  return { problems, error: add('error'), warning: add('warning') }
}

/** By file, then place; one problem that was found on two ways stands once. */
export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const key = (problem: Problem) => [placeOf(problem), problem.code, problem.message, problem.given].join('|')
  const seen = new Map(problems.map((problem) => [key(problem), problem]))
  return [...seen.values()].sort(
    (a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.code, b.code),
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** `flows/orders.yaml:12:9`, which editors and terminals turn into a link. */
export function placeOf({ file, line, column }: Position & { readonly file: string }): string {
  return `${file}:${line}:${column}`
}

/** One problem in words, on one or two lines. */
export function problemText(problem: Problem): string {
  const { severity, code, message, given, allowed, remedy } = problem
  const facts = [given === undefined ? '' : ` Given: ${given}.`, allowed === undefined ? '' : ` Allowed: ${allowed}.`]
  return `${placeOf(problem)} ${severity}: ${message}${facts.join('')}\n    ${remedy} (${code})`
}
