// Messages that were held because number and patient contradict each other, with the order whose number they bore. What was
// told to that order later on after all is none of them.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'list-held-apart',
  text: `
    SELECT DISTINCT message_id, order_id FROM facts JOIN names ON names.id = verdict
    WHERE message_id >= (SELECT min(first_id) FROM message_groups WHERE received_at >= $1::bigint)
      AND names.name = 'identity-hold'
      AND NOT EXISTS (
        SELECT FROM facts AS later
        WHERE later.order_id = facts.order_id AND later.message_id = facts.message_id AND later.verdict <> facts.verdict)`,
}

/** Rows: message id, order id; of messages that came in from `since` on (milliseconds). */
export function listHeldApart(since: number): Step {
  return { statement, values: [since] }
}
