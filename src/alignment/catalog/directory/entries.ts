// What the directory of services shows, gathered from a catalog: one entry a test, with everything that somebody who orders or
// collects it has to know. The one thing to know: what the laboratory has not stated is null, and the page says so.
import type { Catalog, Collection, Component, Orderable, Question } from '../catalog.ts'

/** One page of the directory. */
export type DirectoryEntry = {
  readonly code: string
  readonly name: string
  /** Name of its file, without ending. */
  readonly slug: string
  readonly synonyms: readonly string[]
  readonly codingSystem: string
  readonly loinc: string
  readonly loincName: string
  readonly procedureCodes: readonly string[]
  readonly department: string
  readonly active: boolean
  readonly effectiveOn: string
  /** `result`: reported, and not ordered by itself. */
  readonly kind: 'test' | 'panel' | 'result'
  /** null: the laboratory has not said whether it can be ordered. */
  readonly isOrderable: boolean | null
  readonly collections: readonly Collection[]
  readonly priorities: readonly string[]
  /** Long texts by what they are about; only those that are stated. */
  readonly texts: ReadonlyMap<TextKind, readonly string[]>
  readonly turnaround: string
  readonly schedule: string
  readonly performedBy: string
  readonly components: readonly DirectoryComponent[]
  readonly questions: readonly Question[]
  readonly reflexes: readonly { readonly entry: Linked; readonly when: string }[]
  readonly panels: readonly Linked[]
  readonly limitedCoverage: readonly string[]
}

/** A name that leads to a page; no slug where there is none. */
export type Linked = { readonly code: string; readonly name: string; readonly slug: string | null }

export type DirectoryComponent = { readonly code: string; readonly component: Component | null; readonly page: Linked }

export const textKinds = [
  'description',
  'patient_preparation',
  'requirements',
  'preparation',
  'handling',
  'stability',
  'retention',
  'rejection',
  'instructions',
] as const
export type TextKind = (typeof textKinds)[number]

/** The entries in the order of their names; those that are reported alone among them. */
export function directoryEntries(catalog: Catalog): readonly DirectoryEntry[] {
  const slugs = slugsOf(catalog)
  const known = new Map<string, Orderable | Component>(catalog.components.map((one) => [one.code, one]))
  for (const orderable of catalog.orderables) known.set(orderable.code, orderable)
  const link = (code: string): Linked => ({ code, name: known.get(code)?.name ?? code, slug: slugs.get(code) ?? null })
  const context: Context = {
    slugs,
    link,
    components: new Map(catalog.components.map((one) => [one.code, one])),
    questions: new Map(catalog.questions.map((one) => [one.code, one])),
    panels: panelsOf(catalog, link),
  }
  const orderables = catalog.orderables.map((one) => orderableEntry(one, context))
  const alone = catalog.components.filter(({ code }) => !catalog.orderables.some((one) => one.code === code))
  return [...orderables, ...alone.map((one) => resultEntry(one, context))].sort(byName)
}

type Context = {
  readonly slugs: ReadonlyMap<string, string>
  readonly link: (code: string) => Linked
  readonly components: ReadonlyMap<string, Component>
  readonly questions: ReadonlyMap<string, Question>
  /** Orderables that a component is part of. */
  readonly panels: ReadonlyMap<string, readonly Linked[]>
}

function byName(one: DirectoryEntry, other: DirectoryEntry): number {
  const [a, b] = [one.name.toUpperCase(), other.name.toUpperCase()]
  return a < b ? -1 : a > b ? 1 : one.code < other.code ? -1 : 1
}

/** Names of files: letters and digits of the code; a number behind those that would meet, also on disks that ignore case. */
function slugsOf({ orderables, components }: Catalog): ReadonlyMap<string, string> {
  const slugs = new Map<string, string>()
  const taken = new Set<string>()
  for (const { code } of [...orderables, ...components]) {
    if (slugs.has(code)) continue
    const base = code.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'test'
    let slug = base
    for (let next = 2; taken.has(slug.toLowerCase()); next++) slug = `${base}-${next}`
    taken.add(slug.toLowerCase())
    slugs.set(code, slug)
  }
  return slugs
}

function panelsOf({ orderables }: Catalog, link: (code: string) => Linked): ReadonlyMap<string, readonly Linked[]> {
  const panels = new Map<string, Linked[]>()
  for (const { code, components } of orderables)
    for (const component of components)
      if (component !== code) panels.set(component, [...(panels.get(component) ?? []), link(code)])
  return panels
}

function orderableEntry(orderable: Orderable, context: Context): DirectoryEntry {
  const { code, cells } = orderable
  const own = orderable.components.length === 1 ? context.components.get(orderable.components[0]!) : undefined
  const { loinc, loincName } = orderable.loinc === '' && own ? own : orderable
  return {
    ...{ code, name: orderable.name, slug: context.slugs.get(code) ?? '', synonyms: orderable.synonyms },
    ...{ codingSystem: orderable.codingSystem, loinc, loincName, procedureCodes: orderable.procedureCodes },
    ...{ department: orderable.department, active: orderable.active, effectiveOn: orderable.effectiveOn },
    kind: orderable.components.length > 1 || orderable.kind === 'panel' ? 'panel' : 'test',
    isOrderable: orderable.isOrderable,
    collections: orderable.collections,
    priorities: orderable.priorities,
    texts: textsOf(cells),
    ...{ turnaround: cells.turnaround ?? '', schedule: cells.schedule ?? '', performedBy: cells.performed_by ?? '' },
    components: orderable.components.map((one) => ({
      code: one,
      component: context.components.get(one) ?? null,
      page: context.link(one),
    })),
    questions: orderable.questions.flatMap((one) => context.questions.get(one) ?? []),
    reflexes: orderable.reflexes.map(({ test, when }) => ({ entry: context.link(test), when })),
    panels: context.panels.get(code) ?? [],
    limitedCoverage: orderable.limitedCoverage,
  }
}

function resultEntry(component: Component, context: Context): DirectoryEntry {
  const { code, cells } = component
  return {
    ...{ code, name: component.name, slug: context.slugs.get(code) ?? '', synonyms: component.synonyms },
    ...{ codingSystem: component.codingSystem, loinc: component.loinc, loincName: component.loincName },
    ...{ procedureCodes: [], department: '', active: component.active, effectiveOn: '' },
    ...{ kind: 'result', isOrderable: false, collections: [], priorities: [], texts: textsOf(cells) },
    ...{ turnaround: '', schedule: '', performedBy: '', questions: [], reflexes: [], limitedCoverage: [] },
    components: [{ code, component, page: context.link(code) }],
    panels: context.panels.get(code) ?? [],
  }
}

function textsOf(cells: Readonly<Record<string, string>>): DirectoryEntry['texts'] {
  return new Map(
    textKinds.flatMap((kind) => {
      const lines = (cells[kind] ?? '').split('\n').filter((line) => line.trim() !== '')
      return lines.length === 0 ? [] : [[kind, lines] as const]
    }),
  )
}
