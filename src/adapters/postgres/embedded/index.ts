// The public face of the embedded PostgreSQL: start one on a folder, or one for the moment.
export { defaultFolder } from './default-folder.ts'
export { holdsDatabase } from './initialise.ts'
export type { Settings } from './settings.ts'
export { type Postgres, type PostgresOptions, startPostgres } from './start.ts'
export { type TemporaryOptions, temporaryPostgres } from './temporary.ts'
