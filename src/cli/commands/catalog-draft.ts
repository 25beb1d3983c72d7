// `labloop catalog draft`: what the catalog messages that a site has received would change. The one thing to know: the draft
// is worked out anew from the messages whose exceptions are open and the catalogs of the folder at hand; it is kept nowhere,
// so it can never be older than either (ADR 0070).

import type { Query } from '../../adapters/postgres/query.ts'
import { applyMessages } from '../../alignment/catalog/change.ts'
import { isCatalogMessage, readCatalogMessage } from '../../alignment/catalog/mfn/read-message.ts'
import { exitCodes } from '../../errors.ts'
import { parseMessage } from '../../hl7/index.ts'
import type { Exception } from '../../ownership/exception.ts'
import type { System } from '../../site/shapes/system.ts'
import { type Received, tellChanges, writeChanged } from '../catalog-changes.ts'
import { readCatalogFolder } from '../catalog-folder.ts'
import type { Io } from '../command.ts'
import { look } from '../site-database.ts'
import { siteFolder } from './line-options.ts'

type Values = {
  readonly site?: string | undefined
  readonly system?: string | undefined
  readonly out?: string | undefined
  readonly data?: string | undefined
  readonly json: boolean
}

export async function draft(values: Values, paths: readonly string[], io: Io): Promise<number> {
  const site = siteFolder(paths, io.cwd, values.site)
  const waiting = await look({ site, data: values.data }, io, async ({ site: { systems }, query, store }) => {
    const open = (await store.openExceptions()).filter(({ kind }) => kind === 'catalog-changed')
    return received(open, systems, query)
  })
  const systems = [...new Set(waiting.map(({ system }) => system))]
  const system = values.system ?? (systems.length === 1 ? systems[0] : undefined)
  if (waiting.length === 0 && values.system === undefined) {
    io.stdout('No catalog message waits to be dealt with.\n')
    return exitCodes.done
  }
  const before = readCatalogFolder(site, system, io)
  const own = waiting.filter((one) => one.system === before.system)
  const after = applyMessages(before.rows, own, new Date().toISOString().slice(0, 10))
  tellChanges(after, own, values, io)
  if (values.out !== undefined) writeChanged(before, after.rows, values.out, io)
  if (!values.json && own.length > 0) io.stdout(`From ${own.map(({ source }) => source).join(', ')}.\n`)
  return after.notTaken.length > 0 ? exitCodes.wrong : exitCodes.done
}

type Waiting = Received & { readonly system: string }

/** The messages of open exceptions, in order of arrival. */
async function received(
  open: readonly Exception[],
  systems: readonly System[],
  query: Pick<Query, 'message'>,
): Promise<readonly Waiting[]> {
  const ids = [...new Set(open.flatMap(({ messageId }) => messageId ?? []))].sort((a, b) => a - b)
  const lives = await Promise.all(ids.map((id) => query.message(id)))
  return lives.flatMap((life) => {
    if (!life) return []
    const { id, system, body } = life.message
    // Read as the engine read it: a sender that names no character set has one in its dialect.
    const encoding = systems.find((one) => one.id === system)?.dialect.encoding
    const message = parseMessage(body, encoding === undefined ? {} : { encoding })
    return isCatalogMessage(message) ? [{ message: readCatalogMessage(message), source: `message ${id}`, system }] : []
  })
}
