// Brings the indexes by blocks (BRIN) up to date, where the autovacuum of the server has not done it.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'summarize',
  text: `
    SELECT brin_summarize_new_values(name::regclass)
    FROM unnest(ARRAY['control_ids_message_id', 'facts_message_id', 'deliveries_message_id']) AS given (name)`,
}

export const summarize: Step = { statement, values: [] }
