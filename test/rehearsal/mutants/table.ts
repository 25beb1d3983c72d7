// Tries every broken engine and writes docs/checkers.md: `node test/rehearsal/mutants/table.ts`. The one thing to know: a test
// tries them all again and holds the page to what it finds.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkers, judge } from '../../../src/rehearsal/checkers/index.ts'
import type { Violation } from '../../../src/rehearsal/play/evidence.ts'
import { root } from '../../docs/markdown.ts'
import { mutants } from './index.ts'
import type { Mutant } from './mutant.ts'
import { trial } from './trial.ts'

export const checkersDocumentPath = join(root, 'docs', 'checkers.md')

/** A broken engine, and the checkers that caught it. */
export type Tried = { readonly mutant: Mutant; readonly caughtBy: readonly string[] }

/** What the judges find wrong with the sound engine. */
export async function trySound(): Promise<readonly Violation[]> {
  return judge(await trial())
}

export async function tryOne(mutant: Mutant): Promise<Tried> {
  const violations = judge(await trial(mutant.make()))
  const names = new Set(violations.map(({ checker }) => checker))
  return { mutant, caughtBy: checkers.map(({ name }) => name).filter((name) => names.has(name)) }
}

/** docs/checkers.md. */
export function checkersDocument(tried: readonly Tried[]): string {
  return `${[introduction, table(['Checker', 'Verifies', 'Does not verify'], checkerRows()), broken, table(['An engine that ...', 'Caught by'], mutantRows(tried))].join('\n\n')}\n`
}

const introduction = `# The checkers

Written by \`npx node test/rehearsal/mutants/table.ts\` from \`src/rehearsal/checkers\` and the broken engines in
\`test/rehearsal/mutants\`; change it there.

Every run of a rehearsal is judged by all of these, whatever its scenario expects. They read the books of the virtual EHR and
the virtual laboratory and every frame at both ends of each wire; what Labloop keeps is judged and never believed.`

const broken = `## Checkers that can fail

A checker that cannot fail proves nothing. Each of these engines has one fault built in, by wrapping a port that it is given
(store, network, clock); nothing in the package can make one. The sound engine, tried on the same day, leaves nothing to any
checker.`

function checkerRows(): readonly (readonly string[])[] {
  return checkers.map(({ name, verifies, notVerified = '' }) => [`\`${name}\``, verifies, notVerified])
}

function mutantRows(tried: readonly Tried[]): readonly (readonly string[])[] {
  return tried.map(({ mutant, caughtBy }) => [mutant.name, caughtBy.map((name) => `\`${name}\``).join(', ')])
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

if (import.meta.main) {
  const found = await trySound()
  for (const { checker, subject, text } of found) process.stderr.write(`sound: ${checker} ${subject}: ${text}\n`)
  const tried: Tried[] = []
  for (const mutant of mutants) tried.push(await tryOne(mutant))
  for (const { mutant, caughtBy } of tried) {
    if (!caughtBy.includes(mutant.caughtBy)) process.stderr.write(`not caught by ${mutant.caughtBy}: ${mutant.name}\n`)
  }
  writeFileSync(checkersDocumentPath, checkersDocument(tried))
}
