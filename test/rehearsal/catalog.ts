// The built-in scenarios at Riverside, for tests: read, prepared and played in virtual time. The one thing to know: what is
// played is the site as it is shipped, with its own workflows.
import { join } from 'node:path'
import { turn } from '../../src/adapters/clock/turn.ts'
import { zoneRules } from '../../src/adapters/clock/zone.ts'
import { requireSite } from '../../src/adapters/file/open-site.ts'
import { builtInScenarios, readScenarioFiles } from '../../src/adapters/file/scenario-folder.ts'
import { memoryWorldStore } from '../../src/adapters/memory/world-store.ts'
import { failureText } from '../../src/rehearsal/scenario/judge.ts'
import { loadScenarios } from '../../src/rehearsal/scenario/load.ts'
import { type Prepared, prepare } from '../../src/rehearsal/scenario/prepare.ts'
import { runScenario } from '../../src/rehearsal/scenario/run.ts'
import type { Scenario } from '../../src/rehearsal/scenario/scenario.ts'
import { problemText } from '../../src/site/problem.ts'
import { functions } from './riverside.ts'

const { site } = await requireSite(join(import.meta.dirname, '../../examples/riverside'))
const loaded = loadScenarios(readScenarioFiles(builtInScenarios))
if (loaded.problems.length > 0) throw new Error(loaded.problems.map(problemText).join('\n'))

/** Every scenario of the catalog, by file. */
export const everyScenario = loaded.scenarios

/** A scenario at Riverside. Throws with the reason where it does not apply there. */
export function preparedAt(scenario: Scenario): Prepared {
  const preparation = prepare(scenario, site, zoneRules(site.time_zone))
  if (!preparation.applies) throw new Error(`${scenario.name} does not apply at Riverside: ${preparation.why}`)
  return preparation.prepared
}

/** Plays the scenario of this name, changed first where asked for, and gives everything that was wrong, in words. */
export async function rehearsed(
  name: string,
  change: (scenario: Scenario) => Scenario = (scenario) => scenario,
): Promise<readonly string[]> {
  const scenario = everyScenario.find((each) => each.name === name)
  if (!scenario) throw new Error(`there is no scenario ${name}`)
  const stage = { functions, store: memoryWorldStore(), turn, zone: zoneRules }
  const { failures, violations } = await runScenario(preparedAt(change(scenario)), stage)
  return [
    ...failures.map(failureText),
    ...violations.map(({ checker, subject, text }) => `${checker}, ${subject}: ${text}`),
  ]
}
