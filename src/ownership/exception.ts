// An exception is something that a person must decide; it has exactly one accountable team and a clock from the moment it
// is raised. The one thing to know: its text is for the screen of the site and still holds no patient data.
export const exceptionKinds = [
  'malformed-message',
  'poison-message',
  'no-flow',
  'control-id-reused',
  'unmapped-code',
  'value-conversion',
  'alignment-finding',
  'step-failed',
  'identity-conflict',
  'number-shared',
  'unknown-patient',
  'unsolicited-result',
  'illegal-transition',
  'unknown-code-in-dialect',
  'silent-overwrite',
  'component-missing',
  'other-test',
  'status-fell-back',
  'late-version',
  'order-refused',
  'specimen-rejected',
  'cancel-refused',
  'delivery-refused',
  'delivery-held',
  'no-answer',
  'foreign-acknowledgement',
  'overdue-step',
  'queue-too-old',
  'census-differs',
  'census-missing',
  'batch-incomplete',
  'operator-hold',
  'not-stored',
  'catalog-changed',
  'adrift',
] as const
export type ExceptionKind = (typeof exceptionKinds)[number]

export const severities = ['critical', 'high', 'normal', 'low'] as const
export type Severity = (typeof severities)[number]

/** What the ledger, the mapping or the engine asks to be raised; `ownership` makes an exception of it. */
export type Concern = {
  readonly kind: ExceptionKind
  readonly severity: Severity
  /** What is wrong, what was given, what is allowed, what to do. Codes, numbers of segments and places; no patient data. */
  readonly text: string
  /** Exceptions of one cause share this: `unmapped-code|lis|GLUX`. */
  readonly cause: string
  /** The team that answers for it, where the site names one for this very thing; else the table of the kinds says. */
  readonly team?: string
}

export type Exception = Omit<Concern, 'team'> & {
  readonly id: number
  readonly orderIds: readonly number[]
  readonly messageId: number | null
  readonly deliveryId: number | null
  readonly flow: string
  readonly system: string
  readonly team: string
  /** Assigned until a person has taken it. */
  readonly status: 'assigned' | 'taken' | 'closed'
  readonly takenBy: string
  readonly openedAt: number
  /** When somebody must have acted. */
  readonly dueAt: number
  readonly closedAt: number | null
  readonly rootCause: string
}
