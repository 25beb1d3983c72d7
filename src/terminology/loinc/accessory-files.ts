// LOINC's accessory files: what a panel consists of, which answers a code has, where a code stands in the hierarchy, and what
// stands for a code that was given up. The one thing to know: they are separate files of the same release, and name codes that
// Loinc.csv explains. (LOINC release: AccessoryFiles/PanelsAndForms, AnswerFile, ComponentHierarchyBySystem; LoincTable/MapTo)
import { type CsvSource, type NamedRow, namedRows, type Tell, type WantedColumn } from '../csv-rows.ts'

function needed(name: string, ...also: string[]): WantedColumn {
  return { name, also, isNeeded: true }
}

function optional(name: string, ...also: string[]): WantedColumn {
  return { name, also, isNeeded: false }
}

/** One test of a panel. */
export type PanelMember = {
  readonly loinc: string
  readonly name: string
  /** R (required), O (optional), C (conditional); empty where LOINC does not say. */
  readonly required: string
  readonly sequence: number
}

/** A panel with its tests in order. A member may be a panel itself. */
export type LoincPanel = { readonly loinc: string; readonly name: string; readonly members: readonly PanelMember[] }

const panelColumns = [
  needed('ParentLoinc'),
  optional('ParentName'),
  needed('SEQUENCE'),
  needed('Loinc'),
  optional('LoincName'),
  optional('ObservationRequiredInPanel'),
]

/** PanelsAndForms.csv: panels by their code. */
export async function readPanels(source: CsvSource, tell: Tell): Promise<ReadonlyMap<string, LoincPanel>> {
  const panels = new Map<string, { loinc: string; name: string; members: PanelMember[] }>()
  for await (const row of namedRows(source, panelColumns, tell)) {
    const parent = row.cell('ParentLoinc')
    const loinc = row.cell('Loinc')
    if (!said(source, row, tell, { ParentLoinc: parent, Loinc: loinc })) continue
    const panel = panels.get(parent) ?? { loinc: parent, name: row.cell('ParentName'), members: [] }
    panels.set(parent, panel)
    // The panel stands in its own list as the first row.
    if (parent !== loinc)
      panel.members.push({
        loinc,
        name: row.cell('LoincName'),
        required: row.cell('ObservationRequiredInPanel'),
        sequence: Number(row.cell('SEQUENCE')) || 0,
      })
  }
  for (const { members } of panels.values()) members.sort((a, b) => a.sequence - b.sequence)
  return panels
}

/** One answer of a list. */
export type LoincAnswer = { readonly code: string; readonly text: string; readonly sequence: number }
export type AnswerList = { readonly id: string; readonly name: string; readonly answers: readonly LoincAnswer[] }

const answerColumns = [
  needed('AnswerListId'),
  optional('AnswerListName'),
  needed('AnswerStringId'),
  optional('SequenceNumber'),
  needed('DisplayText'),
]

/** AnswerList.csv: lists by their id (`LL360-9`). A list that is defined elsewhere has no answers. */
export async function readAnswerLists(source: CsvSource, tell: Tell): Promise<ReadonlyMap<string, AnswerList>> {
  const lists = new Map<string, { id: string; name: string; answers: LoincAnswer[] }>()
  for await (const row of namedRows(source, answerColumns, tell)) {
    const id = row.cell('AnswerListId')
    if (!said(source, row, tell, { AnswerListId: id })) continue
    const list = lists.get(id) ?? { id, name: row.cell('AnswerListName'), answers: [] }
    lists.set(id, list)
    const [code, text] = [row.cell('AnswerStringId'), row.cell('DisplayText')]
    if (text !== '') list.answers.push({ code, text, sequence: Number(row.cell('SequenceNumber')) || 0 })
  }
  for (const { answers } of lists.values()) answers.sort((a, b) => a.sequence - b.sequence)
  return lists
}

const linkColumns = [needed('LoincNumber'), needed('AnswerListId'), optional('AnswerListLinkType')]

/** LoincAnswerListLink.csv: the ids of the answer lists of each code; a normative one stands before an example. */
export async function readAnswerListLinks(
  source: CsvSource,
  tell: Tell,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const links = new Map<string, { id: string; strength: number }[]>()
  const strengths = ['NORMATIVE', 'PREFERRED', 'EXAMPLE']
  for await (const row of namedRows(source, linkColumns, tell)) {
    const [loinc, id] = [row.cell('LoincNumber'), row.cell('AnswerListId')]
    if (!said(source, row, tell, { LoincNumber: loinc, AnswerListId: id })) continue
    const place = strengths.indexOf(row.cell('AnswerListLinkType').toUpperCase())
    links.set(loinc, [...(links.get(loinc) ?? []), { id, strength: place < 0 ? strengths.length : place }])
  }
  return new Map(
    Array.from(links, ([loinc, list]) => [loinc, list.toSorted((a, b) => a.strength - b.strength).map(({ id }) => id)]),
  )
}

/** A node of the hierarchy; a code may stand in several places. */
export type HierarchyNode = {
  /** A LOINC code, or a part (`LP14559-6`). */
  readonly code: string
  readonly text: string
  /** Codes from the root down to the parent. */
  readonly path: readonly string[]
}

const hierarchyColumns = [
  needed('PATH_TO_ROOT'),
  optional('SEQUENCE'),
  optional('IMMEDIATE_PARENT'),
  needed('CODE'),
  optional('CODE_TEXT'),
]

/** ComponentHierarchyBySystem.csv: the places of each code. */
export async function readHierarchy(
  source: CsvSource,
  tell: Tell,
): Promise<ReadonlyMap<string, readonly HierarchyNode[]>> {
  const nodes = new Map<string, HierarchyNode[]>()
  for await (const row of namedRows(source, hierarchyColumns, tell)) {
    const code = row.cell('CODE')
    if (!said(source, row, tell, { CODE: code })) continue
    const path = row.cell('PATH_TO_ROOT').split('.').filter(Boolean)
    nodes.set(code, [...(nodes.get(code) ?? []), { code, text: row.cell('CODE_TEXT'), path }])
  }
  return nodes
}

/** What LOINC names instead of a code that it has given up. */
export type Replacement = {
  readonly loinc: string /** When it holds, where there are several. */
  readonly comment: string
}

const replacementColumns = [needed('LOINC'), needed('MAP_TO'), optional('COMMENT')]

/** MapTo.csv: what to use instead of each deprecated code; often one, sometimes several to choose from. */
export async function readReplacements(
  source: CsvSource,
  tell: Tell,
): Promise<ReadonlyMap<string, readonly Replacement[]>> {
  const replacements = new Map<string, Replacement[]>()
  for await (const row of namedRows(source, replacementColumns, tell)) {
    const [code, loinc] = [row.cell('LOINC'), row.cell('MAP_TO')]
    if (!said(source, row, tell, { LOINC: code, MAP_TO: loinc })) continue
    replacements.set(code, [...(replacements.get(code) ?? []), { loinc, comment: row.cell('COMMENT') }])
  }
  return replacements
}

/** Whether a row has what it needs; what it lacks is told. */
function said({ name }: CsvSource, row: NamedRow, tell: Tell, cells: Readonly<Record<string, string>>): boolean {
  const empty = Object.keys(cells).filter((column) => cells[column] === '')
  if (empty.length === 0) return true
  const given = `nothing in ${empty.join(' and ')}`
  tell({ code: 'loinc-row', severity: 'error', file: name, line: row.line, given, allowed: 'a code' })
  return false
}
