// A site with other addresses: what the demo, the benches and the tests start, with free ports in place of those that the
// files name. The one thing to know: the revision stays, since addresses given at the start are no change of the site.
import { LabloopError } from '../errors.ts'
import type { Site } from './shapes/site.ts'
import { didYouMean, listed } from './suggest.ts'

/** Host and port by id of the connection; what is left out stays as the site has it. */
export type PortOverrides = Readonly<Record<string, { readonly host?: string; readonly port?: number }>>

/** @throws LabloopError site-reference-unknown where the site has no such connection */
export function withPorts(site: Site, overrides: PortOverrides): Site {
  const known = site.systems.flatMap(({ connections }) => connections.map(({ id }) => id))
  const unknown = Object.keys(overrides).find((id) => !known.includes(id))
  if (unknown !== undefined)
    throw new LabloopError('site-reference-unknown', { given: didYouMean(unknown, known), allowed: listed(known, 40) })
  return {
    ...site,
    systems: site.systems.map((system) => ({
      ...system,
      connections: system.connections.map((connection) => ({ ...connection, ...overrides[connection.id] })),
    })),
  }
}

/**
 * A site in which a system's census is read elsewhere, or more often.
 * @throws LabloopError site-reference-unknown where the site has no such system
 */
export function withCensus(site: Site, id: string, census: { readonly url: string; readonly every_ms?: number }): Site {
  const known = site.systems.map((system) => system.id)
  if (!known.includes(id))
    throw new LabloopError('site-reference-unknown', { given: didYouMean(id, known), allowed: listed(known) })
  return {
    ...site,
    systems: site.systems.map((system) => {
      if (system.id !== id) return system
      return {
        ...system,
        census: { url: census.url, every: census.every_ms ?? system.census?.every ?? five_minutes_ms },
      }
    }),
  }
}

const five_minutes_ms = 300_000
