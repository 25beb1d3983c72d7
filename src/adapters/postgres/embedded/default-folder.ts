// Where the database lies when nobody says where: in the place that the system has for data of programs. The one thing to
// know: never in the site folder, which is text for people to read, compare and copy.
import { homedir } from 'node:os'
import { join } from 'node:path'

export type Machine = {
  readonly platform: NodeJS.Platform
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly root: boolean
}

function thisMachine(): Machine {
  return {
    platform: process.platform,
    environment: process.env,
    home: homedir(),
    root: process.getuid?.() === 0,
  }
}

/** The folder to give to `startPostgres`. For root one that an ordinary user, who runs the server, can enter. */
export function defaultFolder({ platform, environment, home, root }: Machine = thisMachine()): string {
  if (platform === 'win32') return join(environment.LOCALAPPDATA ?? home, 'labloop', 'postgres')
  if (root) return '/var/lib/labloop/postgres'
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'labloop', 'postgres')
  return join(environment.XDG_DATA_HOME || join(home, '.local', 'share'), 'labloop', 'postgres')
}
