// Writes docs/errors.md from the lists that src/errors.ts gathers: `node scripts/errors-doc.ts`. A test holds the file to the list.
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { errorChapters, exitCodes } from '../src/errors.ts'

export const errorsDocumentPath = join(dirname(import.meta.dirname), 'docs', 'errors.md')

/** The reference of every error code as Markdown. */
export function errorsDocument(): string {
  const chapters = errorChapters.map(({ title, codes }) => {
    const rows = Object.entries(codes).map(
      ([code, { message, remedy }]) => `| \`${code}\` | ${cell(message)} | ${cell(remedy)} |`,
    )
    return [`## ${title}`, '', '| Code | What it means | What to do |', '| --- | --- | --- |', ...rows].join('\n')
  })
  return `${[head(), ...chapters].join('\n\n')}\n`
}

function head(): string {
  const { done, wrong, usage, unavailable, internal, stopped } = exitCodes
  return [
    '# Errors',
    '',
    'Written by `node scripts/errors-doc.ts` from the lists that `src/errors.ts` gathers; change it there.',
    '',
    'An error says where it is, what was given, what is allowed and what to do. It never holds patient data.',
    '',
    `Exit codes of \`labloop\`: ${done} done; ${wrong} the command’s own answer is no (a message, a run, a site for check);`,
    `${usage} wrong words, or a site that is not there or has errors; ${unavailable} something outside does not work (database, port, disk);`,
    `${internal} a fault of Labloop; ${stopped} asked to stop before it was done.`,
  ].join('\n')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

if (import.meta.main) writeFileSync(errorsDocumentPath, errorsDocument())
