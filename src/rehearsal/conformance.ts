// Conformance of a rehearsal: the same comparison as of a store, over the books that a run leaves. The one thing to know: it
// reads Labloop's books only; what the systems hold is for the checkers.
import { sourceOf } from '../engine/rules.ts'
import { Hl7Error, parseMessage } from '../hl7/index.ts'
import type { Site } from '../site/shapes/site.ts'
import type { ZoneRules } from '../site/time-zone.ts'
import { type Conformance, compare } from '../workflow/conformance.ts'
import { workflowsOf } from '../workflow/designed-paths.ts'
import type { LabloopBooks } from './play/evidence.ts'

/** The paths that the orders of a run took, against the workflows of a site. `zone`: the rules of a zone by name. */
export function conformanceOfBooks(
  site: Site,
  { orders, messages }: Pick<LabloopBooks, 'orders' | 'messages'>,
  zone: (name: string) => ZoneRules,
): Conformance {
  const sources = new Map(site.systems.map((system) => [system.id, sourceOf(system, site, zone)]))
  const workflows = workflowsOf(site, zone(site.time_zone))
  const comparison = compare(
    site,
    workflows,
    sources,
    orders.map(({ order }) => order),
  )
  for (const { id, system, body, receivedAt } of [...messages].sort((a, b) => a.id - b.id)) {
    const source = sources.get(system)
    if (!source) continue
    try {
      const message = parseMessage(body, {
        encoding: source.system.dialect.encoding,
        maxSize_bytes: Number.MAX_SAFE_INTEGER,
      })
      comparison.hear({ id, system, receivedAt, message })
    } catch (error) {
      // What cannot be read shows nothing; the engine raises it.
      if (!(error instanceof Hl7Error)) throw error
    }
  }
  return comparison.result()
}
