// What is wrong in the scenarios of a site's own folder: what cannot be read, codes that nobody knows, and what the site does
// not have. The one thing to know: where the site itself cannot be read, its codes are not known and none is doubted.
import { zoneRules } from '../adapters/clock/zone.ts'
import type { OpenedSite } from '../adapters/file/open-site.ts'
import { codesOf } from '../rehearsal/scenario/codes.ts'
import { loadScenarios } from '../rehearsal/scenario/load.ts'
import { prepare } from '../rehearsal/scenario/prepare.ts'
import { filesOf, textOfFile } from '../site/layout.ts'
import { newReport, type Problem, start } from '../site/problem.ts'

/** Everything wrong in the scenarios of an opened site, with file, line and column. */
export function scenarioProblems({ files, site }: OpenedSite): readonly Problem[] {
  const texts = filesOf(files, 'scenario').map((path) => [path, textOfFile(files.get(path)!)] as const)
  const readable = new Map(texts.flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const])))
  const { scenarios, problems } = loadScenarios(readable, true, site ? codesOf(site) : () => undefined)
  if (!site) return problems
  const zone = zoneRules(site.time_zone)
  const report = newReport()
  for (const scenario of scenarios) {
    const preparation = prepare(scenario, site, zone)
    if (preparation.applies) continue
    report.error('scenario-not-here', scenario.file, preparation.place ?? start, { given: preparation.why })
  }
  return [...problems, ...report.problems]
}
