// Brings the index by which old control ids are found up to date, where the autovacuum of the server has not done it.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'summarize',
  text: "SELECT brin_summarize_new_values('control_ids_message_id'::regclass)",
}

export const summarize: Step = { statement, values: [] }
