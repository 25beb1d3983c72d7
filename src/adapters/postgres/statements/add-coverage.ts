// What a rehearsal has proven or shown to fail: rows are only ever added.
import type { Coverage } from '../../../rehearsal/report/coverage.ts'
import { bigints, booleans, integers, texts } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'add-coverage',
  text: `
    INSERT INTO coverage (at, family, passed, revision, story, test, flow, label, seed)
    SELECT * FROM unnest(
      $1::bigint[], $2::integer[], $3::boolean[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])`,
}

export function addCoverage(rows: readonly Coverage[]): Step {
  const column = (key: 'revision' | 'story' | 'test' | 'flow' | 'label' | 'seed') => texts(rows.map((row) => row[key]))
  return {
    statement,
    values: [
      bigints(rows.map(({ at }) => at)),
      integers(rows.map(({ family }) => family)),
      booleans(rows.map(({ passed }) => passed)),
      ...[column('revision'), column('story'), column('test'), column('flow'), column('label'), column('seed')],
    ],
  }
}
