// Free ports of the loopback, for runs that must not meet another Labloop of the same site on this machine. The one thing to
// know: a port is free when it is given; whoever wants it binds it soon.
import { createServer, type Server } from 'node:net'

/** So many different ports, all free at once. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listening))
  const ports = servers.map((server) => (server.address() as { readonly port: number }).port)
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))))
  return ports
}

function listening(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
}
