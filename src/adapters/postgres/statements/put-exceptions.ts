// Exceptions, new or changed, whole.
import type { Exception } from '../../../ownership/exception.ts'
import { bigints, texts } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'put-exceptions',
  text: `
    INSERT INTO exceptions (id, opened_at, due_at, closed_at, message_id, delivery_id, status, kind, severity, order_ids,
      body)
    SELECT id, opened_at, due_at, closed_at, message_id, delivery_id, status, kind, severity, order_ids::bigint[], body
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[],
      $8::text[], $9::text[], $10::text[], $11::text[])
      AS given (id, opened_at, due_at, closed_at, message_id, delivery_id, status, kind, severity, order_ids, body)
    ON CONFLICT (id) DO UPDATE SET
      opened_at = excluded.opened_at, due_at = excluded.due_at, closed_at = excluded.closed_at,
      message_id = excluded.message_id, delivery_id = excluded.delivery_id, status = excluded.status,
      kind = excluded.kind, severity = excluded.severity, order_ids = excluded.order_ids, body = excluded.body`,
}

/** Each exception once. */
export function putExceptions(exceptions: readonly Exception[]): Step {
  return {
    statement,
    values: [
      bigints(exceptions.map(({ id }) => id)),
      bigints(exceptions.map(({ openedAt }) => openedAt)),
      bigints(exceptions.map(({ dueAt }) => dueAt)),
      bigints(exceptions.map(({ closedAt }) => closedAt)),
      bigints(exceptions.map(({ messageId }) => messageId)),
      bigints(exceptions.map(({ deliveryId }) => deliveryId)),
      texts(exceptions.map(({ status }) => status)),
      texts(exceptions.map(({ kind }) => kind)),
      texts(exceptions.map(({ severity }) => severity)),
      texts(exceptions.map(({ orderIds }) => `{${orderIds.join(',')}}`)),
      texts(exceptions.map((exception) => JSON.stringify(exception))),
    ],
  }
}
