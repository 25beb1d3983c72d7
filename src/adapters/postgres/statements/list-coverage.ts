// Everything that was found on a revision, oldest first, a page at a time.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'list-coverage',
  text: `
    SELECT id, at, family, passed, revision, story, test, flow, label, seed
    FROM coverage WHERE revision = $1::text AND id > $2::bigint ORDER BY id LIMIT $3::integer`,
}

/** Rows: id, at, family, passed, revision, story, test, flow, label, seed. */
export function listCoverage(revision: string, after: number, limit: number): Step {
  return { statement, values: [revision, after, limit] }
}
