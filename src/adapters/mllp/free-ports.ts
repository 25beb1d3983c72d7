// Free ports of the loopback, for runs that must not meet another Labloop of the same site on this machine. The one thing to
// know: a port is free when it is given, and a run binds it again after each crash that it plays; so it is none of those that
// the system hands out by itself (from 32768 on Linux, 49152 elsewhere), which any connection could take in between.
import { randomInt } from 'node:crypto'
import { createServer, type Server } from 'node:net'

const [lowest, above] = [20_000, 32_000]
/** So many are tried before one that the system hands out must do. */
const attempts = 200

/** So many different ports, all free at once. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listening(attempts)))
  const ports = servers.map((server) => (server.address() as { readonly port: number }).port)
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))))
  return ports
}

async function listening(left: number): Promise<Server> {
  const taken = await bound(left === 0 ? 0 : randomInt(lowest, above))
  return taken ?? listening(left - 1)
}

/** A server on the port, or null where somebody has it. Port 0 is one that the system chooses. */
function bound(port: number): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (port === 0) reject(error)
      else resolve(null)
    })
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}
