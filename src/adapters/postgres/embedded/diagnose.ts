// What the output of initdb or of the server says about why it failed, as an error with a remedy or as a reason to try
// again. The one thing to know: the text that an error quotes is free of patient data, since the server is told to log no
// statement and no value.
import { LabloopError } from '../../../errors.ts'

/** `retry` where another try can help: on another port, when the server before has gone, or after an accident. */
export type Diagnosis = { readonly retry: 'port' | 'busy' | 'killed' } | { readonly error: LabloopError }

// Asked first: its words are those of a full disk or a closed folder, its place is neither.
const SHARED_MEMORY = /could not \w+ shared memory segment/i
const DISK_FULL = /No space left on device|Disk quota exceeded|not enough space/i
const NOT_ALLOWED = /Permission denied|EACCES|Read-only file system|could not change directory|has wrong ownership/i
const UNUSABLE = /error while loading shared libraries|GLIBC_|Library not loaded|cannot execute binary file|ENOENT/i
const PORT_TAKEN = /Address already in use|could not create any TCP\/IP sockets|could not bind IPv4 address/i
const BUSY = /lock file "[^"]*" (?:already exists|is empty)|pre-existing shared memory block|Is another postmaster/i

/** Reads the output of a program that failed on `folder`; `exit` says how it ended. Never throws. */
export function diagnose(printed: string, folder: string, exit: string): Diagnosis {
  const output = `${printed}\n${exit}`
  if (PORT_TAKEN.test(output)) return { retry: 'port' }
  if (BUSY.test(output)) return { retry: 'busy' }
  if (/SIGKILL|SIGQUIT|SIGTERM/.test(exit)) return { retry: 'killed' }
  const said = `${exit}; it said: ${telling(printed)}`
  if (SHARED_MEMORY.test(output)) return { error: noSharedMemory(folder, said) }
  if (DISK_FULL.test(output)) return { error: diskFull(folder, said) }
  if (NOT_ALLOWED.test(output)) return { error: notWritable(folder, said) }
  if (UNUSABLE.test(output)) return { error: unusable(said) }
  return { error: startFailed(folder, said) }
}

export function diskFull(folder: string, said: string): LabloopError {
  return new LabloopError('postgres-disk-full', {
    place: folder,
    given: said,
    allowed: 'free space on that disk, at least 1 GB to start',
  })
}

export function notWritable(folder: string, said: string): LabloopError {
  return new LabloopError('postgres-data-not-writable', {
    place: folder,
    given: said,
    allowed: 'a folder that the user who runs the database can reach, and may write to',
    remedy:
      'Name another folder (as root for example /var/lib/labloop, since an ordinary user cannot enter /root), or set DATABASE_URL.',
  })
}

function noSharedMemory(folder: string, said: string): LabloopError {
  return new LabloopError('postgres-start-failed', {
    place: folder,
    given: said,
    allowed: 'shared memory that every user may use and that has room',
    remedy:
      'Mount /dev/shm as tmpfs with mode 1777 (in a container, give it 256 MB, for example "--shm-size 256m"), or set DATABASE_URL.',
  })
}

export function unusable(said: string): LabloopError {
  return new LabloopError('postgres-binaries-unusable', {
    given: said,
    allowed: 'Linux with glibc 2.27 or later, macOS, or Windows; not Alpine (musl)',
  })
}

export function startFailed(folder: string, said: string, allowed = 'a PostgreSQL server that starts'): LabloopError {
  return new LabloopError('postgres-start-failed', { place: folder, given: said, allowed })
}

/** The last lines, as one and bounded. Never a statement: that of initdb could hold the password. */
function telling(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !/STATEMENT:|PASSWORD/.test(line))
  return lines.slice(-4).join(' / ').slice(-600) || 'nothing'
}
