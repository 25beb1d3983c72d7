// Catalog messages applied to the rows of a catalog: what becomes of each record, and the rows afterwards. The one thing to
// know: nothing is taken out. What the laboratory deletes becomes inactive, since results were filed under it; and a
// replacement (MFI-3 REP) is told, and removes nothing that it does not name. (HL7 v2.5.1 §8.5.2, ADR 0070)
import type { Cells } from './catalog.ts'
import { listIn } from './cells.ts'
import { type CatalogPart, type CatalogRows, catalogParts, type PlacedRow } from './from-rows.ts'
import type { CatalogMessage, CatalogRecord } from './mfn/record.ts'

/** A cell before and after. */
export type CellChange = { readonly column: string; readonly was: string; readonly is: string }

/** What one record does to one row. */
export type CatalogChange = {
  readonly part: CatalogPart
  readonly code: string
  readonly name: string
  readonly what: 'added' | 'changed' | 'deactivated' | 'reactivated' | 'same'
  readonly cells: readonly CellChange[]
  /** What a person should know of it: `not in force before 2027-01-01`. Empty as a rule. */
  readonly note: string
  /** The message and the record that say so. */
  readonly source: string
  readonly record: number
}

/** A record that was not taken, and why. */
export type NotTaken = { readonly source: string; readonly record: number; readonly code: string; readonly why: string }

export type ChangedCatalog = {
  readonly rows: CatalogRows
  readonly changes: readonly CatalogChange[]
  readonly notTaken: readonly NotTaken[]
}

type Draft = Record<CatalogPart, Map<string, PlacedRow>>

/** What the records of a message come from. */
type From = {
  /** What people call the message: a file's name, or `message 4711`. */
  readonly source: string
  /** Today, YYYY-MM-DD: what counts only later says so. */
  readonly today: string
}

function applyMessage(rows: CatalogRows, message: CatalogMessage, from: From): ChangedCatalog {
  const { source } = from
  const draft = draftOf(rows)
  const changes: CatalogChange[] = []
  const notTaken: NotTaken[] = []
  for (const record of message.records) {
    const outcome = applyRecord(draft, record, from)
    if (typeof outcome === 'string') notTaken.push({ source, record: record.nth, code: record.code, why: outcome })
    else changes.push(...outcome.map((change) => dated(change, record, from)))
  }
  return { rows: rowsIn(draft), changes, notTaken }
}

/** A change that the laboratory announces for a day that is still to come is told with that day. */
function dated(change: CatalogChange, { effectiveOn }: CatalogRecord, { today }: From): CatalogChange {
  if (change.what === 'same' || effectiveOn <= today) return change
  const note = [`not in force before ${effectiveOn}`, change.note].filter((part) => part !== '').join('; ')
  return { ...change, note }
}

/**
 * Applies messages to the rows of their sender's catalog, in order of arrival.
 * @param today YYYY-MM-DD: what counts only later says so
 */
export function applyMessages(
  rows: CatalogRows,
  messages: readonly { readonly message: CatalogMessage; readonly source: string }[],
  today: string,
): ChangedCatalog {
  let made: ChangedCatalog = { rows, changes: [], notTaken: [] }
  for (const { message, source } of messages) {
    const next = applyMessage(made.rows, message, { source, today })
    made = {
      rows: next.rows,
      changes: [...made.changes, ...next.changes],
      notTaken: [...made.notTaken, ...next.notTaken],
    }
  }
  return made
}

function draftOf(rows: CatalogRows): Draft {
  const part = (kind: CatalogPart) => new Map(rows[kind].map((row) => [row.cells.code ?? '', row]))
  return { orderables: part('orderables'), components: part('components'), aoe: part('aoe') }
}

function rowsIn(draft: Draft): CatalogRows {
  return {
    orderables: [...draft.orderables.values()],
    components: [...draft.components.values()],
    aoe: [...draft.aoe.values()],
  }
}

function applyRecord(draft: Draft, record: CatalogRecord, from: From): CatalogChange[] | string {
  if (record.problem !== null || record.action === null) return record.problem ?? 'MFE-1 is not known'
  if (record.action === 'add' || record.action === 'update') return write(draft, record, from)
  if (!isAside(record)) return turn(draft, record, from)
  return record.action === 'reactivate' ? write(draft, record, from) : withdraw(draft, record, from)
}

/** Adds and updates: what the record says goes over what is there, and what it leaves out stays. */
function write(draft: Draft, record: CatalogRecord, from: From): CatalogChange[] | string {
  const problem = isAside(record) ? asideProblem(draft, record) : null
  if (problem !== null) return problem
  const { code, isResultOnly } = record
  const isOrderedUntilNow = isResultOnly && record.rows.orderables.length === 0 && isSingle(draft, code)
  const given = isOrderedUntilNow ? { ...record.rows, orderables: [{ code, orderable: 'no' }] } : record.rows
  return catalogParts.flatMap((part) => given[part].map((cells) => writeRow(draft, part, cells, record, from)))
}

function isAside({ about }: CatalogRecord): boolean {
  return about === 'charge' || about === 'coverage'
}

/** Whether what is ordered under the code is what is reported under it, and not a battery that shares its code. */
function isSingle(draft: Draft, code: string): boolean {
  const components = listIn(draft.orderables.get(code)?.cells.components)
  return components.length === 1 && components[0] === code
}

/** Charges and coverage are about tests that are there already; they say too little to make one. */
function asideProblem(draft: Draft, { rows: { orderables } }: CatalogRecord): string | null {
  const unknown = orderables.find(({ code = '' }) => !draft.orderables.has(code))
  return unknown ? `the catalog has no orderable ${unknown.code}, and the record says too little to add it` : null
}

function writeRow(
  draft: Draft,
  part: CatalogPart,
  cells: Cells,
  record: CatalogRecord,
  { source }: From,
): CatalogChange {
  const { code = '' } = cells
  const before = draft[part].get(code)
  const isAsleep = part !== 'aoe' && before?.cells.active === 'no' && cells.active === undefined
  // What is described anew by a message is offered again; a row of a table, a charge or a payer says nothing of that.
  const wakes = isAsleep && record.event !== '' && !isAside(record) ? { active: 'yes' } : {}
  const after = merged(part, before?.cells ?? {}, { ...cells, ...wakes })
  draft[part].set(code, { cells: after, place: before?.place ?? { file: source, line: 0 } })
  const changes = differences(before?.cells ?? {}, after)
  return {
    ...{ part, code, name: after.name ?? '', source, record: record.nth },
    what: before === undefined ? 'added' : changes.length === 0 ? 'same' : 'changed',
    cells: changes,
    note: before !== undefined && changes.length === 0 ? '' : noteOf(part, record, before),
  }
}

/** Payers and charges gather; everything else is replaced. */
const gathering: ReadonlySet<string> = new Set(['limited_coverage'])

function merged(part: CatalogPart, before: Cells, { name, ...given }: Cells): Cells {
  const cells: Record<string, string> = { ...before }
  for (const [column, text] of Object.entries(given))
    cells[column] = gathering.has(column) ? together(before[column] ?? '', text) : text
  // Charges and coverage name the test too, in words of their own.
  const isAboutTest = part !== 'orderables' || 'kind' in given
  return name && (isAboutTest || !before.name) ? { ...cells, name } : cells
}

function together(one: string, other: string): string {
  return [...new Set([...listIn(one), ...listIn(other)])].join(';')
}

/** The note on what a message adds that is there: as a rule it lists a whole catalog, and each entry as new. */
export const sentAsNew = 'sent as new (MFE-1 MAD) and was there already: taken as a change'

function noteOf(part: CatalogPart, record: CatalogRecord, before: PlacedRow | undefined): string {
  const { action } = record
  if (part === 'aoe') return ''
  if (isAside(record)) return ''
  if (action === 'add' && before) return sentAsNew
  return action === 'update' && !before ? 'was not there to be updated; added' : ''
}

/** A charge or a payer's coverage that ends: the test goes on without it. */
function withdraw(draft: Draft, record: CatalogRecord, { source }: From): CatalogChange[] | string {
  const problem = asideProblem(draft, record)
  if (problem !== null) return problem
  const column = record.about === 'charge' ? 'procedure_codes' : 'limited_coverage'
  if (column === 'limited_coverage' && record.rows.orderables.some((cells) => !cells[column]))
    return 'PM1 names no payer, so nothing says whose coverage ends'
  return record.rows.orderables.map((cells) => {
    const { code = '', [column]: ending = '' } = cells
    const before = draft.orderables.get(code)!
    const gone = new Set(listIn(ending))
    const left = ending === '' ? [] : listIn(before.cells[column] ?? '').filter((one) => !gone.has(one))
    const after = { ...before.cells, [column]: left.join(';') }
    const changes = differences(before.cells, after)
    if (changes.length > 0) draft.orderables.set(code, { ...before, cells: after })
    return {
      ...{ part: 'orderables', code, name: before.cells.name ?? '', source, record: record.nth, cells: changes },
      ...{ what: changes.length === 0 ? 'same' : 'changed', note: '' },
    }
  })
}

/** Deletes, deactivations and reactivations of what stands under the code. */
function turn(draft: Draft, record: CatalogRecord, { source }: From): CatalogChange[] | string {
  const { code, action } = record
  const parts = turnedParts(draft, record)
  if (parts.length === 0) return `the catalog has no ${code}`
  const active = action === 'reactivate' ? 'yes' : 'no'
  return parts.map((part) => {
    const before = draft[part].get(code)!
    const isActive = before.cells.active !== 'no'
    const after = { ...before.cells, active }
    const isSame = isActive === (active === 'yes')
    if (!isSame) draft[part].set(code, { ...before, cells: after })
    return {
      ...{ part, code, name: before.cells.name ?? '', source, record: record.nth },
      what: isSame ? 'same' : active === 'yes' ? 'reactivated' : 'deactivated',
      cells: isSame ? [] : differences(before.cells, after),
      note: action === 'delete' ? 'deleted by the laboratory; the row stays, so that old results keep their name' : '',
    }
  })
}

/** A battery and a component that share a code go each its own way. */
function turnedParts(draft: Draft, { code, about }: CatalogRecord): readonly ('orderables' | 'components')[] {
  const parts = (['orderables', 'components'] as const).filter((part) => draft[part].has(code))
  if (parts.length < 2 || isSingle(draft, code)) return parts
  return [about === 'battery' ? 'orderables' : 'components']
}

function differences(before: Cells, after: Cells): CellChange[] {
  return Object.keys(after)
    .map((column) => ({ column, was: before[column] ?? '', is: after[column] ?? '' }))
    .filter(({ was, is }) => was !== is)
}

/** Codes of tests that a message which replaces its file (MFI-3 REP) does not name, of those that are active. */
export function unnamedBy(message: CatalogMessage, rows: CatalogRows): readonly string[] {
  if (message.fileEvent !== 'REP' || !message.masterFile.startsWith('OM')) return []
  const named = new Set(message.records.map(({ code }) => code))
  const isBatteries = message.records.every(({ rows: of }) => of.components.length === 0)
  return rows.orderables
    .filter(({ cells }) => cells.active !== 'no' && (cells.kind === 'panel') === isBatteries)
    .map(({ cells }) => cells.code ?? '')
    .filter((code) => !named.has(code))
}
