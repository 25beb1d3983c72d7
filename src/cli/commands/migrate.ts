// `labloop migrate`: brings the database of a site up to date, without starting anything.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { requireSite } from '../../adapters/file/open-site.ts'
import { migrations } from '../../adapters/postgres/migrate.ts'
import { exitCodes } from '../../errors.ts'
import type { Command } from '../command.ts'
import { openDatabase } from '../database.ts'
import { siteHelp, siteOptions } from '../site-database.ts'

const help = `labloop migrate: bring the database of a site up to date

Usage: labloop migrate [options]

Creates the schema of the site if it is missing and runs the migrations that have not run yet, each in a transaction of its
own, one process at a time. labloop up does the same when it starts; this is for those who want it done before.

Options:
${siteHelp}
  --json            {schema, database, ran: [...], all: [...]}

Examples:
  labloop migrate --site examples/riverside
  DATABASE_URL=postgres://labloop@db/labloop labloop migrate --site hospital

Exit codes: 0 up to date, 2 wrong words or a wrong site, 3 the database cannot be reached.
`

export const migrate: Command = {
  name: 'migrate',
  summary: 'bring the database of a site up to date',
  help,
  async run(args, io) {
    const { values } = parseArgs({ args, options: siteOptions })
    const { site, folder } = await requireSite(resolve(io.cwd, values.site))
    const database = await openDatabase({ site: site.name, folder, data: values.data }, io)
    try {
      const { schema, place, ran } = database
      const all = migrations().map(({ name }) => name)
      if (values.json) io.stdout(`${JSON.stringify({ schema, database: place, ran, all })}\n`)
      else
        io.stdout(
          `${schema} at ${place}: ${ran.length ? `ran ${ran.join(', ')}` : 'nothing to do'}; now at ${all.at(-1)}.\n`,
        )
    } finally {
      await database.close()
    }
    return exitCodes.done
  },
}
