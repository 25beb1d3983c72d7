// Every exception has one accountable team of the site and a clock from the moment it is raised, and none ends without a
// root cause.
import type { Exception } from '../../ownership/exception.ts'
import { checker } from './violations.ts'

export const exceptionsOwned = checker(
  'exceptions-owned',
  {
    verifies:
      'Every exception has a team of the site and a clock of its severity, and ends with a root cause after it began.',
    notVerified: 'Whether the team is the right one: the table of accountability has tests of its own.',
  },
  function* (_, { site, labloop }) {
    const teams = new Set(site.ownership.teams.map(({ id }) => id))
    for (const one of labloop.exceptions) {
      const why = wrongWith(one, teams)
      if (why !== '') yield { subject: '', at: one.openedAt, text: `Exception ${one.id} (${one.kind}) ${why}.` }
    }
  },
)

function wrongWith(
  { team, openedAt, dueAt, status, closedAt, rootCause, takenBy }: Exception,
  teams: ReadonlySet<string>,
): string {
  if (!teams.has(team)) return team === '' ? 'has no team' : 'has a team that the site does not have'
  if (!(dueAt > openedAt && Number.isFinite(dueAt))) return 'has no clock'
  if (status === 'taken' && takenBy === '') return 'is taken by nobody'
  if (status !== 'closed') return closedAt === null ? '' : 'is open and has an end'
  if (closedAt === null || rootCause.trim() === '') return 'was closed without a root cause'
  return closedAt < openedAt ? 'ended before it began' : ''
}
