// Changes of a catalog, for the commands that show and write them. The one thing to know: every changed cell is named with
// what it was and what it is, and only files that differ are written.
import { join } from 'node:path'
import { type CatalogChange, type ChangedCatalog, sentAsNew, unnamedBy } from '../alignment/catalog/change.ts'
import type { CatalogRows } from '../alignment/catalog/from-rows.ts'
import type { CatalogMessage } from '../alignment/catalog/mfn/record.ts'
import { agreeing, counted } from '../site/counted.ts'
import { type CatalogFolder, changedTexts } from './catalog-folder.ts'
import type { Io } from './command.ts'
import { needFolder, writeFile } from './output-file.ts'

/** A catalog message and what people call it. */
export type Received = { readonly message: CatalogMessage; readonly source: string }

/** Tells changes in words or as JSON. What a message that replaces its whole file leaves unsaid is for a person to see. */
export function tellChanges(
  after: ChangedCatalog,
  received: readonly Received[],
  { json }: { readonly json: boolean },
  io: Pick<Io, 'stdout'>,
): void {
  const unnamed = [...new Set(received.flatMap(({ message }) => unnamedBy(message, after.rows)))]
  if (json) {
    const { changes, notTaken } = after
    io.stdout(`${JSON.stringify({ messages: received.length, changes, notTaken, unnamed })}\n`)
    return
  }
  for (const line of changeLines(after)) io.stdout(`${line}\n`)
  if (unnamed.length === 0) return
  const named = `${unnamed.slice(0, 20).join(', ')}${unnamed.length > 20 ? ' ...' : ''}`
  io.stdout(
    `${unnamed.length} tests are not named by a message that replaces its file (MFI-3 REP), and stay: ${named}\n`,
  )
}

/** Writes the CSV files that differ. */
export function writeChanged(
  before: CatalogFolder,
  rows: CatalogRows,
  out: string,
  io: Pick<Io, 'stderr' | 'cwd'>,
): void {
  needFolder(out, io.cwd)
  for (const [part, text] of changedTexts(before, rows)) {
    const path = join(out, `${before.system}-${part}.csv`)
    writeFile(path, text, io.cwd)
    io.stderr(`${path}\n`)
  }
}

const kinds = { orderables: 'order', components: 'result', aoe: 'question' } as const

/** A line for each row that changes, each record that was not taken, and one about the whole. */
function changeLines({ changes, notTaken }: Pick<ChangedCatalog, 'changes' | 'notTaken'>): string[] {
  const lines = changes.filter(({ what, note }) => what !== 'same' || note !== '').map(changeLine)
  const refused = notTaken.map(
    ({ source, record, code, why }) =>
      `! ${source}, record ${record}${code === '' ? '' : ` (${code})`}: not taken: ${why}`,
  )
  return [...lines, ...sentAsNewLine(changes), ...refused, countLine({ changes, notTaken })]
}

/** Said once of all: a message that lists a whole catalog sends each entry so. */
function sentAsNewLine(changes: readonly CatalogChange[]): string[] {
  const count = changes.filter(({ note }) => note.endsWith(sentAsNew)).length
  if (count === 0) return []
  const [entries, were] = [counted(count, 'entry', 'entries'), agreeing(count, 'was', 'were')]
  return [
    `${entries} ${were} sent as new (MFE-1 MAD), as in a message that lists a whole catalog, and ${were} there already: taken as ${agreeing(count, 'a change', 'changes')}`,
  ]
}

function changeLine({ part, code, name, what, cells, note }: CatalogChange): string {
  const own = note.replace(sentAsNew, '').replace(/; $/, '')
  const mark = { added: '+', changed: '~', deactivated: '-', reactivated: '+', same: '=' }[what]
  const said =
    what === 'changed' ? cells.map(({ column, was, is }) => `${column} ${shown(was)} → ${shown(is)}`).join('; ') : what
  return `${mark} ${kinds[part]} ${code}${name === '' || name === code ? '' : ` ${name}`}: ${said}${own === '' ? '' : ` (${own})`}`
}

function shown(text: string): string {
  if (text === '') return 'nothing'
  const line = text.replace(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 60)}…` : line
}

function countLine({ changes, notTaken }: Pick<ChangedCatalog, 'changes' | 'notTaken'>): string {
  const howMany = (what: CatalogChange['what']) => changes.filter((change) => change.what === what).length
  const words = (['added', 'changed', 'deactivated', 'reactivated', 'same'] as const)
    .map((what) => [what === 'same' ? 'unchanged' : what, howMany(what)] as const)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what}`)
  return `${words.join(', ') || 'nothing to change'}; ${counted(notTaken.length, 'record')} not taken`
}
