// What goes wrong between us and PostgreSQL, as errors of ours. The one thing to know: the server's own text can quote
// values, and values are patients' data; so only its five-letter code (SQLSTATE) and the place go on.
import { LabloopError } from '../../errors.ts'

/** What an error means for the write that met it. */
export type Meaning =
  /** The connection is gone: whether the last write was kept is not known. */
  | 'lost'
  /** Nothing was kept; the same again may succeed at once (a deadlock, a lock held for long). */
  | 'again'
  /** Nothing was kept. */
  | 'refused'

/** SQLSTATEs that `demand` raises (sql/0001-first.sql). */
export const demands = { leaseLost: 'LB001', staleOrder: 'LB003' } as const

const LOST = /^(08|57P0)/
const AGAIN = /^(40001|40P01|55P03)$/

/** The connection ended, or no answer came in time. `reason` is the code of the socket, or a word of ours. */
export class ConnectionLost extends Error {
  readonly reason: string

  constructor(reason: string) {
    super(`connection lost: ${reason}`)
    this.name = 'ConnectionLost'
    this.reason = reason
  }
}

/** An error of pg as it came from the server, or as `ConnectionLost`. */
export function fromDriver(error: unknown): Error {
  if (error instanceof ConnectionLost || stateOf(error) !== '') return error as Error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code !== '') return new ConnectionLost(code)
  // pg says no more than this of a server that does not answer.
  const silent = error instanceof Error && error.message === 'timeout expired'
  return new ConnectionLost(silent ? 'no answer' : 'ended')
}

/** What an error of a session means for the write that met it. */
export function meaningOf(error: unknown): Meaning {
  const code = stateOf(error)
  if (error instanceof ConnectionLost || LOST.test(code)) return 'lost'
  return AGAIN.test(code) ? 'again' : 'refused'
}

/** The SQLSTATE that the server gave, or empty where the error is not the server's. */
export function stateOf(error: unknown): string {
  const code = error instanceof Error && 'severity' in error && 'code' in error ? error.code : ''
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : ''
}

/** An error for the callers of the store. `place` names what was done, never with what. */
export function storeError(error: unknown, place: string): LabloopError {
  if (error instanceof LabloopError) return error
  const state = stateOf(error)
  if (state === demands.leaseLost) return new LabloopError('lease-lost', { place })
  if (state === demands.staleOrder || isStale(error, state)) return new LabloopError('stale-order', { place })
  if (state === '53100') return new LabloopError('disk-full', { place })
  if (state === '25006') return readOnly(place, state)
  if (state === '42501') return notAllowed(place, state)
  if (/^(3D|28)/.test(state)) return refusedConnection(place, state)
  if (error instanceof ConnectionLost) return unreachable(place, error.reason)
  if (LOST.test(state) || AGAIN.test(state) || /^(53|57|58)/.test(state)) return unreachable(place, `SQLSTATE ${state}`)
  return new LabloopError('internal', { place, given: state === '' ? nameOf(error) : `SQLSTATE ${state}` })
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}

/** A new order or patient that is there already. */
function isStale(error: unknown, state: string): boolean {
  return state === '23505' && ['orders_pkey', 'patients_pkey'].includes(constraintOf(error))
}

/** A control id for a new message under which there is one already. */
export function isKnownControlId(error: unknown): boolean {
  return stateOf(error) === '23505' && constraintOf(error) === 'control_ids_pkey'
}

/** A number of an order or patient that leads to it already. */
export function isKnownKey(error: unknown): boolean {
  return stateOf(error) === '23505' && ['order_keys_pkey', 'patient_keys_pkey'].includes(constraintOf(error))
}

function constraintOf(error: unknown): string {
  return error instanceof Error && 'constraint' in error ? String(error.constraint) : ''
}

function unreachable(place: string, given: string): LabloopError {
  return new LabloopError('database-unreachable', { place, given })
}

/** A standby, or a database that was set to read only. */
function readOnly(place: string, state: string): LabloopError {
  return new LabloopError('database-unreachable', {
    place,
    given: `SQLSTATE ${state}`,
    allowed: 'a database that takes writes',
    remedy: 'Point DATABASE_URL at the primary, or end its read-only mode; then Labloop goes on, or is started again.',
  })
}

/** The user may not make or write our tables. */
function notAllowed(place: string, state: string): LabloopError {
  return new LabloopError('database-unreachable', {
    place,
    given: `SQLSTATE ${state}`,
    allowed: 'a user who may make schemas in the database, and write the tables of Labloop',
    remedy: 'Name the user who owns them in DATABASE_URL, or GRANT this one the right: CREATE on the database.',
  })
}

function refusedConnection(place: string, state: string): LabloopError {
  return new LabloopError('database-unreachable', {
    place,
    given: `SQLSTATE ${state}`,
    allowed: 'a database that exists, with a user and password that it takes',
    remedy: 'Correct the user, the password and the name of the database in DATABASE_URL.',
  })
}
