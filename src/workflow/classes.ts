// Which workflow an order follows, by its test and priority. The one thing to know: systems know a test by different codes;
// what the site's maps translate into each other is one test, and the narrowest workflow that names it counts.
import type { Order } from '../ledger/order.ts'
import type { CatalogFile, Site } from '../site/shapes/site.ts'
import type { Priority, Workflow } from '../site/shapes/workflow.ts'

/** How narrowly a workflow names a test: tests, panels, loinc, departments, any. */
const ranks = ['tests', 'panels', 'loinc', 'departments', 'any'] as const

type Claim = { readonly workflow: Workflow; readonly rank: number }

export type Classes = {
  /** The workflow for an order with these tests; null where none is for it. */
  workflowFor(tests: readonly TestCode[], priority: Priority): Workflow | null
  /** Whether two codes mean one test: the same code, or one that a map makes of the other. */
  isSameTest(one: string, other: string): boolean
  /** The components that a test reports, in every system's codes. */
  componentsOf(test: string): readonly string[]
  /** A component itself, or every component of a LOINC code. */
  componentCodes(component: string): readonly string[]
  /** Every code of the site for the tests of a workflow. */
  testsOf(workflow: string): readonly TestCode[]
}

export type TestCode = { readonly system: string; readonly code: string }

/** Works out once, for a revision, which workflow each test has. */
export function classesOf(site: Pick<Site, 'workflows' | 'catalogs' | 'maps' | 'flows' | 'systems'>): Classes {
  const { workflows = [] } = site
  const equals = equivalents(site)
  const orderables = orderablesOf(site)
  const loincs = componentsOf(site)
  const claims = new Map<string, Claim[]>()
  const claim = (code: string, made: Claim) => {
    for (const one of equals(code)) claims.set(one, [...(claims.get(one) ?? []), made])
  }
  for (const workflow of workflows)
    for (const { code, rank } of claimed(workflow, orderables, loincs)) claim(code, { workflow, rank })
  const anywhere = workflows.filter((workflow) => workflow.for.any).map((workflow) => ({ workflow, rank: 4 }))
  return {
    workflowFor: (tests, priority) =>
      narrowest([...tests.flatMap(({ code }) => claims.get(code) ?? []), ...anywhere], priority),
    isSameTest: (one, other) => equals(one).includes(other),
    componentsOf: (test) => {
      const same = equals(test)
      return orderables.filter(({ code }) => same.includes(code)).flatMap(({ components }) => components)
    },
    componentCodes: (component) => [
      component,
      ...[...loincs].filter(([, loinc]) => loinc === component).map(([key]) => key.slice(key.indexOf(' ') + 1)),
    ],
    testsOf: (id) =>
      orderables
        .filter(({ code }) => (claims.get(code) ?? []).some(({ workflow }) => workflow.id === id))
        .map(({ system, code }) => ({ system, code })),
  }
}

/** The tests of an order as each system names them. */
export function testsOfOrder({ items, test }: Order): readonly TestCode[] {
  const named = items.flatMap(({ system, test: own }) => (own ? [{ system, code: own.code }] : []))
  return test && !named.some(({ code }) => code === test.code) ? [...named, { system: '', code: test.code }] : named
}

/** Named more narrowly first; of two alike the one that is for this very priority. */
function narrowest(claims: readonly Claim[], priority: Priority): Workflow | null {
  let best: Claim | null = null
  for (const claim of claims) {
    const { priorities } = claim.workflow.for
    if (priorities.length > 0 && !priorities.includes(priority)) continue
    if (best === null || weight(claim) < weight(best)) best = claim
  }
  return best?.workflow ?? null
}

function weight({ workflow, rank }: Claim): number {
  return rank * 2 + (workflow.for.priorities.length > 0 ? 0 : 1)
}

type Orderable = {
  readonly system: string
  readonly code: string
  readonly department: string
  readonly components: readonly string[]
}

function orderablesOf({ catalogs, systems }: Pick<Site, 'catalogs' | 'systems'>): readonly Orderable[] {
  return systems.flatMap(({ id }) =>
    rowsOf(catalogs, `${id}-orderables`).map(({ code = '', department = '', components = '' }) => ({
      ...{ system: id, code, department },
      components: components.split(';').filter((component) => component !== ''),
    })),
  )
}

function rowsOf(catalogs: readonly CatalogFile[], id: string): CatalogFile['rows'] {
  return catalogs.find((catalog) => catalog.id === id)?.rows ?? []
}

/** LOINC codes by `system component`. */
function componentsOf({ catalogs, systems }: Pick<Site, 'catalogs' | 'systems'>): ReadonlyMap<string, string> {
  return new Map(
    systems.flatMap(({ id }) =>
      rowsOf(catalogs, `${id}-components`).map(({ code = '', loinc = '' }) => [`${id} ${code}`, loinc] as const),
    ),
  )
}

function claimed(
  { for: tests }: Workflow,
  orderables: readonly Orderable[],
  loincs: ReadonlyMap<string, string>,
): readonly { readonly code: string; readonly rank: number }[] {
  const named = tests.tests.map((code) => ({ code, rank: 0 }))
  const found = orderables.flatMap(({ system, code, department, components }) => {
    const own = components
      .map((component) => loincs.get(`${system} ${component}`) ?? '')
      .filter((loinc) => loinc !== '')
    const holds = [
      false,
      tests.panels.some((panel) => isWithin(panel, { system, code, components }, orderables)),
      own.length > 0 && own.every((loinc) => tests.loinc.includes(loinc)),
      tests.departments.includes(department),
    ]
    const rank = holds.indexOf(true)
    return rank < 0 ? [] : [{ code, rank }]
  })
  // A test that is ordered by its LOINC code itself.
  const direct = tests.loinc.map((code) => ({ code, rank: ranks.indexOf('loinc') }))
  return [...named, ...found, ...direct]
}

/** The panel itself, or a test that is wholly in it. */
function isWithin(
  panel: string,
  { system, code, components }: Pick<Orderable, 'system' | 'code' | 'components'>,
  orderables: readonly Orderable[],
): boolean {
  if (code === panel) return true
  const whole = orderables.find((one) => one.system === system && one.code === panel)
  return whole !== undefined && components.length > 0 && components.every((one) => whole.components.includes(one))
}

/** All codes that mean the same test as one, itself first: through the maps that steps put on OBR-4. */
function equivalents({ maps, flows }: Pick<Site, 'maps' | 'flows'>): (code: string) => readonly string[] {
  const used = new Set(
    flows.flatMap(({ steps }) => steps.flatMap((step) => ('map' in step && isTest(step.map) ? [step.table] : []))),
  )
  const known = new Map<string, Set<string>>()
  const add = (code: string, other: string) => known.set(code, (known.get(code) ?? new Set()).add(other))
  for (const { id, rows } of maps) {
    if (!used.has(id)) continue
    for (const { fromCode, toCode, status } of rows) {
      if (status !== 'approved') continue
      add(fromCode, toCode)
      add(toCode, fromCode)
    }
  }
  return (code) => [code, ...[...(known.get(code) ?? [])].filter((other) => other !== code)]
}

/** Whether a step's path is the test of a message. */
export function isTest(path: string): boolean {
  return /^OBR(\[\*\])?-4(\.1)?$/.test(path)
}
