// Makes the partition of a month, where it is missing, and moves into it what the default partition holds of it.
import { beginOf, type Month, monthName } from '../months.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'make-month',
  text: 'SELECT make_month($1::text, $2::text, $3::bigint, $4::bigint)',
}

/** Tables that are partitioned by month. */
export const monthlyTables = ['message_groups', 'delivery_groups'] as const
export type MonthlyTable = (typeof monthlyTables)[number]

export function makeMonth(table: MonthlyTable, month: Month): Step {
  return { statement, values: [table, monthName(month), beginOf(month), beginOf(month + 1)] }
}
