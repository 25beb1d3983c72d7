// `labloop conformance`: the paths that orders really took, against the workflows of a site. The one thing to know: it reads
// beside the engine that may run, and judges by the workflows of the folder at hand, also by those not yet activated.
import { parseArgs } from 'node:util'
import { zoneRules } from '../../adapters/clock/zone.ts'
import type { Query } from '../../adapters/postgres/query.ts'
import type { StoredMessage } from '../../engine/ports/store.ts'
import { sourceOf } from '../../engine/rules.ts'
import { exitCodes } from '../../errors.ts'
import { Hl7Error, parseMessage } from '../../hl7/index.ts'
import type { Order } from '../../ledger/order.ts'
import type { Source } from '../../ledger/source.ts'
import type { Site } from '../../site/shapes/site.ts'
import { type Conformance, compare, type Heard } from '../../workflow/conformance.ts'
import { conformanceDocument, conformanceText } from '../../workflow/conformance-document.ts'
import { workflowsOf } from '../../workflow/designed-paths.ts'
import { asHtml, asMarkdown } from '../../workflow/document.ts'
import type { Command, Io } from '../command.ts'
import { reserveFile, writeFile } from '../output-file.ts'
import { look } from '../site-database.ts'
import { sinceOf, siteFolder, wholeNumber } from './line-options.ts'

const help = `labloop conformance: the paths that orders really took, against the designed ones

Usage: labloop conformance [SITE] [options]

SITE is a site folder; without it the current folder. Reads the orders that began in a span of time and every message
since, and tells for each workflow which paths were taken, how often, what was skipped, repeated, out of order, late or
unknown, with numbers of example orders; and which messages break the interface specification. No patient data.

Options:
  --site DIR      the site folder, where SITE does not name it
  --data DIR      the folder of the embedded PostgreSQL, as for labloop up
  --since SPAN    how far back: 12h, 7d (7d unless told), or an instant as 2026-11-22T06:00:00-06:00
  --limit N       at most so many orders, the newest (20000 unless told)
  --json          everything as one JSON object
  --markdown      a document instead of the picture for the terminal
  --html FILE     write the document as one HTML file

Examples:
  labloop conformance examples/riverside
  labloop conformance examples/riverside --since 30d --html conformance.html
  labloop conformance examples/riverside --json | jq '.workflows[] | {workflow, orders, asDesigned}'

Exit codes: 0 done, 2 wrong words or a wrong site, 3 the database cannot be reached.
`

export const conformance: Command = {
  name: 'conformance',
  summary: 'the paths that orders really took, against the designed ones',
  help,
  async run(args, io) {
    const options = {
      site: { type: 'string' },
      data: { type: 'string' },
      since: { type: 'string', default: '7d' },
      limit: { type: 'string' },
      json: { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
      html: { type: 'string' },
    } as const
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
    const folder = siteFolder(positionals, io.cwd, values.site)
    reserveFile(values.html, io.cwd)
    const since = sinceOf(values.since, Date.now())
    const limit = wholeNumber('--limit', values.limit, 20_000)
    const found = await look({ site: folder, data: values.data }, io, ({ site, query }) =>
      conformanceSince(site, query, since, limit),
    )
    tell(found, values, io)
    return exitCodes.done
  },
}

function tell(
  found: Conformance,
  values: { readonly json: boolean; readonly markdown: boolean; readonly html?: string | undefined },
  io: Pick<Io, 'stdout' | 'stderr' | 'cwd'>,
): void {
  if (values.html !== undefined) {
    writeFile(values.html, asHtml(`Conformance: ${found.site}`, conformanceDocument(found)), io.cwd)
    io.stderr(`${values.html}\n`)
  }
  if (values.json) io.stdout(`${JSON.stringify(found)}\n`)
  else if (values.markdown) io.stdout(asMarkdown(conformanceDocument(found)))
  else if (values.html === undefined) io.stdout(conformanceText(found))
}

/** Compares what a site's store holds of a span of time. */
export async function conformanceSince(
  site: Site,
  query: Pick<Query, 'orders' | 'traffic' | 'heldApart'>,
  since: number,
  limit: number,
): Promise<Conformance> {
  const sources = new Map(site.systems.map((system) => [system.id, sourceOf(system, site, zoneRules)]))
  const orders = await ordersSince(query, since, limit)
  const apart = await query.heldApart(since)
  const comparison = compare(site, workflowsOf(site, zoneRules(site.time_zone)), sources, orders, apart)
  for await (const messages of query.traffic(since))
    for (const stored of messages) {
      const heard = heardOf(stored, sources)
      if (heard) comparison.hear(heard)
    }
  return comparison.result()
}

/** Orders that began in the span: of an older one the first steps would be missing. */
async function ordersSince(query: Pick<Query, 'orders'>, since: number, limit: number): Promise<readonly Order[]> {
  const found: Order[] = []
  for (let before = Number.MAX_SAFE_INTEGER; found.length < limit; ) {
    const page = await query.orders(null, before, Math.min(500, limit - found.length))
    found.push(...page.flatMap(({ order }) => (order.firstSeenAt >= since ? [order] : [])))
    const last = page.at(-1)?.order
    if (!last || last.firstSeenAt < since) break
    before = last.id
  }
  return found
}

/** What was refused when it came, or cannot be read, shows nothing; it has an exception of its own. */
function heardOf(stored: StoredMessage, sources: ReadonlyMap<string, Source>): Heard | null {
  const source = sources.get(stored.system)
  if (!source || stored.refused !== '') return null
  try {
    const message = parseMessage(stored.body, {
      encoding: source.system.dialect.encoding,
      maxSize_bytes: Number.MAX_SAFE_INTEGER,
    })
    return { id: stored.id, system: stored.system, receivedAt: stored.receivedAt, message }
  } catch (error) {
    if (error instanceof Hl7Error) return null
    throw error
  }
}
