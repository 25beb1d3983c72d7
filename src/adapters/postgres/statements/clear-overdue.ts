// Forgets orders that were overdue and are not due any more, or at another second, which the calendar knows.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'clear-overdue',
  text: `
    DELETE FROM overdue USING orders
    WHERE orders.id = overdue.order_id AND (next_due IS NULL OR next_due / 1000 <> second)`,
}

export const clearOverdue: Step = { statement, values: [] }
