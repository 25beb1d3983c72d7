// The postmaster: PostgreSQL's main process, known by the file postmaster.pid in its data folder. The one thing to know:
// a number in that file proves nothing, since the process may be dead and its number in use by another program; so we
// look at the process itself where the system lets us.
import { spawnSync } from 'node:child_process'
import { readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { join } from 'node:path'

/** What postmaster.pid says. (PostgreSQL src/include/utils/pidfile.h) */
export type PidFile = {
  readonly pid: number
  /** 0 while it is not written yet. */
  readonly port: number
  readonly status: 'starting' | 'stopping' | 'ready' | 'standby' | ''
}

/** The file of the data folder, or null where there is none or it is not yet whole. */
export function readPidFile(data: string): PidFile | null {
  let lines: string[]
  try {
    lines = readFileSync(join(data, 'postmaster.pid'), 'latin1').split('\n')
  } catch {
    return null
  }
  const pid = Math.abs(Number.parseInt(lines[0] ?? '', 10)) // negative in single-user mode
  if (!pid) return null
  return { pid, port: Number.parseInt(lines[3] ?? '', 10) || 0, status: (lines[7] ?? '').trim() as PidFile['status'] }
}

/**
 * Whether the process runs a PostgreSQL server on `data`: `ours`; `foreign` where the number belongs to something else;
 * `gone` where there is none.
 */
export function processState(pid: number, data: string): 'ours' | 'foreign' | 'gone' {
  if (!alive(pid)) return 'gone'
  if (process.platform === 'win32') return 'ours'
  if (process.platform !== 'linux') return named(pid) ? 'ours' : 'foreign'
  const stat = linuxStat(pid)
  if (stat && stat.name !== 'postgres') return 'foreign'
  try {
    return realpathSync(readlinkSync(`/proc/${pid}/cwd`)) === realpathSync(data) ? 'ours' : 'foreign'
  } catch {
    return alive(pid) ? 'ours' : 'gone' // another user's process may not be looked into
  }
}

/** True while a process with this number runs. On Linux a dead one that its parent has not buried yet does not count. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return linuxStat(pid)?.dead !== true
}

function linuxStat(pid: number): { name: string; dead: boolean } | null {
  if (process.platform !== 'linux') return null
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const end = stat.lastIndexOf(')')
    return { name: stat.slice(stat.indexOf('(') + 1, end), dead: /[ZX]/.test(stat.charAt(end + 2)) }
  } catch {
    return null
  }
}

function named(pid: number): boolean {
  const { status, stdout } = spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' })
  return status !== 0 || /postgres/.test(stdout)
}
