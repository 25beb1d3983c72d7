// Commands that only look: where there is no database of the site they say so and make nothing, since a new one would know
// nothing and every answer from it would be an all-clear.
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../adapters/postgres/embedded/testing.ts'
import { migrate, schemaOf } from '../adapters/postgres/migrate.ts'
import type { Command } from './command.ts'
import { align } from './commands/align.ts'
import { catalog } from './commands/catalog.ts'
import { conformance } from './commands/conformance.ts'
import { explain } from './commands/explain.ts'
import { learn } from './commands/learn.ts'
import { shiftSheet } from './commands/shift-sheet.ts'
import { run, testFolder } from './commands/testing/run.ts'
import { riverside } from './demo-run.ts'

const looking: readonly (readonly [Command, readonly string[]])[] = [
  [shiftSheet, ['--site', riverside]],
  [explain, ['17', '--site', riverside]],
  [conformance, [riverside]],
  [align, [riverside, '--live', '--no-traffic']],
  [learn, ['--site', riverside, '--system', 'lis']],
  [catalog, ['draft', riverside]],
]
const named = looking.map(([command, words]) => [command.name, command, words] as const)

test.each(named)(
  '%s on a folder that is not there answers nothing, and the folder stays away',
  async (_, command, words) => {
    const typo = join(testFolder(), 'typo')
    const { code, stdout, stderr } = await run(command, [...words, '--data', typo])
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toContain(`There is no database of this site here, so there is nothing to look at. At ${typo}.`)
    expect(stderr).toContain('labloop up')
    expect(existsSync(typo)).toBe(false)
  },
)

test('a folder with something else in it is left as it is', async () => {
  const folder = testFolder()
  mkdirSync(join(folder, 'letters'))
  const { code } = await run(shiftSheet, ['--site', riverside, '--data', folder])
  expect(code).toBe(3)
  expect(readdirSync(folder)).toEqual(['letters'])
})

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase('looking')
})
afterAll(() => database.drop())

test('a server without the schema of the site is refused, gets no schema, and answers once the site has run on it', async () => {
  const env = { DATABASE_URL: database.url }
  const sheet = () => run(shiftSheet, ['--site', riverside], { env })
  const refused = await sheet()
  expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 3, stdout: '' })
  expect(refused.stderr).toContain('Given: a database without the site riverside')
  expect(refused.stderr).not.toContain(new URL(database.url).password)
  expect(await schemas()).toEqual([])
  await migrate(database.url, schemaOf('riverside'), 0)
  const { code, stdout } = await sheet()
  expect(code).toBe(0)
  expect(stdout).toContain('No result was verified in this span')
  expect(stdout).not.toContain('Every one of them is proven')
})

async function schemas(): Promise<readonly string[]> {
  const client = new Client(database.url)
  await client.connect()
  try {
    const { rows } = await client.query<{ nspname: string }>(
      "SELECT nspname FROM pg_namespace WHERE nspname ~ 'labloop'",
    )
    return rows.map(({ nspname }) => nspname)
  } finally {
    await client.end()
  }
}
