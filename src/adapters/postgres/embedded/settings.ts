// The settings of the embedded server, written to postgresql.conf in the database's folder at each start. The one thing
// to know: nothing here weakens durability, and nothing a client sends (statements, values, errors) reaches the log.
import { totalmem } from 'node:os'

/** Any setting of PostgreSQL 18 by its name; sizes with their unit, as in '512MB'. */
export type Settings = Readonly<Record<string, string | number | boolean>>

const MB = 1024 * 1024

/** Good for a machine of two cores or a little more that also runs the engine. Settings given by the caller come on top. */
export function defaultSettings(memory_bytes: number = totalmem()): Settings {
  return {
    // Who may come: this machine alone, with the password; no socket file that other users could find.
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    max_connections: 50,
    superuser_reserved_connections: 2,

    // Memory. A quarter of it is the usual advice for a machine that does nothing else.
    shared_buffers: `${megabytes(memory_bytes / 8, 128, 512)}MB`,
    effective_cache_size: `${megabytes(memory_bytes / 2, 512, 65_536)}MB`,
    work_mem: '16MB',
    maintenance_work_mem: `${megabytes(memory_bytes / 32, 64, 256)}MB`,
    jit: false, // compiles for tens of milliseconds what runs in one
    max_parallel_workers_per_gather: 0, // a report must not take both cores from the receivers
    max_parallel_maintenance_workers: 1,

    // Durability: an acknowledgement means that the message is on the disk.
    fsync: true,
    synchronous_commit: 'on',
    full_page_writes: true,

    // The log since the last checkpoint is what a start after a crash has to work through, about 1 second for each 180 MB:
    // at most 1 GB, and after 5 minutes never much. Larger values gained nothing measurable for the work of the engine.
    checkpoint_timeout: '5min',
    checkpoint_completion_target: 0.9,
    max_wal_size: '1GB',
    min_wal_size: '512MB', // segments are used again instead of made anew
    wal_buffers: '16MB',
    wal_compression: false, // this build has pglz alone, which costs more than it saves
    max_wal_senders: 2,

    // Queues are updated all day: clean little and often, or they grow.
    autovacuum: true,
    autovacuum_naptime: '15s',
    autovacuum_vacuum_cost_limit: 1000,
    // A young database under load doubles every few seconds, and PostgreSQL's own settings count all of it anew each time: a
    // round over seven tables of 130,000 to 260,000 rows took the processor 770 ms, 106 with a tenth of the sample. What is
    // asked many times a second needs no counts (session.ts), the rest goes by keys and the newest ids: a quarter will do.
    autovacuum_analyze_scale_factor: 0.5,
    autovacuum_vacuum_insert_scale_factor: 0.5,
    default_statistics_target: 25,

    // The log: what the server does, never what a client sends. LOG and worse only, since ERROR quotes values.
    log_destination: 'stderr',
    logging_collector: false,
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_statement: 'none',
    log_parameter_max_length: 0,
    log_parameter_max_length_on_error: 0,
    log_line_prefix: '%m [%p] ',
    update_process_title: false,

    // The same on every machine.
    timezone: 'UTC',
    log_timezone: 'UTC',
    datestyle: 'iso, ymd',
    lc_messages: 'C',
    default_text_search_config: 'pg_catalog.simple',
  }
}

function megabytes(bytes: number, least: number, most: number): number {
  return Math.round(Math.min(Math.max(bytes / MB, least), most))
}

/** The text of postgresql.conf. Throws a TypeError for a name that is no setting's. */
export function settingsFile(port: number, settings: Settings): string {
  const lines = Object.entries({ ...defaultSettings(), ...settings, port }).map(([name, value]) => {
    if (!/^[a-z_]+(\.[a-z_]+)?$/i.test(name)) throw new TypeError(`${JSON.stringify(name)} is no name of a setting`)
    return `${name} = ${literal(value)}`
  })
  return `# Written by Labloop at each start: a change here is lost. Use ALTER SYSTEM, which wins over this file.\n${lines.join('\n')}\n`
}

function literal(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value === 'number') return String(value)
  return `'${value.replace(/[\r\n]/g, ' ').replaceAll("'", "''")}'`
}

/** The port that an earlier start wrote, or 0. */
export function lastPort(file: string): number {
  return Number(/^port = (\d+)$/m.exec(file)?.[1] ?? 0)
}
