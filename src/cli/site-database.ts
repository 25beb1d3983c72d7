// What the commands that only look at a site share: its folder, and its database read beside the engine that may run.
import { resolve } from 'node:path'
import { requireSite } from '../adapters/file/open-site.ts'
import { postgresQuery, type Query } from '../adapters/postgres/query.ts'
import { postgresStore } from '../adapters/postgres/store.ts'
import { unlessStopped } from '../adapters/shared/stopping.ts'
import type { Store } from '../engine/ports/store.ts'
import type { Site } from '../site/shapes/site.ts'
import type { Io } from './command.ts'
import { openDatabase } from './database.ts'

/** The options of such a command, for parseArgs. */
export const siteOptions = {
  site: { type: 'string', default: '.' },
  data: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

export const siteHelp = `  --site DIR        the site folder; without it the current folder
  --data DIR        the folder of the embedded PostgreSQL, as for labloop up`

export type Looked = {
  readonly site: Site
  readonly query: Query
  readonly store: Pick<Store, 'openExceptions' | 'findings'>
}

/**
 * Opens the site and its database, looks, and closes. A server that runs goes on running; nothing is made.
 * @throws LabloopError stopped, site-invalid, database-missing, database-unreachable, postgres-…
 */
export async function look<T>(
  chosen: { readonly site: string; readonly data?: string | undefined },
  io: Pick<Io, 'cwd' | 'env' | 'onStop'>,
  work: (looked: Looked) => Promise<T>,
): Promise<T> {
  const { site } = await requireSite(resolve(io.cwd, chosen.site))
  const data = chosen.data === undefined ? undefined : resolve(io.cwd, chosen.data)
  const choice = { site: site.name, data, existing: true }
  const database = await openDatabase(choice, { env: io.env, onStop: io.onStop, stderr: () => {} })
  const query = postgresQuery(database)
  const store = postgresStore(database)
  try {
    return await unlessStopped(database.stop, work({ site, query, store }))
  } finally {
    await query.close()
    await store.close()
    await database.close()
  }
}
