// Brings the index by which old control ids are found up to date.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'summarize-control-ids',
  text: "SELECT brin_summarize_new_values('control_ids_message_id'::regclass)",
}

export const summarizeControlIds: Step = { statement, values: [] }
