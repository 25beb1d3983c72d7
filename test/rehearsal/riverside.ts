// Riverside as the tests of the virtual systems use it: the site, and its functions without a tight limit of time, since a
// busy machine must not hold an order of a test.
import { join } from 'node:path'
import { requireSite } from '../../src/adapters/file/open-site.ts'
import type { LoadedStep, StepFunctions } from '../../src/mapping/index.ts'

const opened = await requireSite(join(import.meta.dirname, '../../examples/riverside'))

export const { site } = opened
export const functions: StepFunctions = new Map(
  [...opened.functions].map(([name, step]): [string, LoadedStep] => [
    name,
    (message, tools) => step(message, tools, 20_000),
  ]),
)
