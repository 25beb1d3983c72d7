// Reads a site folder from the disk into memory, once. The one thing to know: what is loaded, hashed and run is what was
// read here; a file that changes afterwards changes nothing until the site is read again, and a file of a site that cannot be read
// is an error, never passed over.
import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, sep } from 'node:path'
import { LabloopError } from '../../errors.ts'
import { fileKind, fileNames, type SiteFiles } from '../../site/layout.ts'
import { newReport, type Problem, type ProblemDetails, type Report, start } from '../../site/problem.ts'
import { counts } from '../../site/revision.ts'

/** Folders that are no part of any site. */
const passedOver = new Set(['.git', 'node_modules', '.vscode', '.idea'])
/** More than this is no site folder but, say, somebody's home. */
const most_files = 20_000
/** A site's text stays below this. */
const largest_bytes = 32 * 1024 * 1024

export type ReadFolder = {
  readonly files: SiteFiles
  /** What of the folder could not be read: an error where a file of a site should be, a warning elsewhere. */
  readonly problems: readonly Problem[]
}

/**
 * The files of a folder by path from it, with forward slashes. Hidden files of editors and systems are left out.
 * @throws LabloopError site-folder-missing where the folder itself cannot be read
 */
export function readFolder(folder: string): ReadFolder {
  const report = newReport()
  const files = new Map<string, Uint8Array>()
  try {
    if (!statSync(folder).isDirectory()) throw missing(folder, 'a file, not a folder')
    const entries = readdirSync(folder, { withFileTypes: true })
    gather({ folder, files, report }, { path: '', real: [realpathSync(folder)] }, entries)
    return { files, problems: report.problems }
  } catch (error) {
    if (error instanceof LabloopError) throw error
    const { code = 'unreadable', path = folder } = error as NodeJS.ErrnoException
    throw isForbidden(code) ? forbidden(path) : missing(path, code)
  }
}

const noRight = {
  given: 'no right to read it',
  allowed: 'files that this user may read',
  remedy: 'Give this user the right to read the whole site folder, or run Labloop as its owner.',
}

function isForbidden(code: string): boolean {
  return code === 'EACCES' || code === 'EPERM'
}

function forbidden(path: string): LabloopError {
  return new LabloopError('site-folder-missing', { place: path, ...noRight })
}

function missing(folder: string, why: string): LabloopError {
  return new LabloopError('site-folder-missing', { place: folder, given: why, allowed: 'a folder with a site.yaml' })
}

type Reading = { readonly folder: string; readonly files: Map<string, Uint8Array>; readonly report: Report }
/** A folder on the way down, and where it and those above it really are. */
type Below = { readonly path: string; readonly real: readonly string[] }

function gather(reading: Reading, below: Below, entries: readonly Dirent[]): void {
  for (const entry of entries) {
    if (passedOver.has(entry.name) || /^\.DS_Store$|^\.#|~$|\.swp$/.test(entry.name)) continue
    const path = below.path === '' ? entry.name : `${below.path}/${entry.name}`
    try {
      take(reading, below, path, entry)
    } catch (error) {
      if (error instanceof LabloopError) throw error
      unread(reading, path, whyNot((error as NodeJS.ErrnoException).code))
    }
    if (reading.files.size > most_files) throw missing(reading.folder, `more than ${most_files} files`)
  }
}

/** A file into the map, or what a folder holds. @throws what the system throws for this one */
function take(reading: Reading, below: Below, path: string, entry: Dirent): void {
  const full = join(reading.folder, ...path.split('/'))
  const stat = statSync(full, { throwIfNoEntry: false })
  if (!stat) {
    // What is gone since the folder was listed, as an editor's file, is no part of it.
    if (entry.isSymbolicLink()) unread(reading, path, { given: 'a link that leads nowhere', remedy: mendLink })
  } else if (stat.isDirectory() && !counts(path)) takeFolder(reading, below, path, entry)
  else if (stat.isFile()) takeFile(reading, path, full, stat.size)
  else {
    const given = stat.isDirectory() ? 'a folder' : 'something that is no file'
    unread(reading, path, { given, allowed: 'a file', remedy: 'Put the file there, or take this out of the site.' })
  }
}

function takeFolder(reading: Reading, { real }: Below, path: string, entry: Dirent): void {
  const full = join(reading.folder, ...path.split('/'))
  const here = entry.isSymbolicLink() ? realpathSync(full) : join(real.at(-1)!, entry.name)
  if (real.some((above) => above === here || above.startsWith(here + sep)))
    unread(reading, path, { given: 'a link to a folder that it stands in', remedy: mendLink })
  else gather(reading, { path, real: [...real, here] }, readdirSync(full, { withFileTypes: true }))
}

function takeFile({ files, report }: Reading, path: string, full: string, size_bytes: number): void {
  if (size_bytes <= largest_bytes) files.set(path, readFileSync(full))
  else if (counts(path))
    report.error('site-file-large', path, start, {
      given: `${Math.ceil(size_bytes / 1024 / 1024)} MB`,
      allowed: `at most ${largest_bytes / 1024 / 1024} MB`,
    })
  else files.set(path, new Uint8Array())
}

const mendLink = 'Mend the link, or take it out of the site.'

function whyNot(code = 'unreadable'): ProblemDetails {
  if (isForbidden(code)) return noRight
  return code === 'ELOOP' ? { given: 'a link that leads back to itself', remedy: mendLink } : { given: code }
}

/** Tells what cannot be read, unless it only lies beside a site. */
function unread({ report }: Reading, path: string, details: ProblemDetails): void {
  const isOfSite = counts(path) || fileNames.some((name) => name.startsWith(`${path}/`))
  if (isOfSite) report.error('site-file-unreadable', path, start, details)
  else if (fileKind(path) === 'unknown') report.warning('site-file-unreadable', path, start, details)
}

/** The text of a file named in a setting, seen from the site folder; undefined where it cannot be read. */
export function readTextFrom(folder: string, path: string): string | undefined {
  try {
    return readFileSync(isAbsolute(path) ? path : join(folder, path), 'utf8')
  } catch {
    return undefined
  }
}
