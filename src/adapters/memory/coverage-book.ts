// The coverage of a site's rehearsals in memory, for tests and for runs that are not recorded.
import type { Coverage, CoverageBook } from '../../rehearsal/report/coverage.ts'

/** An empty book. */
export function memoryCoverage(): CoverageBook {
  const rows: Coverage[] = []
  return {
    async add(more) {
      rows.push(...more)
    },
    on: async (revision) => rows.filter((row) => row.revision === revision),
    async close() {},
  }
}
