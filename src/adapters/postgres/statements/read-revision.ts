// The revision under which a message was processed.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'read-revision',
  text: `
    SELECT revision FROM activations WHERE after_message_id < $1::bigint ORDER BY after_message_id DESC, at DESC LIMIT 1`,
}

/** Rows: revision. */
export function readRevision(messageId: number): Step {
  return { statement, values: [messageId] }
}
