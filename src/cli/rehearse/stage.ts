// What a rehearsal of a site needs of this machine: the site with its functions, the rules of time zones, memory, and turns
// of the event loop. The one thing to know: functions run without a time limit, since a limit would end a run by how busy
// the machine is, and a run must repeat exactly.
import { turn } from '../../adapters/clock/turn.ts'
import { zoneRules } from '../../adapters/clock/zone.ts'
import { requireSite } from '../../adapters/file/open-site.ts'
import { memoryWorldStore } from '../../adapters/memory/world-store.ts'
import type { Turn } from '../../engine/simulation/clock.ts'
import type { StepFunctions } from '../../mapping/index.ts'
import type { WorldStore } from '../../rehearsal/world/world-store.ts'
import type { Site } from '../../site/shapes/site.ts'
import type { ZoneRules } from '../../site/time-zone.ts'

export type Stage = {
  readonly folder: string
  readonly site: Site
  readonly functions: StepFunctions
  readonly zone: (name: string) => ZoneRules
  readonly turn: Turn
  /** An empty store. */
  store(): WorldStore
}

/** Opens a site for rehearsals. @throws LabloopError site-folder-missing, site-invalid */
export async function openStage(folder: string): Promise<Stage> {
  const { site, functions } = await requireSite(folder, 'unlimited')
  return { folder, site, functions, zone: rulesOnce(), turn, store: memoryWorldStore }
}

/** The rules of each zone, worked out once. */
function rulesOnce(): (name: string) => ZoneRules {
  const known = new Map<string, ZoneRules>()
  return (name) => {
    const rules = known.get(name) ?? zoneRules(name)
    known.set(name, rules)
    return rules
  }
}
