// What can be wrong with files of terminology. The one thing to know: each is told with file and line, what was given and what
// is allowed; a row that cannot be used is left out, and the rows after it are still read.

/** Every error of this folder: its code, what it means, and what to do about it. */
export const terminologyErrorCodes = {
  'loinc-csv': {
    message: 'The file cannot be read as CSV.',
    remedy: 'Use commas, one header line, UTF-8, and quotes around values that hold commas or quotes.',
  },
  'loinc-columns': {
    message: 'The columns are not those of this kind of file.',
    remedy: 'Give the header line its columns; docs/guide/suggestions.md lists them.',
  },
  'loinc-row': {
    message: 'The row does not say what it must.',
    remedy: 'Correct the row; the others are read.',
  },
  'loinc-code': {
    message: 'The code cannot be a LOINC code.',
    remedy: 'Correct the code: digits, a hyphen and the check digit that belongs to them.',
  },
  'loinc-repeated': {
    message: 'The same code or id stands twice; the first one counts.',
    remedy: 'Keep one of them.',
  },
} as const

export type TerminologyErrorCode = keyof typeof terminologyErrorCodes

/** Something wrong with a file, at a line. */
export type FileProblem = {
  readonly code: TerminologyErrorCode
  /** A warning leaves the row in. */
  readonly severity: 'error' | 'warning'
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly given?: string
  readonly allowed?: string
}

/** `FILE:LINE: error: message Given: x. Allowed: y.` */
export function fileProblemText({ code, severity, file, line, given, allowed }: FileProblem): string {
  const { message, remedy } = terminologyErrorCodes[code]
  const parts = [
    given === undefined ? '' : ` Given: ${given}.`,
    allowed === undefined ? '' : ` Allowed: ${allowed}.`,
    severity === 'error' ? ` ${remedy}` : '',
  ]
  return `${file}:${line}: ${severity}: ${message}${parts.join('')} (${code})`
}
