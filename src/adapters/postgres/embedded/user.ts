// The user that runs the database server: PostgreSQL refuses to run as root, so that root gives it a system user of its
// own. The one thing to know: nothing here needs a lock of ours, since useradd holds the lock of /etc/passwd itself.
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { LabloopError } from '../../../errors.ts'

/** Whom a program runs as; undefined for the user that we are. */
export type RunAs = { readonly uid: number; readonly gid: number } | undefined

const NAME = 'labloop'
const TRIES = 20

/**
 * Who runs the server on `data`: ourselves, unless we are root; then the owner of that folder where it exists, else the
 * system user `labloop`, which is made when it is missing. Throws `postgres-user-missing`.
 */
export function serverUser(data: string, name = NAME): RunAs {
  if (process.getuid?.() !== 0) return undefined
  const folder = statSync(data, { throwIfNoEntry: false })
  if (folder && folder.uid !== 0) return { uid: folder.uid, gid: folder.gid }
  return find(name) ?? make(name)
}

/** Asks `id`, which also knows the users of a directory service. */
function find(name: string): RunAs {
  const ids = ['-u', '-g'].map((flag) => {
    const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' })
    return status === 0 ? Number(stdout) : Number.NaN
  })
  const [uid, gid] = ids
  return uid && gid && Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : undefined
}

/** Several copies of us may start at once: whoever finds the user table locked, or the user made, looks again. */
function make(name: string): RunAs {
  let said = ''
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const { error, stderr } = spawnSync(
      'useradd',
      ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', name],
      {
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'C', PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` },
      },
    )
    const found = find(name)
    if (found) return found
    said = error ? 'useradd was not found' : stderr.trim()
    if (error || !/lock/i.test(said)) break
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250)
  }
  throw new LabloopError('postgres-user-missing', {
    given: `no user ${name}, and useradd did not make one: ${said}`,
    allowed: `a system user called ${name}, or a start as an ordinary user`,
    remedy: `Run "useradd --system ${name}" once, or start Labloop as an ordinary user, or set DATABASE_URL.`,
  })
}
