// The circumstances in which a code is to be followed where rows of its map ask for more than a catalog says: sex, age, method,
// location. The one thing to know: whoever may come is tried, men and women and every age between the bounds of the rows, so
// that a row that is missing for some of them is found.
import type { Entry } from '../../mapping/code-table.ts'
import { contextField, type Fields, type Way } from './way.ts'

/** More combinations than this are not tried: rows of one code seldom ask for more than two things. */
const most_tried = 100

/**
 * Fields to be given with those that a catalog says, one set for each circumstance; a single empty one where no row asks.
 * @param field the field whose code is translated, `OBX-3`
 */
export function circumstances(way: Way, field: string, given: Fields): readonly Fields[] {
  const asked = new Map<string, ReadonlySet<string>>()
  for (const { step, field: at, table } of way.stages) {
    if (at !== field) continue
    const code = given[field] ?? ''
    const rows = table.contextual.get(code) ?? []
    for (const key of new Set(rows.flatMap(({ context }) => Object.keys(context)))) {
      const source = contextField(step, key)
      if (source === null || given[source] !== undefined) continue
      asked.set(
        source,
        new Set([
          ...(asked.get(source) ?? []),
          ...valuesOf(key, rows, way.day),
          ...others(key, rows, table.plain.has(code)),
        ]),
      )
    }
  }
  let found: readonly Fields[] = [{}]
  for (const [source, values] of asked) {
    found = found.flatMap((one) => [...values].map((value) => ({ ...one, [source]: value }))).slice(0, most_tried)
  }
  return found
}

function valuesOf(key: string, rows: readonly Entry[], day: string): readonly string[] {
  if (key === 'age') return day === '' ? [] : birthDates(rows, day)
  const named = rows.flatMap(({ context }) => context[key] ?? [])
  return key === 'sex' ? ['F', 'M', ...named] : named
}

/** What no row names, where a row takes whatever comes. */
function others(key: string, rows: readonly Entry[], hasPlain: boolean): readonly string[] {
  if (key === 'sex' || key === 'age') return []
  return hasPlain || rows.some(({ context }) => context[key] === undefined) ? [''] : []
}

/** Somebody born on the day, and somebody of each age at which a row begins or ends. */
function birthDates(rows: readonly Entry[], day: string): readonly string[] {
  const bounds = rows.flatMap(({ age }) => (age ? [age.from_days, age.to_days] : []))
  return [0, ...bounds.filter(Number.isFinite)].map((days) =>
    new Date(Date.parse(`${day}T00:00:00Z`) - Math.ceil(days) * 86_400_000).toISOString().slice(0, 10),
  )
}
