// The pages of a running Labloop.
import { type PageServer, servePages } from '../server/server.ts'
import { openViews } from '../server/views/views.ts'
import type { OpenDatabase } from './database.ts'
import type { Runtime } from './runtime.ts'

/** Serves them at 127.0.0.1, at the port or the next free one; `note` stands above each. @throws LabloopError port-taken */
export async function openPages(
  runtime: Runtime,
  database: Pick<OpenDatabase, 'url' | 'schema' | 'where'>,
  port: number,
  note = '',
): Promise<PageServer> {
  const { site, engine, store, log } = runtime
  const views = openViews({ site, engine, store, database, log, now: Date.now, where: database.where, note })
  try {
    const server = await servePages(views, { host: '127.0.0.1', port, orNext: true })
    return {
      url: server.url,
      close: async () => {
        await server.close()
        await views.close()
      },
    }
  } catch (error) {
    await views.close()
    throw error
  }
}
