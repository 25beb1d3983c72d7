// Checks of the workflows: their names, who they are for, and that no order could follow two of them. The one thing to know:
// what a workflow says in itself is checked in workflow-path.ts.
import type { CatalogPart, SiteParts, WorkflowPart } from '../parts.ts'
import type { Report } from '../problem.ts'
import type { Priority, Tests } from '../shapes/workflow.ts'
import { didYouMean, listed, quoted } from '../suggest.ts'
import { checkHours } from './hours.ts'
import { checkFileName } from './systems.ts'
import { checkPath } from './workflow-path.ts'

export function checkWorkflows(parts: SiteParts, report: Report): void {
  checkHours(parts, report)
  checkPriorities(parts, report)
  const known = knownTests(parts.catalogs)
  for (const workflow of parts.workflows) {
    checkFileName(workflow, report)
    if (!workflow.part) continue
    checkFor(workflow, workflow.part.for, known, report)
    checkPath(parts, workflow, workflow.part, known.codes, report)
  }
  checkApart(parts.workflows, report)
}

/** Codes of table 0485 that a dialect may translate to. (HL7 v2.5.1 §4.5.4.9) */
const priorityCodes = ['S', 'A', 'R', 'P', 'C', 'T']

function checkPriorities({ systems }: SiteParts, report: Report): void {
  for (const { source, dialect } of systems) {
    for (const [local, standard] of Object.entries(dialect?.priority ?? {})) {
      if (!priorityCodes.includes(standard))
        report.error('site-dialect-code', source.file, source.at(['dialect', 'priority', local]), {
          given: `${quoted(standard)} for ${quoted(local)}`,
          allowed: `HL7 table 0485: ${listed(priorityCodes)}`,
        })
    }
  }
}

type Known = {
  readonly codes: ReadonlySet<string>
  readonly departments: ReadonlySet<string>
  readonly loinc: ReadonlySet<string>
}

/** What the catalogs know; empty where the site has none, and then nothing can be unknown. */
function knownTests(catalogs: readonly CatalogPart[]): Known {
  const column = (kind: string, name: string) =>
    new Set(
      catalogs
        .filter((catalog) => catalog.kind === kind)
        .flatMap(({ source }) => source.rows.map(({ cells }) => cells[name] ?? ''))
        .filter((cell) => cell !== ''),
    )
  return {
    codes: column('orderables', 'code'),
    departments: column('orderables', 'department'),
    loinc: column('components', 'loinc'),
  }
}

const selectors = ['tests', 'panels', 'loinc', 'departments'] as const

function checkFor({ source }: WorkflowPart, tests: Tests, known: Known, report: Report): void {
  if (!tests.any && selectors.every((name) => tests[name].length === 0))
    report.error('site-value-missing', source.file, source.at(['for']), {
      message: 'The workflow is for no test.',
      allowed: 'tests, panels, loinc, departments, or any: true',
    })
  const names = { tests: known.codes, panels: known.codes, loinc: known.loinc, departments: known.departments }
  for (const selector of selectors) {
    if (names[selector].size === 0) continue
    tests[selector].forEach((given, at) => {
      if (!names[selector].has(given))
        report.error('site-reference-unknown', source.file, source.at(['for', selector, at]), {
          into: 'catalogs/',
          message: `No catalog of the site has this ${selector === 'departments' ? 'department' : selector === 'loinc' ? 'LOINC code' : 'test'}.`,
          given: didYouMean(given, names[selector]),
          allowed: listed([...names[selector]]),
        })
    })
  }
}

/** Two workflows may not name the same tests equally narrowly: an order would have two paths. */
function checkApart(workflows: readonly WorkflowPart[], report: Report): void {
  const seen = new Map<string, WorkflowPart>()
  for (const workflow of workflows) {
    if (!workflow.part) continue
    for (const { key, at } of claims(workflow.part.for)) {
      const before = seen.get(key)
      if (before && before !== workflow)
        report.error('site-workflow-ambiguous', workflow.source.file, workflow.source.at(['for', ...at]), {
          given: `${quoted(String(at.at(-2) ?? 'any'))} as in ${before.source.file}`,
          allowed:
            'each test in one workflow only, or in one of a narrower kind: tests, panels, loinc, departments, any',
        })
      seen.set(key, workflow)
    }
  }
}

/** What a workflow claims, a key for each test and priority. */
function claims(tests: Tests): { readonly key: string; readonly at: readonly (string | number)[] }[] {
  const urgencies: readonly (Priority | '*')[] = tests.priorities.length > 0 ? tests.priorities : ['*']
  const named = selectors.flatMap((selector) =>
    tests[selector].map((name, at) => ({ key: `${selector}|${name}`, at: [selector, at] })),
  )
  const all = tests.any ? [...named, { key: 'any', at: ['any'] }] : named
  return all.flatMap(({ key, at }) => urgencies.map((urgency) => ({ key: `${key}|${urgency}`, at })))
}
