// A relay in front of PostgreSQL that fails on demand: it stands for a network that loses a connection at the worst moment.
import { once } from 'node:events'
import net from 'node:net'

/** How the next thing that the client sends is lost. */
export type Cut =
  /** It never reaches the server. */
  | 'unsent'
  /** The server gets it; its answer never comes back. */
  | 'unanswered'
  /** The client learns that the connection is gone; only later the server gets what was sent. */
  | 'late'

export type Relay = {
  /** The URL of the database through the relay. */
  readonly url: string
  /** Cuts the connection that sends next, once it sends at least so many bytes in one piece; then refuses all, if asked. */
  cutNext(how: Cut, least_bytes?: number, then?: 'refuse'): void
  /** Refuses connections, and ends those there are, until `open`. */
  refuse(): void
  open(): void
  close(): Promise<void>
}

const LATE_MS = 300

export async function proxyTo(target: string): Promise<Relay> {
  const to = new URL(target)
  const sockets = new Set<net.Socket>()
  let cut: { how: Cut; least_bytes: number; then: 'refuse' | undefined } | null = null
  let refusing = false
  const server = net.createServer((client) => {
    if (refusing) return void client.destroy()
    const upstream = net.connect(Number(to.port), to.hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
    }
    upstream.on('data', (bytes) => client.write(bytes))
    upstream.on('close', () => client.destroy())
    let isCut = false
    client.on('data', (bytes) => {
      if (isCut) return
      if (!cut || bytes.length < cut.least_bytes) return void upstream.write(bytes)
      isCut = true
      const { how, then } = cut
      cut = null
      if (then === 'refuse') refusing = true
      upstream.removeAllListeners('data')
      if (how === 'unanswered') upstream.write(bytes, () => client.destroy())
      else client.destroy()
      if (how === 'late') setTimeout(() => upstream.write(bytes), LATE_MS)
      if (how === 'unsent') upstream.destroy()
    })
    client.on('close', () => isCut || upstream.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as net.AddressInfo).port)
  return {
    url: url.href,
    cutNext: (how, least_bytes = 0, then) => {
      cut = { how, least_bytes, then }
    },
    refuse: () => {
      refusing = true
      for (const socket of sockets) socket.destroy()
    },
    open: () => {
      refusing = false
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
