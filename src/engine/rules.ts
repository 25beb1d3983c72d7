// What stays the same while one revision of the site runs, worked out once: routes, compiled flows, how each system's
// messages are read, and by which rules the ledger judges.
import type { Code } from '../ledger/fact.ts'
import type { LedgerPolicy, Source } from '../ledger/source.ts'
import { type CompiledFlow, compileFlow, type StepFunctions } from '../mapping/index.ts'
import type { Level } from '../site/shapes/common.ts'
import type { Delivery as DeliveryPolicy } from '../site/shapes/flow.ts'
import type { Site } from '../site/shapes/site.ts'
import type { System } from '../site/shapes/system.ts'
import type { ZoneRules } from '../site/time-zone.ts'
import { answersOf } from '../workflow/answers.ts'
import { designedPaths } from '../workflow/designed-paths.ts'
import { markerOf } from '../workflow/proof.ts'
import { type Addressees, addresseesOf } from './addressee.ts'
import { type AlignmentRules, alignmentRulesOf } from './alignment-rules.ts'
import { places, type Routes, routes } from './routes.ts'
import { speakersOf } from './speaker.ts'

export type Rules = {
  readonly site: Site
  readonly observe: boolean
  readonly routes: Routes
  readonly policy: LedgerPolicy
  readonly sources: ReadonlyMap<string, Source>
  /** By id of a flow: its sender in the part that it plays there. */
  readonly speakers: ReadonlyMap<string, Source>
  readonly flows: ReadonlyMap<string, CompiledFlow>
  readonly destinations: ReadonlyMap<string, DestinationRules>
  /** Whom the words of a message are for. */
  readonly addressees: Addressees
  /** What live messages are judged by. */
  readonly alignment: AlignmentRules
  /** The longest MSH-10 that a system can take. */
  controlIdLength(system: string): number
}

/** An out connection and the flows that end there. */
export type DestinationRules = {
  readonly id: string
  readonly system: string
  readonly proves: Level
  readonly policies: ReadonlyMap<string, DeliveryPolicy>
}

/**
 * Works out the rules of a checked site.
 * @param functions of the site's steps, by `file.ts#name`
 * @param zone gives the rules of an IANA zone
 * @throws LabloopError step-compile
 */
export function rulesOf(site: Site, functions: StepFunctions, zone: (name: string) => ZoneRules): Rules {
  const known = judging.get(site)
  const { policy, sources, speakers } = known?.zone === zone ? known : judgingOf(site, zone)
  const lengths = new Map(site.systems.map(({ id, limits }) => [id, limits.control_id_length]))
  return {
    site,
    controlIdLength: (system) => lengths.get(system) ?? 199,
    observe: site.mode === 'observe',
    routes: routes(site),
    ...{ policy, sources, speakers },
    flows: new Map(site.flows.map((flow) => [flow.id, compileFlow(site, flow, functions)])),
    destinations: destinationsOf(site),
    addressees: addresseesOf(site),
    alignment: alignmentRulesOf(site, sources, zone(site.time_zone)),
  }
}

type Judging = Pick<Rules, 'policy' | 'sources' | 'speakers'> & { readonly zone: (name: string) => ZoneRules }

/** How messages are read and judged follows from the site alone: an engine that starts again finds it here. */
const judging = new WeakMap<Site, Judging>()

function judgingOf(site: Site, zone: (name: string) => ZoneRules): Judging {
  const sources = new Map<string, Source>(site.systems.map((system) => [system.id, sourceOf(system, site, zone)]))
  const made = { policy: policyOf(site, zone), sources, speakers: speakersOf(site, sources), zone }
  judging.set(site, made)
  return made
}

/** How the messages of a system are read, and which steps of workflows they show. */
export function sourceOf(system: System, site: Site, zone: (name: string) => ZoneRules): Source {
  const marks = markerOf(site, system)
  return { system, zone: zone(system.dialect.time_zone ?? site.time_zone), ...(marks ? { marks } : {}) }
}

export function policyOf(site: Site, zone: (name: string) => ZoneRules): LedgerPolicy {
  const censuses = new Set(site.systems.filter(({ census }) => census !== undefined).map(({ id }) => id))
  const snapshots = snapshotTests(site)
  const panels = wholePanels(site)
  return {
    clocks: site.clocks,
    hasCensus: (system) => censuses.has(system),
    resultMode: (test: Code | null, system) =>
      test !== null && snapshots.has(`${system}|${test.code}`) ? 'snapshot' : 'delta',
    componentsOf: (test, system) => (test === null ? [] : (panels.get(`${system}|${test.code}`) ?? [])),
    answers: answersOf(site),
    ...(site.workflows ? { pathOf: designedPaths(site, zone(site.time_zone)) } : {}),
  }
}

/** Orderables of which every report is whole, as `lis|BMP`: catalogs/<system>-orderables.csv, column result_mode. */
function snapshotTests({ systems, catalogs }: Site): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { id } of systems) {
    const orderables = catalogs.find((catalog) => catalog.id === `${id}-orderables`)
    for (const { code, result_mode } of orderables?.rows ?? []) {
      if (result_mode === 'snapshot') found.add(`${id}|${code}`)
    }
  }
  return found
}

/**
 * What every complete report of a test holds, by `lis|BMP`: the components of its row in the catalog but those that may be
 * left out. A test of which reports only add (result_mode delta) has no complete one.
 */
function wholePanels({ systems, catalogs }: Site): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const { id } of systems) {
    const orderables = catalogs.find((catalog) => catalog.id === `${id}-orderables`)
    for (const { code, result_mode, components = '', optional = '' } of orderables?.rows ?? []) {
      if (result_mode !== 'snapshot') continue
      const left = new Set(listOf(optional))
      found.set(
        `${id}|${code}`,
        listOf(components).filter((component) => !left.has(component)),
      )
    }
  }
  return found
}

/** `NA;K; CL` */
function listOf(cell: string): string[] {
  return cell.split(';').flatMap((code) => code.trim() || [])
}

function destinationsOf(site: Site): Map<string, DestinationRules> {
  return new Map(
    places(site, 'out').flatMap(({ system, connection }): [string, DestinationRules][] => {
      const flows = site.flows.filter(({ delivery }) => delivery.connection === connection.id)
      if (flows.length === 0) return []
      const policies = new Map(flows.map(({ id, delivery }) => [id, delivery]))
      return [[connection.id, { id: connection.id, system: system.id, proves: connection.proves, policies }]]
    }),
  )
}
