// Open exceptions behind one of them, the most urgent first: what nobody has taken, the gravest, whose clock ends first.
import { type Severity, severities } from '../../../ownership/exception.ts'
import type { Step } from '../pipeline.ts'

/** Where an exception stands among the open ones. `after` all of them stands nothing. */
export type Urgency = {
  readonly taken: boolean
  readonly severity: Severity
  readonly dueAt: number
  readonly id: number
}

const ranks = `ARRAY[${severities.map((severity) => `'${severity}'`).join(', ')}]`
/** The urgency of a row as integers, the smallest first. */
const urgency = `((status = 'taken')::int, array_position(${ranks}, severity), due_at, id)`
const behind = `${urgency} > ($1::int, $2::int, $3::bigint, $4::bigint)`

const list = {
  name: 'list-open-exceptions',
  text: `
    SELECT body FROM exceptions WHERE status <> 'closed' AND ${behind}
    ORDER BY ${urgency} LIMIT $5::bigint`,
}

const count = {
  name: 'count-open-exceptions',
  text: `
    SELECT status = 'taken', severity, count(*), count(*) FILTER (WHERE NOT ${behind})
    FROM exceptions WHERE status <> 'closed'
    GROUP BY 1, severity, array_position(${ranks}, severity) ORDER BY 1, array_position(${ranks}, severity)`,
}

/** Rows: the exception as JSON. `after` null: from the most urgent on. */
export function listOpenExceptions(after: Urgency | null, limit: number): Step {
  return { statement: list, values: [...keyOf(after), limit] }
}

/** Rows: whether taken, severity, how many, how many of them do not stand behind `after`; the most urgent first. */
export function countOpenExceptions(after: Urgency | null): Step {
  return { statement: count, values: keyOf(after) }
}

function keyOf(after: Urgency | null): number[] {
  if (after === null) return [-1, 0, 0, 0]
  return [Number(after.taken), severities.indexOf(after.severity) + 1, after.dueAt, after.id]
}
