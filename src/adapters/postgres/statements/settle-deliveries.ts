// What became of deliveries, with the acknowledgements of the batch in one row beside them.

import type { DeliveryOutcome } from '../../../engine/ports/store.ts'
import { bigints, integers, texts } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'settle-deliveries',
  text: `
    WITH answers AS (INSERT INTO delivery_answers (content) VALUES ($7::bytea) RETURNING id)
    UPDATE deliveries SET state = given.state, attempts = given.attempts, settled_at = given.at, code = given.code,
      why = given.why, answers_id = answers.id
    FROM answers CROSS JOIN unnest($1::bigint[], $2::text[], $3::integer[], $4::bigint[], $5::text[], $6::text[])
      AS given (id, state, attempts, at, code, why)
    WHERE deliveries.id = given.id`,
}

/** Each delivery once. `answers` is the bundle of their acknowledgements. */
export function settleDeliveries(outcomes: readonly DeliveryOutcome[], answers: Buffer): Step {
  return {
    statement,
    values: [
      bigints(outcomes.map(({ deliveryId }) => deliveryId)),
      texts(outcomes.map(({ state }) => state)),
      integers(outcomes.map(({ attempts }) => attempts)),
      bigints(outcomes.map(({ at }) => at)),
      texts(outcomes.map(({ code }) => code)),
      texts(outcomes.map(({ why }) => why)),
      answers,
    ],
  }
}
