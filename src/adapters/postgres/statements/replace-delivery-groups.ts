// Groups of deliveries of which one or another was made again: their bytes anew, with the other deliveries as they were.
import { bigints, byteas } from '../arrays.ts'
import type { Step } from '../pipeline.ts'
import type { GroupRow } from './add-message-groups.ts'

const statement = {
  name: 'replace-delivery-groups',
  text: `
    UPDATE delivery_groups SET content = given.content
    FROM unnest($1::bigint[], $2::bytea[]) AS given (first_id, content)
    WHERE delivery_groups.first_id = given.first_id`,
}

export function replaceDeliveryGroups(rows: readonly Pick<GroupRow, 'firstId' | 'content'>[]): Step {
  return { statement, values: [bigints(rows.map((row) => row.firstId)), byteas(rows.map((row) => row.content))] }
}
