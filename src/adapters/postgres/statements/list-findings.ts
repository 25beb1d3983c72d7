// Findings of alignment on live messages, by key.
import type { FindingCount } from '../../../alignment/message/finding-count.ts'
import type { Row, Step } from '../pipeline.ts'

const statement = {
  name: 'list-findings',
  text: `SELECT key, count, first_at, last_at, array_to_string(examples, ','), body FROM findings ORDER BY key`,
}

export const listFindings: Step = { statement, values: [] }

export function findingOf([key, count, firstAt, lastAt, examples, body]: Row): FindingCount {
  return {
    ...JSON.parse(String(body)),
    key: String(key),
    count: Number(count),
    firstAt: Number(firstAt),
    lastAt: Number(lastAt),
    examples: String(examples ?? '')
      .split(',')
      .filter((id) => id !== '')
      .map(Number),
  }
}
