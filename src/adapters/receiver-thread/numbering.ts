// The numbers of a site's connections, the same in every thread.
import { places } from '../../engine/routes.ts'
import type { Site } from '../../site/shapes/site.ts'
import { type Numbering, numbering } from './packing.ts'

export function numberingOf(site: Site): Numbering {
  return numbering(
    (['in', 'out'] as const).flatMap((direction) =>
      places(site, direction).map(({ system, connection }) => ({ connection: connection.id, system: system.id })),
    ),
  )
}
