// The certificates and keys that a site's connections name. The one thing to know: the receiving thread needs nothing else of a
// site's folder, and would hold all that reads and checks a site in memory if this stood beside it.
import type { Tls } from '../../site/shapes/system.ts'
import { readTextFrom } from './read-folder.ts'

/** The PEM texts of a connection; the check has seen that they are there. */
export function readTls(folder: string, tls: Tls): { cert?: string; key?: string; ca?: string; serverName?: string } {
  const text = (path: string | undefined) => (path === undefined ? undefined : readTextFrom(folder, path))
  const { cert, key, ca } = { cert: text(tls.cert), key: text(tls.key), ca: text(tls.ca) }
  return {
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(ca === undefined ? {} : { ca }),
    ...(tls.server_name === undefined ? {} : { serverName: tls.server_name }),
  }
}
