// The listing of the catalog that sql/schema.txt holds: what the migrations really make, for review and for the test that
// compares it. Run it to write the file anew: node test/stores/schema.ts
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { temporaryPostgres } from '../../src/adapters/postgres/embedded/index.ts'
import { migrate } from '../../src/adapters/postgres/migrate.ts'

export const listingFile = join(import.meta.dirname, '../../sql/schema.txt')

/** One line for each table, column, constraint, index and function. Partitions of a month are left out. */
const listing = `
  WITH tables AS (
    SELECT oid, relname, relkind, reloptions, relpartbound FROM pg_class
    WHERE relnamespace = $1::regnamespace AND relkind IN ('r', 'p') AND relname !~ '_\\d{4}_\\d{2}$'
  ), lines AS (
    SELECT relname AS object, 0 AS rank, 0 AS place,
      concat_ws(' ', 'table', relname,
        CASE WHEN relkind = 'p' THEN 'partition by ' || pg_get_partkeydef(oid) END,
        pg_get_expr(relpartbound, oid),
        'with (' || array_to_string(reloptions, ', ') || ')') AS line
    FROM tables
    UNION ALL
    SELECT relname, 1, attnum,
      concat_ws(' ', ' ', attname, format_type(atttypid, atttypmod),
        CASE WHEN collname = 'C' THEN 'collate "C"' END,
        CASE WHEN attnotnull THEN 'not null' END,
        CASE WHEN attidentity <> '' THEN 'generated always as identity' END,
        'default ' || pg_get_expr(adbin, adrelid),
        CASE WHEN attstorage <> typstorage THEN 'storage ' ||
          CASE attstorage WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' WHEN 'p' THEN 'plain' ELSE 'extended' END END)
    FROM tables JOIN pg_attribute ON attrelid = tables.oid AND attnum > 0 AND NOT attisdropped
    JOIN pg_type ON pg_type.oid = atttypid
    LEFT JOIN pg_collation ON pg_collation.oid = attcollation
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    UNION ALL
    SELECT relname, 2, row_number() OVER (PARTITION BY relname ORDER BY conname)::integer,
      concat_ws(' ', ' ', 'constraint', conname, pg_get_constraintdef(pg_constraint.oid))
    FROM tables JOIN pg_constraint ON conrelid = tables.oid WHERE contype <> 'n'
    UNION ALL
    SELECT relname, 3, row_number() OVER (PARTITION BY relname ORDER BY indexrelid::regclass::text)::integer,
      '  ' || regexp_replace(pg_get_indexdef(indexrelid), '(ON (ONLY )?)[a-z0-9_]+\\.', '\\1')
    FROM tables JOIN pg_index ON indrelid = tables.oid
    WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
    UNION ALL
    SELECT 'function ' || proname, 4, 0,
      'function ' || proname || '(' || pg_get_function_arguments(oid) || ') returns ' || pg_get_function_result(oid) ||
        ' md5 ' || md5(prosrc)
    FROM pg_proc WHERE pronamespace = $1::regnamespace
  )
  SELECT line FROM lines ORDER BY object COLLATE "C", rank, place`

/** The listing of a schema, a line each, ended by a line feed. */
export async function schemaListing(url: string, schema: string): Promise<string> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ line: string }>(listing, [schema])
    return rows.map(({ line }) => `${line.trimEnd()}\n`).join('')
  } finally {
    await client.end()
  }
}

export function storedListing(): string {
  return readFileSync(listingFile, 'utf8')
}

if (process.argv[1] === import.meta.filename) {
  const server = await temporaryPostgres({ fsync: false })
  try {
    await migrate(server.url, 'labloop_listing', 0)
    writeFileSync(listingFile, await schemaListing(server.url, 'labloop_listing'))
  } finally {
    await server.stop()
  }
}
