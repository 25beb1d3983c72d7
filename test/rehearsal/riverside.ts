// Riverside as the tests of the virtual systems use it: the site, and its functions without a tight limit of time, since a
// busy machine must not hold an order of a test.
import { join } from 'node:path'
import { requireSite } from '../../src/adapters/file/open-site.ts'
import type { LoadedStep, StepFunctions } from '../../src/mapping/index.ts'
import { withoutReflexes } from '../../src/site/with-workflows.ts'

const opened = await requireSite(join(import.meta.dirname, '../../examples/riverside'))

/** Without reflex rules: the laboratory of these tests adds no test by itself. */
export const site = withoutReflexes(opened.site)
export const functions: StepFunctions = new Map(
  [...opened.functions].map(([name, step]): [string, LoadedStep] => [
    name,
    (message, tools) => step(message, tools, 20_000),
  ]),
)
