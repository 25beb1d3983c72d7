// Peers for tests: a sender that speaks to a listening connection and keeps what it hears, and a sink that listens and
// answers as told. Both stay when the engine crashes.
import type { Clock } from '../ports/clock.ts'
import type { Connection } from '../ports/network.ts'
import type { VirtualNetwork } from '../simulation/network.ts'
import { ack, answerOf, controlIdOf } from './messages.ts'

const endpoint = { host: 'virtual', maxMessage_bytes: 32 << 20, idle_ms: 0 }

export type Sender = {
  /** What came back, in order. */
  readonly heard: Uint8Array[]
  /** `AA M1`, in order. */
  readonly answers: () => string[]
  send(message: Uint8Array): void
  readonly connected: () => boolean
  close(): void
}

/** Connects to a port, and again whenever the connection is lost. What is sent while it is down is lost, as on a wire. */
export function sender(network: VirtualNetwork, name: string, port: number): Sender {
  const heard: Uint8Array[] = []
  let connection: Connection | null = null
  const line = network.incarnation(name).network.connect(
    { ...endpoint, port, backoff_ms: [10, 100] },
    {
      onOpen: (open) => {
        connection = open
      },
      onMessage: (_connection, message) => heard.push(message),
      onClose: () => {
        connection = null
      },
    },
  )
  return {
    heard,
    answers: () => heard.map(answerOf),
    send: (message) => connection?.send(message),
    connected: () => connection !== null,
    close: () => line.close(),
  }
}

export type Sink = {
  /** Every message that came, repeats too, in order. */
  readonly got: Uint8Array[]
  readonly ids: () => string[]
  /** What to answer: messages, none, or by default AA. */
  answer: (message: Uint8Array, times: number) => readonly Uint8Array[]
  /** How long each answer takes; it comes on the connection that it belongs to, if that is still there. */
  delay_ms: number
  /** Sends on every connection that is open. */
  say(message: Uint8Array): void
  close(): Promise<void>
}

/** Listens on a port. */
export async function sink(network: VirtualNetwork, clock: Clock, name: string, port: number): Promise<Sink> {
  const got: Uint8Array[] = []
  const times = new Map<string, number>()
  const open = new Set<Connection>()
  const made: Sink = {
    got,
    ids: () => got.map(controlIdOf),
    answer: (message) => [ack(controlIdOf(message))],
    delay_ms: 1,
    say: (message) => {
      for (const connection of open) connection.send(message)
    },
    close: () => listener.close(0),
  }
  const listener = await network.incarnation(name).network.listen(
    { ...endpoint, port },
    {
      onOpen: (connection) => open.add(connection),
      onMessage: (connection, message) => {
        got.push(message)
        const id = controlIdOf(message)
        times.set(id, (times.get(id) ?? 0) + 1)
        for (const answer of made.answer(message, times.get(id)!)) {
          clock.at(clock.now() + made.delay_ms, () => connection.send(answer))
        }
      },
      onClose: (connection) => open.delete(connection),
    },
  )
  return made
}
