// Asks a server on this machine whether it is there, takes our password and serves our folder. The one thing to know:
// only a server that proves it serves the folder is adopted, because another program may have taken the port since.
import { realpathSync } from 'node:fs'
import { Client } from 'pg'

/** The user and the database of the embedded server. */
export const NAME = 'labloop'

export type Answer = 'ready' | 'starting' | 'absent' | 'other-server' | 'password-rejected'

export function urlOf(port: number, password: string, database: string = NAME): string {
  return `postgres://${NAME}:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`
}

/** One question to the server at 127.0.0.1:`port`; makes the database `labloop` where it is missing. */
export async function probe(port: number, password: string, data: string): Promise<Answer> {
  const client = new Client({ connectionString: urlOf(port, password, 'postgres'), connectionTimeoutMillis: 5000 })
  client.on('error', () => {}) // a server that goes away: the query says so too
  try {
    await client.connect()
    const { rows } = await client.query(
      'SELECT current_setting($1) AS folder, EXISTS (SELECT FROM pg_database WHERE datname = $2) AS made',
      ['data_directory', NAME],
    )
    if (realpathSync(rows[0].folder) !== realpathSync(data)) return 'other-server'
    if (!rows[0].made) await client.query(`CREATE DATABASE ${NAME}`)
    return 'ready'
  } catch (error) {
    return meaning((error as { code?: string }).code)
  } finally {
    await client.end().catch(() => {})
  }
}

/** SQLSTATE (PostgreSQL 18, appendix A) or an error code of the socket. */
function meaning(code: string | undefined): Answer {
  if (code === '28P01' || code === '28000') return 'password-rejected'
  if (code === '57P03' || code === '57P01' || code === '57P02') return 'starting'
  if (code === '42P04' || code === '23505' || code === '55006') return 'starting' // another start makes the database
  return 'absent'
}
