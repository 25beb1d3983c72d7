// Every mistake that a site's files can hold, from all the files beside this one. The one thing to know: each code of the site
// folder has at least one case here, and a test holds it to that.
import type { Mistake } from './mistake.ts'
import { mistakesInAlignment } from './mistakes-in-alignment.ts'
import { mistakesInConversions } from './mistakes-in-conversions.ts'
import { mistakesInFiles } from './mistakes-in-files.ts'
import { mistakesInMapRows } from './mistakes-in-map-rows.ts'
import { mistakesInMaps } from './mistakes-in-maps.ts'
import { mistakesInSteps } from './mistakes-in-steps.ts'
import { mistakesInSystems } from './mistakes-in-systems.ts'
import { mistakesInWorkflows } from './mistakes-in-workflows.ts'

export const mistakes: readonly Mistake[] = [
  ...mistakesInFiles,
  ...mistakesInSystems,
  ...mistakesInSteps,
  ...mistakesInMaps,
  ...mistakesInMapRows,
  ...mistakesInConversions,
  ...mistakesInWorkflows,
  ...mistakesInAlignment,
]
