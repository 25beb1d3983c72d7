// The name under which a process holds the leases of a site. The one thing to know: a process that comes back after a crash
// must have the name of the one that died, to go on at once; two that live at the same time on one machine must not.
import { Client } from 'pg'
import { nodeConnection } from './acting-node.ts'
import { databaseAt } from './database-place.ts'
import { fromDriver, storeError } from './errors.ts'

export type ClaimedNode = { readonly name: string; release(): Promise<void> }

/**
 * Claims the name of the machine for as long as this process lives; while another process has it, a name with our process
 * id, which stands by until the leases of the other run out.
 * @throws LabloopError database-unreachable
 */
export async function claimNode(
  { url, schema }: { readonly url: string; readonly schema: string },
  machine: string,
): Promise<ClaimedNode> {
  const client = new Client({ connectionString: url, application_name: nodeConnection })
  client.on('error', () => {}) // the claim goes with the connection; the leases still guard every write
  try {
    await client.connect()
    const { rows } = await client.query<{ free: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS free',
      [`labloop node ${schema} ${machine}`],
    )
    return { name: rows[0]?.free ? machine : `${machine}#${process.pid}`, release: () => client.end().catch(() => {}) }
  } catch (error) {
    await client.end().catch(() => {})
    throw storeError(fromDriver(error), `claiming the name of this node in ${databaseAt(client)}`)
  }
}
