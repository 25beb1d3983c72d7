// Takes documents over from the messages that they stood in.
import { byteas, texts } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'fill-documents',
  text: `
    UPDATE documents SET content = given.content
    FROM unnest($1::text[], $2::bytea[]) AS given (hash, content)
    WHERE documents.hash = decode(given.hash, 'hex')`,
}

export function fillDocuments(rows: readonly { readonly hash: string; readonly content: Uint8Array }[]): Step {
  return { statement, values: [texts(rows.map(({ hash }) => hash)), byteas(rows.map(({ content }) => content))] }
}
