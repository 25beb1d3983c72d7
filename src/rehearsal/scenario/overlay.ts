// What a scenario changes about a site before it is run there: a policy, what an acknowledgement proves, a code that no map
// knows. The one thing to know: flows and systems are named by what they are for, so that the change means the same anywhere.
import type { Flow } from '../../site/shapes/flow.ts'
import type { CodeMap, Site } from '../../site/shapes/site.ts'
import type { System } from '../../site/shapes/system.ts'
import type { SiteChange } from './shape.ts'
import type { FlowKind, SiteWords } from './site-words.ts'

/** Codes that a change takes out of the maps, in the lab's words. */
export type Unmapped = { readonly components: readonly string[]; readonly tests: readonly string[] }

/** The site with a change laid over it; its revision says so. */
export function overlaid({ site, ehr, lab }: SiteWords, change: SiteChange, unmapped: Unmapped): Site {
  const gone = new Set([...unmapped.components, ...unmapped.tests])
  return {
    ...site,
    revision: `${site.revision}+${JSON.stringify([change, unmapped])}`,
    clocks: { ...site.clocks, ...defined(change.clocks ?? {}) },
    flows: site.flows.map((flow) =>
      deliveredTo(changedFlow(flow, change.flows?.[flow.kind as FlowKind]), [
        [ehr, change.ehr?.connection],
        [lab, change.lab?.connection],
      ]),
    ),
    systems: site.systems.map((system) => changedSystem(system, [ehr, lab], change)),
    ...(site.workflows ? { workflows: site.workflows.map((each) => withReflexes(each, change.reflex_results)) } : {}),
    maps: gone.size === 0 ? site.maps : site.maps.map((map) => withoutCodes(map, lab.id, unmapped, site)),
  }
}

type Workflow = NonNullable<Site['workflows']>[number]

/** The workflow with the results of its reflex tests filed elsewhere. */
function withReflexes(workflow: Workflow, parent: SiteChange['reflex_results']): Workflow {
  if (!parent) return workflow
  return { ...workflow, loops: workflow.loops.map((each) => (each.loop === 'reflex' ? { ...each, parent } : each)) }
}

function defined<Value>(values: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Record<string, Value>
}

function changedFlow(flow: Flow, change: NonNullable<SiteChange['flows']>[FlowKind]): Flow {
  if (!change) return flow
  const { no_answer, answer_within, give_up_after, acknowledge, unsolicited, unmapped, alignment } = change
  const { delivery } = flow
  const retry = { ...delivery.retry, ...defined({ give_up_after }) }
  return {
    ...flow,
    ...defined({ acknowledge, unsolicited, unmapped, alignment }),
    delivery: { ...delivery, ...defined({ no_answer, answer_within }), retry },
  } as Flow
}

/** The flow as it delivers to connections that have other names. */
function deliveredTo(flow: Flow, renamed: readonly (readonly [System, string | undefined])[]): Flow {
  const { connection } = flow.delivery
  const [, word] = renamed.find(([{ connections }]) => connections.some(({ id }) => id === connection)) ?? []
  return word === undefined ? flow : { ...flow, delivery: { ...flow.delivery, connection: `${connection}-${word}` } }
}

function changedConnection(connection: System['connections'][number], own: NonNullable<SiteChange['ehr']>) {
  if (connection.direction !== 'out') return connection
  const { proves, connection: word } = own
  return { ...connection, ...defined({ proves }), ...(word === undefined ? {} : { id: `${connection.id}-${word}` }) }
}

function changedSystem(system: System, [ehr, lab]: readonly [System, System], change: SiteChange): System {
  const own = system.id === ehr.id ? change.ehr : system.id === lab.id ? change.lab : undefined
  if (!own) return system
  const { census, ...rest } = system
  return {
    ...rest,
    ...(census && own.census !== false ? { census } : {}),
    connections: system.connections.map((connection) => changedConnection(connection, own)),
    limits: own.statuses ? { ...system.limits, observation_statuses: own.statuses } : system.limits,
  }
}

/** Rows that translate one of these codes of the lab, out of the tables of components and of tests. */
function withoutCodes(map: CodeMap, lab: string, unmapped: Unmapped, site: Site): CodeMap {
  const gone = new Set([
    ...(usedFor(site, map.id, /^OBX(\[.*\])?-3/) ? unmapped.components : []),
    ...(usedFor(site, map.id, /^OBR(\[.*\])?-4/) ? unmapped.tests : []),
  ])
  if (gone.size === 0) return map
  const isGone = ({ fromSystem, fromCode, toSystem, toCode }: CodeMap['rows'][number]) =>
    (fromSystem === lab && gone.has(fromCode)) || (toSystem === lab && gone.has(toCode))
  return { ...map, rows: map.rows.filter((row) => !isGone(row)) }
}

function usedFor(site: Site, map: string, place: RegExp): boolean {
  return site.flows.some(({ steps }) =>
    steps.some((step) => 'map' in step && step.table === map && place.test(step.map)),
  )
}
