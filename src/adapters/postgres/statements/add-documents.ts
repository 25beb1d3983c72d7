// Notes in which message a value over 4 KB stands; the first one counts.
import { bigints, texts } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'add-documents',
  text: `
    INSERT INTO documents (hash, message_id)
    SELECT decode(hash, 'hex'), min(message_id) FROM unnest($1::text[], $2::bigint[]) AS given (hash, message_id)
    GROUP BY hash
    ON CONFLICT DO NOTHING`,
}

export type DocumentRow = { readonly hash: string; readonly messageId: number }

export function addDocuments(rows: readonly DocumentRow[]): Step {
  return {
    statement,
    values: [texts(rows.map(({ hash }) => hash)), bigints(rows.map(({ messageId }) => messageId))],
  }
}
