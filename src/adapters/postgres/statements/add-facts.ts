// What messages said, in their order.
import { bigints, smallints, texts } from '../arrays.ts'
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
    INSERT INTO facts (message_id, order_id, seen_at, said_at, n, kind, verdict, system, detail)
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::smallint[], $6::smallint[],
      $7::smallint[], $8::smallint[], $9::text[])`,
}

export function addFacts(rows: readonly FactRow[]): Step {
  return {
    statement,
    values: [
      bigints(rows.map(({ messageId }) => messageId)),
      bigints(rows.map(({ orderId }) => orderId)),
      bigints(rows.map(({ seenAt }) => seenAt)),
      bigints(rows.map(({ saidAt }) => saidAt)),
      smallints(rows.map(({ n }) => n)),
      smallints(rows.map(({ kind }) => kind)),
      smallints(rows.map(({ verdict }) => verdict)),
      smallints(rows.map(({ system }) => system)),
      texts(rows.map(({ detail }) => detail)),
    ],
  }
}
