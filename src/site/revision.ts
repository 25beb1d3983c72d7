// The revision of a site: a hash of what it consists of. The one thing to know: it covers every file that Labloop reads,
// with the step files and what they import; notes, tests and keys beside them do not change it.
import { createHash } from 'node:crypto'
import { fileKind, type SiteFiles } from './layout.ts'

/** SHA-256, in hex, over the paths and bytes of the site's files in order of path; lengths keep two files from joining. */
export function revisionOf(files: SiteFiles): string {
  const hash = createHash('sha256')
  for (const path of [...files.keys()].filter(counts).sort()) {
    const content = files.get(path)!
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
    hash.update(`${path}\0${bytes.length}\0`)
    hash.update(bytes)
  }
  return hash.digest('hex')
}

/** Whether a file is part of the site's revision. */
export function counts(path: string): boolean {
  const kind = fileKind(path)
  return kind !== 'beside' && kind !== 'unknown'
}
