// Findings of alignment on live messages, counted on.
import { type FindingCount, most_kept } from '../../../alignment/message/finding-count.ts'
import { bigints, texts } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'count-findings',
  text: `
    INSERT INTO findings AS known (key, count, first_at, last_at, examples, body)
    SELECT key, count, first_at, last_at, examples::bigint[], body
    FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[])
      AS given (key, count, first_at, last_at, examples, body)
    ON CONFLICT (key) DO UPDATE SET
      count = known.count + excluded.count, last_at = excluded.last_at, body = excluded.body,
      examples = (known.examples || excluded.examples)[1:${most_kept}]`,
}

/** Each finding once. */
export function countFindings(findings: readonly FindingCount[]): Step {
  return {
    statement,
    values: [
      texts(findings.map(({ key }) => key)),
      bigints(findings.map(({ count }) => count)),
      bigints(findings.map(({ firstAt }) => firstAt)),
      bigints(findings.map(({ lastAt }) => lastAt)),
      texts(findings.map(({ examples }) => `{${examples.slice(0, most_kept).join(',')}}`)),
      texts(findings.map((finding) => JSON.stringify(wordsOf(finding)))),
    ],
  }
}

function wordsOf({ rule, severity, subject, counterpart, variant, says }: FindingCount) {
  return { rule, severity, subject, counterpart, variant, says }
}
