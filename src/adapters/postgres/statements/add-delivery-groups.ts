// Control ids, lanes and bytes of deliveries, many to a row.
import type { Step } from '../pipeline.ts'
import { type GroupRow, groupColumns } from './add-message-groups.ts'

const statement = {
  name: 'add-delivery-groups',
  text: `
    INSERT INTO delivery_groups (first_id, last_id, queued_at, content)
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[])`,
}

export function addDeliveryGroups(rows: readonly GroupRow[]): Step {
  return { statement, values: groupColumns(rows) }
}
