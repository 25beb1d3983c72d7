// The coverage of a site's rehearsals in PostgreSQL, for readiness. The one thing to know: it has its own connection, so
// that a rehearsal can be recorded beside an engine that runs.
import type { Coverage, CoverageBook, CoverageLabel } from '../../rehearsal/report/coverage.ts'
import { storeError } from './errors.ts'
import type { Row } from './pipeline.ts'
import { Session } from './session.ts'
import { addCoverage } from './statements/add-coverage.ts'
import { listCoverage } from './statements/list-coverage.ts'

/** So many rows are written or read at once. */
const page = 5000

/** Opens the book of a site. Connects when it is first asked. Calls throw LabloopError database-unreachable, disk-full. */
export function postgresCoverage({ url, schema }: { readonly url: string; readonly schema: string }): CoverageBook {
  const session = new Session({ url, schema, name: 'coverage', connect_ms: 5000, answer_ms: 60_000 })
  const safe = async <T>(work: Promise<T>, what: string): Promise<T> =>
    work.catch((error: unknown) => {
      throw storeError(error, what)
    })
  return {
    add: (rows) => safe(addAll(session, rows), 'recording coverage'),
    on: (revision) => safe(readAll(session, revision), 'reading coverage'),
    close: () => session.close(),
  }
}

/** All in one transaction: a rehearsal is recorded whole or not at all. Of no rows it is tried whether one could be added. */
async function addAll(session: Session, rows: readonly Coverage[]): Promise<void> {
  const steps = [addCoverage(rows.slice(0, page))]
  for (let from = page; from < rows.length; from += page) steps.push(addCoverage(rows.slice(from, from + page)))
  await session.run(steps)
}

async function readAll(session: Session, revision: string): Promise<readonly Coverage[]> {
  const all: Coverage[] = []
  for (let after = 0; ; ) {
    const [rows = []] = await session.run([listCoverage(revision, after, page)])
    all.push(...rows.map(coverageOf))
    if (rows.length < page) return all
    after = Number(rows.at(-1)![0])
  }
}

function coverageOf([, at, family, passed, ...texts]: Row): Coverage {
  const [revision, story, test, flow, label, seed] = texts as string[]
  return {
    at: Number(at),
    family: Number(family),
    passed: passed === 't',
    revision: revision!,
    story: story!,
    test: test!,
    flow: flow!,
    label: label as CoverageLabel,
    seed: seed!,
  }
}
