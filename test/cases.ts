// Where the cases of others are: real messages and terminology that stand beside the project and are never copied into
// it. A clone without them runs on the project's own cases, and says so.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const root = join(dirname(import.meta.dirname), '..', 'shared', 'cases')

/** The folder of the cases, or null where they are not. */
export const casesFolder: string | null = existsSync(join(root, 'index.tsv')) ? root : null

/** What a test's name says when the cases are absent. */
export const casesNote = casesFolder ? '' : ' (skipped: ../shared/cases is not here)'

/** Every file below a folder of the cases, as paths relative to the cases folder, in order of name. */
export function caseFiles(folder: string): string[] {
  if (!casesFolder) return []
  const base = casesFolder
  return readdirSync(join(base, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(base, join(entry.parentPath, entry.name)))
    .sort()
}

/** The bytes of one case. */
export function caseBytes(path: string): Uint8Array {
  if (!casesFolder) throw new Error('the cases are not here: ask casesFolder first')
  return readFileSync(join(casesFolder, path))
}
