// What the ledger asks to be raised: something that a person must decide, about these orders. The one thing to know: its
// text names codes, places and remedies, never a patient, a number of an order, or a value.

/** The kinds of exceptions that the ledger itself can ask for. */
export type LedgerConcernKind =
  | 'malformed-message'
  | 'identity-conflict'
  | 'number-shared'
  | 'illegal-transition'
  | 'unknown-code-in-dialect'
  | 'silent-overwrite'
  | 'component-missing'
  | 'other-test'
  | 'status-fell-back'
  | 'late-version'
  | 'order-refused'
  | 'specimen-rejected'
  | 'cancel-refused'
  | 'overdue-step'
  | 'census-differs'
  | 'census-missing'
  | 'delivery-refused'

/** The shape of a concern of `ownership`, so that the engine can hand it on as it is. */
export type LedgerConcern = {
  readonly kind: LedgerConcernKind
  readonly severity: 'critical' | 'high' | 'normal' | 'low'
  readonly text: string
  /** Exceptions of one cause share this: `overdue-step|accepted|lis`. */
  readonly cause: string
  /** The team that answers for it, where the site names one for this very thing. */
  readonly team?: string
}

/** A concern about orders that are known by id. */
export type OrderConcern = LedgerConcern & { readonly orderIds: readonly number[] }
