// The postmaster: PostgreSQL's main process, known by the file postmaster.pid in its data folder. The one thing to know:
// a number in that file proves nothing, since the process may be dead and its number in use by another program; so we
// look at the process itself where the system lets us.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
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
  if (process.platform !== 'linux') return namedPostgres(pid) ? 'ours' : 'foreign'
  const stat = linuxStat(pid)
  if (stat && stat.name !== 'postgres') return 'foreign'
  if (worksIn(pid, data)) return 'ours'
  return alive(pid) ? 'foreign' : 'gone'
}

/** True while a process with this number runs. On Linux a dead one that its parent has not buried yet does not count. */
export function alive(pid: number): boolean {
  return numberInUse(pid) && linuxStat(pid)?.dead !== true
}

/** True while the system knows the number, be the process dead or alive. */
export function numberInUse(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The processes of sessions on `data` whose server was killed. On Linux alone; elsewhere they end by themselves. */
export function orphans(data: string): number[] {
  if (process.platform !== 'linux') return []
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return numbers.map(Number).filter((pid) => {
    const stat = linuxStat(pid)
    if (stat?.name !== 'postgres' || stat.dead || !worksIn(pid, data)) return false
    return isSession(pid) && linuxStat(stat.parent)?.name !== 'postgres'
  })
}

/** Ends a session at once, as the server itself would. */
export function endSession(pid: number): void {
  try {
    process.kill(pid, 'SIGQUIT')
  } catch {
    // it ended by itself
  }
}

/** A server's command line is its program and options; a session's is "postgres: user database address". */
function isSession(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').startsWith('postgres: ')
  } catch {
    return false
  }
}

/** A server and its sessions work in their data folder. Where we may not look, we believe it. */
function worksIn(pid: number, data: string): boolean {
  try {
    return realpathSync(readlinkSync(`/proc/${pid}/cwd`)) === realpathSync(data)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES'
  }
}

function linuxStat(pid: number): { name: string; dead: boolean; parent: number } | null {
  if (process.platform !== 'linux') return null
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1') // 4711 (postgres) S 1 …
    const end = stat.lastIndexOf(')')
    const [state = '', parent = ''] = stat.slice(end + 2).split(' ')
    return { name: stat.slice(stat.indexOf('(') + 1, end), dead: /[ZX]/.test(state), parent: Number(parent) }
  } catch {
    return null
  }
}

function namedPostgres(pid: number): boolean {
  const { status, stdout } = spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' })
  return status !== 0 || /postgres/.test(stdout)
}
