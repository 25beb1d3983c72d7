// Whether the test that a laboratory reports is the one that was asked for, by the maps that a site puts on OBR-4 and the
// laboratory's catalog. The one thing to know: two tests are held to differ only where the maps know both; what a map does not
// know, and what only a draft row joins, nobody can tell apart.
import type { Answer, Answers } from '../ledger/asked.ts'
import type { CatalogFile, Site } from '../site/shapes/site.ts'
import { isTest } from './classes.ts'

type Given = Pick<Site, 'maps' | 'flows' | 'systems' | 'catalogs'>

/** The maps between an asker and a reporter. */
type Pair = {
  /** What the reporter calls a test of the asker, by any row. */
  readonly theirs: Map<string, Set<string>>
  /** Codes of the asker and of the reporter in approved rows. */
  readonly asked: Set<string>
  readonly reported: Set<string>
}

/** A panel as its laboratory reports it: all components, and those that every complete report of it holds. */
type Panel = { readonly components: readonly string[]; readonly whole: readonly string[] | null }

/** How a report of one test answers the request for another; worked out once for a revision. */
export function answersOf(site: Given): Answers {
  const pairs = pairsOf(site)
  const panels = panelsOf(site)
  return (asked, reported) => {
    if (asked.code === reported.code) return 'same'
    const pair = pairs.get(asked.system)?.get(reported.system)
    const theirs = pair?.theirs.get(asked.code)
    if (!pair || !theirs) return 'unknown'
    if (theirs.has(reported.code)) return 'same'
    const { code } = reported
    // Some laboratories repeat the code with which a test was ordered.
    if (!pair.asked.has(asked.code) || !(pair.reported.has(code) || pair.asked.has(code))) return 'unknown'
    return compared(theirs, code, panels.get(reported.system))
  }
}

/** Tests of one laboratory that are not the same: they may share components, or one may be part of the other. */
function compared(
  asked: ReadonlySet<string>,
  reported: string,
  panels: ReadonlyMap<string, Panel> | undefined,
): Answer {
  const theirs = panels?.get(reported)?.components ?? []
  for (const code of asked) {
    const panel = panels?.get(code)
    if (!panel?.components.some((component) => theirs.includes(component))) continue
    return panel.whole ?? 'unknown'
  }
  return 'other'
}

function pairsOf({ maps, flows }: Given): ReadonlyMap<string, ReadonlyMap<string, Pair>> {
  const used = new Set(
    flows.flatMap(({ steps }) => steps.flatMap((step) => ('map' in step && isTest(step.map) ? [step.table] : []))),
  )
  const pairs = new Map<string, Map<string, Pair>>()
  const add = (from: string, to: string, code: string, other: string, isApproved: boolean) => {
    const pair = pairOf(pairs, from, to)
    const known = pair.theirs.get(code)
    if (known) known.add(other)
    else pair.theirs.set(code, new Set([other]))
    if (!isApproved) return
    pair.asked.add(code)
    pair.reported.add(other)
  }
  for (const { id, rows } of maps) {
    if (!used.has(id)) continue
    for (const { fromSystem, fromCode, toSystem, toCode, status } of rows) {
      add(fromSystem, toSystem, fromCode, toCode, status === 'approved')
      add(toSystem, fromSystem, toCode, fromCode, status === 'approved')
    }
  }
  return pairs
}

function pairOf(pairs: Map<string, Map<string, Pair>>, from: string, to: string): Pair {
  const own = pairs.get(from) ?? new Map<string, Pair>()
  pairs.set(from, own)
  const pair = own.get(to) ?? { theirs: new Map(), asked: new Set(), reported: new Set() }
  own.set(to, pair)
  return pair
}

function panelsOf({ systems, catalogs }: Given): ReadonlyMap<string, ReadonlyMap<string, Panel>> {
  return new Map(
    systems.map(({ id }) => {
      const rows = catalogs.find((catalog) => catalog.id === `${id}-orderables`)?.rows ?? []
      return [id, new Map(rows.map((row) => [row.code ?? '', panelOf(row)]))]
    }),
  )
}

/** A test of which reports only add has no complete one. */
function panelOf({ components = '', optional = '', result_mode }: CatalogFile['rows'][number]): Panel {
  const all = listOf(components)
  const left = new Set(listOf(optional))
  const whole = all.filter((component) => !left.has(component))
  return { components: all, whole: result_mode === 'snapshot' && whole.length > 0 ? whole : null }
}

/** `NA;K; CL` */
function listOf(cell: string): string[] {
  return cell.split(';').flatMap((code) => code.trim() || [])
}
