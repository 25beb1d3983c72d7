// Reads a site folder from the disk into memory, once. The one thing to know: what is loaded, hashed and run is what was
// read here; a file that changes afterwards changes nothing until the site is read again.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { isAbsolute, join, sep } from 'node:path'
import { LabloopError } from '../../errors.ts'
import type { SiteFiles } from '../../site/layout.ts'

/** Folders that are no part of any site. */
const passedOver = new Set(['.git', 'node_modules', '.vscode', '.idea'])
/** More than this is no site folder but, say, somebody's home. */
const most_files = 20_000
/** A site's text stays below this; anything larger is named as unknown, without its content. */
const largest_bytes = 32 * 1024 * 1024

/**
 * The files of a folder by path from it, with forward slashes. Hidden files of editors and systems are left out.
 * @throws LabloopError site-folder-missing
 */
export function readFolder(folder: string): SiteFiles {
  try {
    if (!statSync(folder).isDirectory()) throw missing(folder, 'a file, not a folder')
    const files = new Map<string, Uint8Array>()
    gather(folder, '', files)
    return files
  } catch (error) {
    if (error instanceof LabloopError) throw error
    const { code = 'unreadable', path = folder } = error as NodeJS.ErrnoException
    throw code === 'EACCES' || code === 'EPERM' ? forbidden(path) : missing(folder, code)
  }
}

/** The one file or folder that this user may not read: the rest of the site may well be there. */
function forbidden(path: string): LabloopError {
  return new LabloopError('site-folder-missing', {
    place: path,
    given: 'no right to read it',
    allowed: 'files that this user may read',
    remedy: 'Give this user the right to read the whole site folder, or run Labloop as its owner.',
  })
}

function missing(folder: string, why: string): LabloopError {
  return new LabloopError('site-folder-missing', { place: folder, given: why, allowed: 'a folder with a site.yaml' })
}

function gather(folder: string, below: string, files: Map<string, Uint8Array>): void {
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    if (passedOver.has(entry.name) || entry.name === '.DS_Store' || /~$|\.swp$/.test(entry.name)) continue
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    const full = join(folder, ...path.split('/'))
    const stat = statSync(full, { throwIfNoEntry: false })
    if (!stat) continue
    if (stat.isDirectory()) gather(folder, path, files)
    else if (stat.isFile())
      files.set(path.split(sep).join('/'), stat.size > largest_bytes ? new Uint8Array() : readFileSync(full))
    if (files.size > most_files) throw missing(folder, `more than ${most_files} files`)
  }
}

/** The text of a file named in a setting, seen from the site folder; undefined where it cannot be read. */
export function readTextFrom(folder: string, path: string): string | undefined {
  try {
    return readFileSync(isAbsolute(path) ? path : join(folder, path), 'utf8')
  } catch {
    return undefined
  }
}
