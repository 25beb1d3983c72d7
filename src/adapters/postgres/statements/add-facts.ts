// What messages said, in their order.
import { CopyRows } from '../copy.ts'
import type { Step } from '../pipeline.ts'

export type FactRow = {
  readonly messageId: number
  /** 0: of no order. */
  readonly orderId: number
  readonly seenAt: number
  readonly saidAt: number | null
  readonly n: number
  readonly kind: number
  readonly verdict: number
  readonly system: number
  readonly detail: string
}

const statement = {
  name: 'add-facts',
  text: `
    COPY facts (message_id, order_id, seen_at, said_at, n, kind, verdict, system, detail) FROM STDIN (FORMAT binary)`,
}

export function addFacts(rows: readonly FactRow[]): Step {
  const copy = new CopyRows(rows.length * 200)
  for (const row of rows) {
    copy.row(9).bigint(row.messageId).bigint(row.orderId).bigint(row.seenAt).bigint(row.saidAt).smallint(row.n)
    copy.smallint(row.kind).smallint(row.verdict).smallint(row.system).text(row.detail)
  }
  return { statement, values: [], copy: copy.end() }
}
