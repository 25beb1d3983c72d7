// Open deliveries of a destination with id > after: those above its mark, and those that wait below it.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'find-undelivered',
  text: `
    SELECT id, flow, message_id, queued_at, state, attempts, why, order_ids
    FROM (
      (SELECT deliveries.* FROM deliveries
        WHERE id > greatest($2::bigint,
            coalesce((SELECT settled_through FROM destinations WHERE destination = $1::smallint), 0))
          AND destination = $1::smallint AND state IN ('queued', 'sent')
        ORDER BY id LIMIT $3::bigint)
      UNION ALL
      (SELECT deliveries.* FROM waiting JOIN deliveries ON deliveries.id = delivery_id
        WHERE waiting.destination = $1::smallint AND delivery_id > $2::bigint AND state IN ('queued', 'sent')
          AND delivery_id <= coalesce((SELECT settled_through FROM destinations WHERE destination = $1::smallint), 0)
        ORDER BY id LIMIT $3::bigint)
    ) AS open
    ORDER BY id LIMIT $3::bigint`,
}

/** Rows: id, flow, message id, queued at, state, attempts, why, order ids. */
export function findUndelivered(destination: number, after: number, limit: number): Step {
  return { statement, values: [destination, after, limit] }
}
