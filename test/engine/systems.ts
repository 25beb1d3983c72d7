// Two systems over real sockets for tests of the whole engine: one that takes everything, and one that sends and listens to the
// answers. The one thing to know: they are as plain as a system can be; what they got is kept.
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../../src/adapters/clock/clock.ts'
import { systemRandom } from '../../src/adapters/clock/random.ts'
import { mllpNetwork } from '../../src/adapters/mllp/network.ts'
import type { Connection } from '../../src/engine/ports/network.ts'
import { ack, answerOf, controlIdOf } from '../../src/engine/testing/messages.ts'

export const [clock, random] = [systemClock(), systemRandom()]
export const network = mllpNetwork(clock, random)
const plain = { host: '127.0.0.1', port: 0, maxMessage_bytes: 1 << 20, idle_ms: 0 }

/** A listening system that says AA to everything. */
export async function sink() {
  const got: Uint8Array[] = []
  const onMessage = (connection: Connection, message: Uint8Array) => {
    got.push(message)
    connection.send(ack(controlIdOf(message)))
  }
  const listener = await network.listen(plain, { onMessage })
  return { got, listener }
}

/** A system that sends to a port and keeps what it hears. */
export function source(port: number) {
  const heard: string[] = []
  let open: (connection: Connection) => void
  const connected = new Promise<Connection>((resolve) => {
    open = resolve
  })
  const line = network.connect(
    { ...plain, port, backoff_ms: [10, 100] },
    { onOpen: (connection) => open(connection), onMessage: (_connection, message) => heard.push(answerOf(message)) },
  )
  return { heard, line, send: async (message: Uint8Array) => (await connected).send(message) }
}

/** Waits until something holds, 20 seconds at most. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; !(await holds()); waited += 5) {
    if (waited > 20_000) throw new Error('it did not come')
    await sleep(5)
  }
}
