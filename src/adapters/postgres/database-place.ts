// Which database an error is about, as pg understood the address with all its defaults. The one thing to know: the password
// is never part of it, and neither is anything else of the address.
import type { Client } from 'pg'

type Place = Pick<Client, 'host' | 'port' | 'database' | 'user'>

/** `the database labloop at db.hospital.example:5432 as labloop`. Without a name, the database is called like the user. */
export function databaseAt({ host, port, database, user }: Place): string {
  const name = database ?? user
  const at = host.startsWith('/')
    ? `in ${host} (port ${port})`
    : `at ${host.includes(':') ? `[${host}]` : host}:${port}`
  return `the database${name === undefined ? '' : ` ${name}`} ${at}${user === undefined ? '' : ` as ${user}`}`
}
