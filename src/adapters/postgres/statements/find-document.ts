// Where a value over 4 KB stands.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'find-document',
  text: "SELECT message_id, content FROM documents WHERE hash = decode($1::text, 'hex')",
}

/** Rows: message id, content (null while the message holds it). `hash` as in `valueHash`. */
export function findDocument(hash: string): Step {
  return { statement, values: [hash] }
}
