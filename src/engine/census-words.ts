// How a system calls the components and units of another, for reading its census: by the approved rows of the maps that
// the flows to it use for OBX-3 and OBX-6, and by the conversions that are signed there. The one thing to know: a code without a row is called by its own name.
import type { CensusWords } from '../ledger/census.ts'
import { shownAt } from '../mapping/index.ts'
import type { Step } from '../site/shapes/flow.ts'
import type { Site } from '../site/shapes/site.ts'

/** The words of a system's census. */
export function censusWords(site: Site, system: string): CensusWords {
  const components = namesBy(site, system, 'OBX-3')
  const units = namesBy(site, system, 'OBX-6')
  const shown = shownAt(site, system)
  return {
    components: ({ code }) => components.get(code) ?? [code],
    units: (unit) => units.get(unit) ?? [unit],
    converted: (value, { code }) => shown(code, value),
  }
}

/** All names of what has others, its own first. */
function namesBy(site: Site, system: string, field: string): Map<string, readonly string[]> {
  const names = new Map<string, string[]>()
  const tables = tablesFor(site, system, field)
  for (const { id, rows } of site.maps) {
    if (!tables.has(id)) continue
    for (const row of rows) {
      if (row.status !== 'approved') continue
      if (row.toSystem === system) add(names, row.fromCode, row.toCode)
      if (row.fromSystem === system && row.direction === 'both') add(names, row.toCode, row.fromCode)
    }
  }
  return names
}

function add(names: Map<string, string[]>, code: string, other: string): void {
  const known = names.get(code)
  if (known) known.push(other)
  else names.set(code, [code, other])
}

/** Maps that the flows to a system apply to a field. */
function tablesFor(site: Site, system: string, field: string): ReadonlySet<string> {
  const steps = site.flows.filter(({ to }) => to === system).flatMap((flow) => flow.steps.flatMap(flatten))
  return new Set(steps.flatMap((step) => ('map' in step && plain(step.map) === field ? [step.table] : [])))
}

function flatten(step: Step): Step[] {
  return 'for_each' in step ? [...step.steps] : [step]
}

/** `OBX[*]-3.1` is OBX-3. */
function plain(path: string): string {
  return path.replace(/\[[^\]]*\]/g, '').replace(/\..*$/, '')
}
