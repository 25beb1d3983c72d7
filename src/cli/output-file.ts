// Files that a command writes because it was asked to: reports and documents. The one thing to know: whether a file can be
// written is tried before hours of work, not after; a file is there whole or not at all, so that a command that was stopped
// or refused leaves what was there before.
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { LabloopError } from '../errors.ts'

/** What to do where a file that a command would write is there, which people may have worked on since. */
export const thereAlready = 'Remove it, or name another folder with --out.'

/**
 * Makes sure that a file can be written; makes none, and changes none that is there. Call it before the work.
 * @throws LabloopError file-not-written
 */
export function reserveFile(path: string | undefined, cwd: string): void {
  if (path === undefined) return
  attempt(path, () => {
    const file = resolve(cwd, path)
    if (statSync(file, { throwIfNoEntry: false })) return closeSync(openSync(file, 'a'))
    const beside = placeBeside(file)
    closeSync(openSync(beside, 'wx'))
    rmSync(beside)
  })
}

/** Writes a whole file, or leaves what was there. @throws LabloopError file-not-written, as where the disk is full */
export function writeFile(path: string, text: string, cwd: string): void {
  attempt(path, () => replace(resolve(cwd, path), text))
}

/** Writes a whole file of bytes, or leaves what was there. @throws LabloopError file-not-written */
export function writeBytes(path: string, bytes: Uint8Array, cwd: string): void {
  attempt(path, () => replace(resolve(cwd, path), bytes))
}

/**
 * Writes a file that is not there yet, whole or not at all. `mode`: its rights.
 * @throws LabloopError file-not-written, also where there is one
 */
export function writeNewFile(path: string, content: string | Uint8Array, cwd: string, mode = 0o666): void {
  const file = resolve(cwd, path)
  attempt(path, () => {
    const descriptor = openSync(file, 'wx', mode)
    try {
      writeFileSync(descriptor, content)
    } catch (error) {
      rmSync(file, { force: true })
      throw error
    } finally {
      closeSync(descriptor)
    }
  })
}

/** Written to the side, then put in its place, with the rights that it had. */
function replace(path: string, content: string | Uint8Array): void {
  const there = statSync(path, { throwIfNoEntry: false })
  // What a link leads to is replaced, and not the link.
  const file = there ? realpathSync(path) : path
  // A terminal or a pipe takes what comes; a folder is refused by the system.
  if (there && !(there.isFile() && isWritable(dirname(file)))) {
    writeFileSync(path, content)
    return
  }
  const beside = placeBeside(file)
  try {
    writeFileSync(beside, content, { flag: 'wx' })
    if (there) chmodSync(beside, there.mode & 0o777)
    renameSync(beside, file)
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
}

function placeBeside(file: string): string {
  return join(dirname(file), `.${basename(file)}.${process.pid}`)
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Makes sure of a folder in which files can be made, and makes it where it is not there. @throws LabloopError file-not-written */
export function needFolder(path: string, cwd: string): void {
  attempt(path, () => {
    makeFolder(resolve(cwd, path))
    accessSync(resolve(cwd, path), constants.W_OK)
  })
}

/** Folder by folder: Node's own way to make several at once never ends where the system has no place for one (/proc). */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
  makeFolder(dirname(folder))
  mkdirSync(folder)
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'the folder is not there',
  ENOTDIR: 'a part of the path is a file',
  EISDIR: 'a folder',
  EEXIST: 'a file',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'a file system that cannot be written',
  ENOSPC: 'a disk without space',
  EDQUOT: 'a disk without space for this user',
}

function attempt(path: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    throw new LabloopError('file-not-written', { place: path, given: reasons[code] ?? code, cause: error })
  }
}
