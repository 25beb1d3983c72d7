// What a lie test leaves for readiness: for each flow that delivers to the tested connection, whether what the site says of
// its acknowledgement was shown. The one thing to know: it is about a connection and no test, so its rows name none.
import type { Instant } from '../../engine/ports/clock.ts'
import type { Site } from '../../site/shapes/site.ts'
import type { Connection } from '../../site/shapes/system.ts'
import type { Coverage, CoverageLabel } from '../report/coverage.ts'

/** The name under which a lie test is kept beside the stories of scenarios. */
export const lieTestStory = 'lie-test'
/** It is the family of the receiver that says AA, and whose error queue rejects the message later. */
const family = 47

export type LieFound = {
  /** Whether the connection claims no more than was proven; null where nothing could be concluded. */
  readonly holds: boolean | null
  readonly label: CoverageLabel
  readonly seed: string
  /** Real time, milliseconds since 1970. */
  readonly at: Instant
}

/** A row for each flow; none where nothing could be concluded, since that is neither evidence for nor against. */
export function lieCoverage(site: Site, connection: Pick<Connection, 'id'>, found: LieFound): readonly Coverage[] {
  const { holds, label, seed, at } = found
  if (holds === null) return []
  return site.flows
    .filter(({ delivery }) => delivery.connection === connection.id)
    .map((flow) => ({
      ...{ story: lieTestStory, family, test: '', flow: flow.id, revision: site.revision },
      ...{ label, passed: holds, seed, at },
    }))
}
