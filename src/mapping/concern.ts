// What a flow's steps ask to be raised. The one thing to know: these are the fields of an exception's concern, so the
// engine passes them on as they are; the texts name codes and places, never what a patient's message says.

export type MappingConcern = {
  readonly kind: 'unmapped-code' | 'step-failed'
  readonly severity: 'critical' | 'high' | 'normal' | 'low'
  readonly text: string
  /** Concerns of one cause share this: `unmapped-code|lis|ehr|components|GLUX`. */
  readonly cause: string
}

/** What happens to the message: delivered, delivered once a person says so, or refused whole. */
export type Verdict = 'pass' | 'hold' | 'reject'

const weight = { pass: 0, hold: 1, reject: 2 } as const

/** The graver of two verdicts. */
export function graver(one: Verdict, other: Verdict): Verdict {
  return weight[one] >= weight[other] ? one : other
}

/** A code for a sentence: bounded, and without characters that are no code's. */
export function codeText(code: string): string {
  return code.replace(/[^\x20-\x7e]/g, '?').slice(0, 40)
}
