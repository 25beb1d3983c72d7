// What a flow's steps ask to be raised. The one thing to know: these are the fields of an exception's concern, so the
// engine passes them on as they are; the texts name codes and places, never what a patient's message says.

export type MappingConcern = {
  readonly kind: 'unmapped-code' | 'value-conversion' | 'step-failed'
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

/**
 * Fields that say which test, specimen, unit, flag or status, and nothing of how it stands with the patient. A code of any
 * other field is part of what is known of a patient: OBX-5 is a result, also where it is coded. (HL7 v2.5.1 chapters 4, 7)
 */
const codeFields: ReadonlySet<string> = new Set([
  ...['ORC-1', 'ORC-5', 'OBR-4', 'OBR-5', 'OBR-15', 'OBR-24', 'OBR-25', 'TQ1-9'],
  ...['OBX-2', 'OBX-3', 'OBX-6', 'OBX-8', 'OBX-11', 'OBX-17', 'SPM-4', 'SPM-7', 'SPM-8'],
])

/** Whether a code may stand in a sentence: its field says nothing of the patient, and it is no text that somebody typed. */
export function mayShow(place: string, code: string): boolean {
  return codeFields.has(place) && /^[!-~]{1,20}$/.test(code)
}
