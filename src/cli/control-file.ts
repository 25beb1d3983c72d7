// How a command finds the Labloop that runs: a file in its data folder with the address and the secret of its control
// service, for this user alone. Each process has a file of its own, since a second one may stand by on the same folder.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LabloopError } from '../errors.ts'

export type ControlEntry = { readonly pid: number; readonly url: string; readonly secret: string }

const pattern = /^control-(\d+)\.json$/

/** Writes the file of this process and gives its path. As root the folder stays open for the database's user; the file never. */
export function writeControlFile(folder: string, entry: ControlEntry): string {
  mkdirSync(folder, { recursive: true, mode: process.getuid?.() === 0 ? 0o755 : 0o700 })
  const path = join(folder, `control-${entry.pid}.json`)
  rmSync(path, { force: true })
  for (const dead of filesIn(folder).filter(({ pid }) => !isAlive(pid))) rmSync(dead.path, { force: true })
  writeFileSync(path, `${JSON.stringify(entry)}\n`, { mode: 0o600, flag: 'wx' })
  return path
}

/**
 * The processes that run on a folder. Empty where there is no such folder.
 * @throws LabloopError not-permitted where the files are another user's
 */
export function readControlFiles(folder: string): readonly ControlEntry[] {
  try {
    return filesIn(folder)
      .filter(({ pid }) => isAlive(pid))
      .flatMap(({ path }) => readOne(path))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    if (code === 'EACCES' || code === 'EPERM') throw new LabloopError('not-permitted', { place: folder, cause: error })
    throw error
  }
}

function filesIn(folder: string): readonly { readonly path: string; readonly pid: number }[] {
  return readdirSync(folder).flatMap((name) => {
    const pid = pattern.exec(name)?.[1]
    return pid === undefined ? [] : [{ path: join(folder, name), pid: Number(pid) }]
  })
}

/** A process that was killed leaves its file; its port may be another program's by now, which must not hear our secret. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function readOne(path: string): readonly ControlEntry[] {
  try {
    return [JSON.parse(readFileSync(path, 'utf8')) as ControlEntry]
  } catch (error) {
    // It ended just now, or is being written.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return []
    throw error
  }
}
