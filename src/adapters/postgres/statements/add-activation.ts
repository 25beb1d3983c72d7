// Messages after an id are processed under this revision.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'add-activation',
  text: 'INSERT INTO activations (revision, after_message_id, at) VALUES ($1::text, $2::bigint, $3::bigint)',
}

export function addActivation(revision: string, afterMessageId: number, at: number): Step {
  return { statement, values: [revision, afterMessageId, at] }
}
