// Keeps messages, many to a row.
import { bigints, byteas } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'add-message-groups',
  text: `
    INSERT INTO message_groups (first_id, last_id, received_at, content)
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[])`,
}

/** A run of messages; `at` is when the first of them came. */
export type GroupRow = {
  readonly firstId: number
  readonly lastId: number
  readonly at: number
  readonly content: Uint8Array
}

export function addMessageGroups(rows: readonly GroupRow[]): Step {
  return { statement, values: groupColumns(rows) }
}

export function groupColumns(rows: readonly GroupRow[]): Buffer[] {
  return [
    bigints(rows.map(({ firstId }) => firstId)),
    bigints(rows.map(({ lastId }) => lastId)),
    bigints(rows.map(({ at }) => at)),
    byteas(rows.map(({ content }) => content)),
  ]
}
