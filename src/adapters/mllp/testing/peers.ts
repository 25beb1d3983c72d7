// What the tests of the network share: a recording of everything that handlers are told, and plain sockets as peers. The
// one thing to know: `until` waits for what the test expects and fails with the test's time limit.
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection, ConnectionHandlers, Endpoint, Trouble } from '../../../engine/ports/network.ts'

export type Recording = ConnectionHandlers & {
  readonly connections: Connection[]
  readonly messages: string[]
  readonly troubles: Trouble[]
  readonly events: string[]
}

/** Records; `answer` may send back. */
export function recording(answer?: (connection: Connection, message: Uint8Array) => void): Recording {
  const record = {
    connections: [] as Connection[],
    messages: [] as string[],
    troubles: [] as Trouble[],
    events: [] as string[],
  }
  return {
    ...record,
    onOpen: (connection) => {
      record.connections.push(connection)
      record.events.push('open')
    },
    onMessage: (connection, message) => {
      record.messages.push(Buffer.from(message).toString('latin1'))
      record.events.push('message')
      answer?.(connection, message)
    },
    onDrain: () => record.events.push('drain'),
    onTrouble: (_connection, trouble) => {
      record.troubles.push(trouble)
      record.events.push(trouble.code)
    },
    onClose: () => record.events.push('close'),
  }
}

export function endpoint(port = 0, more: Partial<Endpoint> = {}): Endpoint {
  return { host: '127.0.0.1', port, maxMessage_bytes: 100_000, idle_ms: 0, ...more }
}

/** A plain socket, connected; what it hears is kept as text. */
export async function plainPeer(port: number, host = '127.0.0.1'): Promise<Socket & { heard: string; ended: boolean }> {
  const socket = Object.assign(connect({ port, host, allowHalfOpen: true }), { heard: '', ended: false })
  socket.on('data', (chunk) => {
    socket.heard += chunk.toString('latin1')
  })
  socket.on('end', () => {
    socket.ended = true
  })
  socket.on('error', () => {})
  await new Promise((resolve) => socket.once('connect', resolve))
  return socket
}

export function framed(text: string): string {
  return `\v${text}\x1c\r`
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(3)
}
