// Which part a system plays on a flow: who asks and who performs. The one thing to know: it follows from the pair, not
// from the system alone; a laboratory performs for an EHR, and asks where it sends work out.
import type { Side } from '../ledger/fact.ts'
import type { Source } from '../ledger/source.ts'
import type { Flow } from '../site/shapes/flow.ts'
import type { Site } from '../site/shapes/site.ts'
import type { System } from '../site/shapes/system.ts'

/** Of two systems the one that stands earlier asks the other. An engine in front of another system has no place here. */
const asksThose: readonly System['role'][] = ['ehr', 'lis', 'middleware', 'reference-lab']

/** The part that the sender plays on this flow; undefined where its role or its words must tell. */
export function sideOn(flow: Pick<Flow, 'from' | 'to' | 'kind'>, { systems }: Pick<Site, 'systems'>): Side | undefined {
  const rank = (id: string) => asksThose.indexOf(systems.find((system) => system.id === id)?.role ?? 'engine')
  const [from, to] = [rank(flow.from), rank(flow.to)]
  if (from < 0 || to < 0) return undefined
  if (from === to) return flow.kind === 'orders' ? 'placer' : undefined
  return from < to ? 'placer' : 'filler'
}

/**
 * How messages are read that these flows take: by the part that the sender plays on all of them. Where they differ, its
 * role decides.
 */
export function speakerOn(flows: readonly Flow[], source: Source, speakers: ReadonlyMap<string, Source>): Source {
  const [first, ...others] = flows
  const found = first && speakers.get(first.id)
  return found && others.every(({ id }) => speakers.get(id)?.side === found.side) ? found : source
}

/** The sender of each flow whose part the pair tells, by id of the flow. */
export function speakersOf(site: Site, sources: ReadonlyMap<string, Source>): Map<string, Source> {
  const made = new Map<string, Source>()
  for (const flow of site.flows) {
    const side = sideOn(flow, site)
    const source = sources.get(flow.from)
    if (side && source) made.set(flow.id, { ...source, side })
  }
  return made
}
