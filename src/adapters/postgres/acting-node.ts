// Who else is at work on a database: the node that acts for a site, and the processes of Labloop that are connected. Asked by a
// process before it waits for another, or takes the database away from it.
import { Client } from 'pg'
import { databaseAt } from './database-place.ts'
import { fromDriver, storeError } from './errors.ts'

export type ActingNode = {
  readonly node: string
  /** Of the site, as it was when that node began to act; empty where none ever did. */
  readonly revision: string
}

/** Who holds the right to act for the site; null where nobody does. @throws LabloopError database-unreachable */
export async function actingNode(
  { url, schema }: { readonly url: string; readonly schema: string },
  now: number,
): Promise<ActingNode | null> {
  return connected(url, async (client) => {
    const { rows } = await client.query<{ node: string; revision: string | null }>(
      `SELECT holder AS node, (SELECT revision FROM "${schema}".activations ORDER BY at DESC LIMIT 1) AS revision
       FROM "${schema}".leases WHERE name = 'processor' AND expires_at > $1`,
      [now],
    )
    return rows[0] ? { node: rows[0].node, revision: rows[0].revision ?? '' } : null
  })
}

/** By this name the connection of a process that runs or waits for a site is known to the server. */
export const nodeConnection = `labloop node ${process.pid}`

/** Whether another process runs or waits for a site on this server. @throws LabloopError database-unreachable */
export async function othersRun(url: string): Promise<boolean> {
  return connected(url, async (client) => {
    const { rowCount } = await client.query(
      "SELECT FROM pg_stat_activity WHERE application_name LIKE 'labloop node %' AND application_name <> $1",
      [nodeConnection],
    )
    return rowCount !== null && rowCount > 0
  })
}

async function connected<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'labloop look', connectionTimeoutMillis: 5000 })
  client.on('error', () => {}) // the query under way rejects
  try {
    await client.connect()
    return await work(client)
  } catch (error) {
    throw storeError(fromDriver(error), `looking who works in ${databaseAt(client)}`)
  } finally {
    await client.end().catch(() => {})
  }
}
