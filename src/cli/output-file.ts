// Files that a command writes because it was asked to: reports and documents. The one thing to know: whether a file can be
// written is tried before hours of work, not after, and what came of the work is printed first.
import { accessSync, closeSync, constants, mkdirSync, openSync, statSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { LabloopError } from '../errors.ts'

/**
 * Makes sure that a file can be written, without changing one that is there. Call it before the work.
 * @throws LabloopError file-not-written
 */
export function reserveFile(path: string | undefined, cwd: string): void {
  if (path === undefined) return
  attempt(path, () => closeSync(openSync(resolve(cwd, path), 'a')))
}

/** Writes a whole file. @throws LabloopError file-not-written, as where the disk is full */
export function writeFile(path: string, text: string, cwd: string): void {
  attempt(path, () => writeFileSync(resolve(cwd, path), text))
}

/** Writes a whole file of bytes. @throws LabloopError file-not-written */
export function writeBytes(path: string, bytes: Uint8Array, cwd: string): void {
  attempt(path, () => writeFileSync(resolve(cwd, path), bytes))
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
