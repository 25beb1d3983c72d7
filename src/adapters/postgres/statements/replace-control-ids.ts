// Puts newer messages under control ids that are known, and keeps the older ones aside.
import { bigints, smallints, textBytes } from '../arrays.ts'
import type { Step } from '../pipeline.ts'
import type { ControlIdRow } from './add-control-ids.ts'

const aside = {
  name: 'keep-earlier-control-ids',
  text: `
    INSERT INTO control_ids_earlier (system, control_id, message_id)
    SELECT system, control_id, message_id
    FROM unnest($1::smallint[], $2::bytea[]) AS given (system, control_id)
    JOIN control_ids USING (system, control_id)`,
}

const replace = {
  name: 'replace-control-ids',
  text: `
    INSERT INTO control_ids (system, control_id, message_id)
    SELECT * FROM unnest($1::smallint[], $2::bytea[], $3::bigint[])
    ON CONFLICT (system, control_id) DO UPDATE SET message_id = excluded.message_id`,
}

/** `newest`: each control id once. `older`: messages of the same batch under one of them that are older. */
export function replaceControlIds(newest: readonly ControlIdRow[], older: readonly ControlIdRow[]): Step[] {
  const columns = (rows: readonly ControlIdRow[]) => [
    smallints(rows.map(({ system }) => system)),
    textBytes(rows.map(({ controlId }) => controlId)),
  ]
  const ids = (rows: readonly ControlIdRow[]) => bigints(rows.map(({ messageId }) => messageId))
  return [
    { statement: aside, values: columns(newest) },
    { statement: replace, values: [...columns(newest), ids(newest)] },
    ...(older.length > 0 ? [{ statement: add, values: [...columns(older), ids(older)] }] : []),
  ]
}

const add = {
  name: 'add-earlier-control-ids',
  text: `
    INSERT INTO control_ids_earlier (system, control_id, message_id)
    SELECT * FROM unnest($1::smallint[], $2::bytea[], $3::bigint[])`,
}
