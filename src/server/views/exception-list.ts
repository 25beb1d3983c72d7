// Open exceptions as pages of a list. The one thing to know: a page begins behind an urgency and not at a count, so that
// none is passed over while others are taken or closed.
import type { Query, Urgency } from '../../adapters/postgres/query.ts'
import { severities } from '../../ownership/exception.ts'
import type { ExceptionList } from '../contract.ts'
import { exceptionView, type SiteNames } from './rows.ts'

/** Reads the exceptions behind a place, as `next` and `from` of a list name it; from the most urgent on where it is none. */
export function exceptionLists(query: Pick<Query, 'openExceptions'>, names: SiteNames) {
  return async (after: string, limit: number): Promise<ExceptionList> => {
    const { exceptions, ahead, counts } = await query.openExceptions(urgencyOf(after), limit)
    const total = counts.reduce((sum, { count }) => sum + count, 0)
    const last = exceptions.at(-1)
    return {
      rows: exceptions.map((exception) => exceptionView(exception, names)),
      ...{ total, ahead },
      next: last && ahead + exceptions.length < total ? placeOf({ ...last, taken: last.status === 'taken' }) : '',
      counts: counts.map((one) => ({ ...one, from: placeOf({ ...one, dueAt: 0, id: 0 }) })),
    }
  }
}

/** `0-2-1764072000000-7`: whether taken, how grave, due when, number. */
function placeOf({ taken, severity, dueAt, id }: Urgency): string {
  return [Number(taken), severities.indexOf(severity), dueAt, id].join('-')
}

function urgencyOf(place: string): Urgency | null {
  const found = /^([01])-([0-3])-(\d{1,15})-(\d{1,15})$/.exec(place)
  if (!found) return null
  const [taken, severity, dueAt, id] = found.slice(1).map(Number)
  return { taken: taken === 1, severity: severities[severity!]!, dueAt: dueAt!, id: id! }
}
