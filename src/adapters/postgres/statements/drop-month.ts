// Drops the partition of a month, if nothing in it is still needed. Ends the transaction with LB004 where a message is not
// processed, LB005 where one is not delivered or held, LB006 where one is in an open exception.
import { type Month, monthName } from '../months.ts'
import type { Step } from '../pipeline.ts'
import type { MonthlyTable } from './make-month.ts'

const statement = { name: 'drop-month', text: 'SELECT drop_month($1::text, $2::text)' }

/** One row: `t` if there was such a partition. */
export function dropMonth(table: MonthlyTable, month: Month): Step {
  return { statement, values: [table, monthName(month)] }
}
