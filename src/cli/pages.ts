import type { PageServer } from '../server/server.ts'
import type { OpenDatabase } from './database.ts'
import type { Runtime } from './runtime.ts'
export async function openPages(
  _runtime: Runtime,
  _database: Pick<OpenDatabase, 'url' | 'schema'>,
  _port: number,
): Promise<PageServer> {
  throw new Error('pages')
}
