// Keeps what a rehearsal has proven, or shown to fail, in the site's database, where readiness reads it. The one thing to
// know: failures are kept as well: the newest row of a story holds.
import { postgresCoverage } from '../../adapters/postgres/coverage-book.ts'
import { provenOn } from '../../rehearsal/report/coverage.ts'
import type { RehearsalReport } from '../../rehearsal/report/report.ts'
import type { Io } from '../command.ts'
import { openDatabase } from '../database.ts'
import type { Stage } from './stage.ts'

/**
 * Makes sure that coverage can be kept, before hours of work rather than after; nothing is added.
 * @throws LabloopError database-unreachable, disk-full, postgres-…
 */
export async function reserveRecord(
  { site, folder }: { readonly site: Pick<Stage['site'], 'name'>; readonly folder: string },
  data: string | undefined,
  io: Io,
): Promise<void> {
  const database = await openDatabase({ site: site.name, folder, data }, io)
  const book = postgresCoverage(database)
  try {
    await book.add([])
  } finally {
    await book.close()
    await database.close()
  }
}

/**
 * Adds the coverage of a report to the database of DATABASE_URL, or to the embedded one of the site, and says so.
 * @param data the folder of the embedded server, as --data gives it
 * @returns what is proven on this revision now, over all rehearsals
 */
export async function recordCoverage(
  report: Pick<RehearsalReport, 'site' | 'revision' | 'coverage'>,
  data: string | undefined,
  io: Io,
): Promise<number> {
  const database = await openDatabase({ site: report.site, data }, io)
  const book = postgresCoverage(database)
  try {
    await book.add(report.coverage)
    const proven = provenOn(await book.on(report.revision), { revision: report.revision }).length
    const combinations = `${proven} combinations of story, test and flow are proven by simulation or better`
    io.stderr(`Recorded. On this revision ${combinations}.\n`)
    return proven
  } finally {
    await book.close()
    await database.close()
  }
}
