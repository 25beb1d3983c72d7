// What can go wrong with the embedded PostgreSQL, each with what to do about it. The one thing to know: the text of the
// server that an error quotes is free of patient data, since the server is told to log no statement and no value.

export type PostgresErrorCode =
  | 'postgres-binaries-missing'
  | 'postgres-binaries-unusable'
  | 'postgres-user-missing'
  | 'postgres-data-not-writable'
  | 'postgres-data-unknown'
  | 'postgres-data-other-version'
  | 'postgres-disk-full'
  | 'postgres-password-missing'
  | 'postgres-password-rejected'
  | 'postgres-start-failed'

/** An error with its code, the place and value given, what is allowed, and what to do. */
export class PostgresError extends Error {
  readonly code: PostgresErrorCode
  readonly given: string
  readonly allowed: string
  readonly remedy: string

  constructor(code: PostgresErrorCode, given: string, allowed: string, remedy: string) {
    super(`${code}: ${given}. Needed: ${allowed}. ${remedy}`)
    this.name = 'PostgresError'
    this.code = code
    this.given = given
    this.allowed = allowed
    this.remedy = remedy
  }
}

/** What the output of initdb or of the server says about why it did not start; `retry` where another try can help. */
export type Diagnosis = { readonly retry: 'port' | 'busy' } | { readonly error: PostgresError }

const DISK_FULL = /No space left on device|Disk quota exceeded|not enough space/i
const NOT_ALLOWED = /Permission denied|Read-only file system|could not (?:access|change) directory|has wrong ownership/i
const UNUSABLE = /error while loading shared libraries|GLIBC_|Library not loaded|cannot execute binary file/i
const PORT_TAKEN = /Address already in use|could not create any TCP\/IP sockets|could not bind IPv4 address/i
const BUSY = /lock file "[^"]*" already exists|pre-existing shared memory block|Is another postmaster/i

/** Reads the output of a program that failed on `folder`. Codes as in `PostgresErrorCode`; never throws. */
export function diagnose(output: string, folder: string, exit: string): Diagnosis {
  if (PORT_TAKEN.test(output)) return { retry: 'port' }
  if (BUSY.test(output)) return { retry: 'busy' }
  const said = `${exit}; it said: ${lastLines(output)}`
  if (DISK_FULL.test(output)) return { error: diskFull(folder, said) }
  if (NOT_ALLOWED.test(output)) return { error: notWritable(folder, said) }
  if (UNUSABLE.test(output)) return { error: binariesUnusable(said) }
  return { error: startFailed(folder, said) }
}

export function diskFull(folder: string, said: string): PostgresError {
  return new PostgresError(
    'postgres-disk-full',
    `no space is left for the database in ${folder} (${said})`,
    'free space on that disk: at least 1 GB to start',
    'Free space or move the folder to a larger disk, then start again: nothing that was acknowledged is lost.',
  )
}

export function notWritable(folder: string, said: string): PostgresError {
  return new PostgresError(
    'postgres-data-not-writable',
    `the database cannot use the folder ${folder} (${said})`,
    'a folder that the user who runs the database can reach, and may write to',
    'Name another folder (as root for example /var/lib/labloop, since a normal user cannot enter /root), or set DATABASE_URL.',
  )
}

function binariesUnusable(said: string): PostgresError {
  return new PostgresError(
    'postgres-binaries-unusable',
    `the PostgreSQL server that npm installed does not run on this machine (${said})`,
    'Linux with glibc 2.27 or later, macOS, or Windows; not Alpine (musl)',
    'Install PostgreSQL 15 or later and set DATABASE_URL.',
  )
}

function startFailed(folder: string, said: string): PostgresError {
  return new PostgresError(
    'postgres-start-failed',
    `the database in ${folder} did not start (${said})`,
    'a PostgreSQL server that starts on that folder',
    `Read server.log in ${folder}; or set DATABASE_URL to a server of your own.`,
  )
}

/** The last lines of an output, on one line, bounded. */
function lastLines(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  return lines.slice(-4).join(' / ').slice(-600) || 'nothing'
}
