// What the engine itself costs: codec, ledger, map, receive, process and deliver, without PostgreSQL and sockets. The
// memory store and an in-process network stand in for them, so that a profile shows the engine and nothing else.
//   node test/bench/engine-memory.ts [--messages 50000] [--senders 16] [--window 1] [--ordered]
//   node --cpu-prof test/bench/engine-memory.ts
import { parseArgs } from 'node:util'
import { systemClock } from '../../src/adapters/clock/clock.ts'
import { zoneRules } from '../../src/adapters/clock/zone.ts'
import { requireSite } from '../../src/adapters/file/open-site.ts'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import { createEngine } from '../../src/engine/engine.ts'
import { silent } from '../../src/engine/ports/log.ts'
import type { Connection, ConnectionHandlers, Network } from '../../src/engine/ports/network.ts'
import { seededRandom } from '../../src/engine/random.ts'
import { receiver } from '../../src/engine/receive.ts'
import type { Site } from '../../src/site/shapes/site.ts'
import { oruBuilder } from '../load/mllp-common.mjs'
import { root } from './runtime.ts'

export type EngineMemoryFigures = {
  readonly messages: number
  readonly senders: number
  readonly window: number
  readonly perSecond: number
  /** Processor time of the engine alone: what the stand-ins for peers cost is measured apart and taken off. */
  readonly us: number
  readonly standInsUs: number
  readonly rssMb: number
}

type Ends = { readonly handlers: ConnectionHandlers; readonly connection: Connection }

/** Connections inside the process: what is sent arrives in the next turn, many at a time. */
function turnNetwork(): Network & { open(port: number, handlers: ConnectionHandlers): Connection } {
  const listening = new Map<number, ConnectionHandlers>()
  let queue: (() => void)[] = []
  let ids = 1
  const later = (call: () => void) => {
    if (queue.push(call) > 1) return
    setImmediate(() => {
      const now = queue
      queue = []
      for (const one of now) one()
    })
  }
  const end = (handlers: ConnectionHandlers, other: () => Ends): Connection => ({
    id: ids++,
    peer: 'here',
    send: (message) => {
      later(() => other().handlers.onMessage(other().connection, message))
      return true
    },
    pause: () => {},
    resume: () => {},
    close: () => handlers.onClose?.(other().connection),
  })
  const open = (port: number, handlers: ConnectionHandlers): Connection => {
    const theirs = listening.get(port)!
    const mine: Connection = end(handlers, () => ({ handlers: theirs, connection: other }))
    const other: Connection = end(theirs, () => ({ handlers, connection: mine }))
    theirs.onOpen?.(other)
    later(() => handlers.onOpen?.(mine))
    return mine
  }
  return {
    open,
    listen: async ({ host, port }, handlers) => {
      listening.set(port, handlers)
      return { host, port, close: async () => {} }
    },
    connect: ({ port }, handlers) => {
      later(() => open(port, handlers))
      return { state: 'open', close: () => {} }
    },
  }
}

/** The control id of a message made by the load tools: the ninth field after MSH. */
function controlIdOf(message: Uint8Array): string {
  let from = 0
  for (let field = 0; field < 9; field++) from = message.indexOf(0x7c, from) + 1
  return Buffer.from(message.buffer, message.byteOffset, message.byteLength).toString(
    'latin1',
    from,
    message.indexOf(0x7c, from),
  )
}

const ackHead = 'MSH|^~\\&|SINK|HOSP|LIS|LAB1|20260302080000||ACK^R01^ACK|A|P|2.5.1\rMSA|AA|'

/** Runs the bench; figures in microseconds of processor time a message. */
export async function engineMemoryBench(given: Record<string, string> = {}): Promise<EngineMemoryFigures> {
  const plan = { messages: 50_000, senders: 16, window: 1, ...numbers(given) }
  const opened = await requireSite(`${root}/examples/bench`)
  const [network, store] = [turnNetwork(), memoryStore()]
  const site = withFixedPorts(opened.site)
  const port = (id: string) => site.systems.flatMap((s) => s.connections).find((c) => c.id === id)!.port
  await listenSinks(site, network)
  const [clock, random, tls] = [systemClock(), seededRandom(1), () => undefined]
  const engine = createEngine({
    ...{
      site,
      functions: opened.functions,
      zone: zoneRules,
      node: 'bench',
      store,
      network,
      clock,
      random,
      log: silent,
      tls,
    },
    reception: (current) => receiver(current, { store, network, clock, random, tls }),
  })
  await engine.start()
  const run = (count: number, from: number) =>
    drive(network, port('lis-results'), { ...plan, messages: count }, from, () => {
      return (
        engine.counts().backlog === 0 && [...engine.counts().destinations.values()].every(({ queued }) => queued === 0)
      )
    })
  await run(6000, 1_000_000)
  const measured = await run(plan.messages, 2_000_000)
  const rssMb = Math.round(process.memoryUsage().rss / 1e6)
  await engine.stop(1000)
  const standInsUs = await standIns(plan.messages)
  return {
    ...plan,
    perSecond: Math.round(plan.messages / measured.seconds),
    us: round(measured.us - standInsUs),
    standInsUs: round(standInsUs),
    rssMb,
  }
}

function withFixedPorts(site: Site): Site {
  let port = 1
  const fixed = site.systems.map((system) => ({
    ...system,
    connections: system.connections.map((connection) => ({ ...connection, port: port++ })),
  }))
  return { ...site, systems: fixed }
}

async function listenSinks(site: Site, network: Network): Promise<void> {
  for (const { direction, port } of site.systems.flatMap(({ connections }) => connections)) {
    if (direction !== 'out') continue
    await network.listen(
      { host: 'here', port, maxMessage_bytes: 1 << 25, idle_ms: 0 },
      {
        onMessage: (connection, message) =>
          connection.send(Buffer.from(`${ackHead}${controlIdOf(message)}\r`, 'latin1')),
      },
    )
  }
}

type Plan = { readonly messages: number; readonly senders: number; readonly window: number }

/** Sends everything and waits until the engine is at rest; processor time a message. */
async function drive(
  network: ReturnType<typeof turnNetwork>,
  port: number,
  plan: Plan,
  from: number,
  atRest: () => boolean,
): Promise<{ us: number; seconds: number }> {
  const build = oruBuilder(10)
  const bodies = Array.from({ length: plan.messages }, (_, n) =>
    Buffer.from(build(`b-00-${from + n}`, from + n), 'latin1'),
  )
  const started = performance.now()
  const cpu = process.cpuUsage()
  let next = 0
  let answered = 0
  await new Promise<void>((resolve) => {
    for (let n = 0; n < plan.senders; n++) {
      const connection = network.open(port, {
        onMessage: () => {
          answered++
          if (next < bodies.length) connection.send(bodies[next++]!)
          else if (answered === bodies.length) resolve()
        },
      })
      for (let w = 0; w < plan.window && next < bodies.length; w++) connection.send(bodies[next++]!)
    }
  })
  while (!atRest()) await new Promise((resolve) => setTimeout(resolve, 1))
  const { user, system } = process.cpuUsage(cpu)
  return { us: (user + system) / plan.messages, seconds: (performance.now() - started) / 1000 }
}

/** What the sink and the network of the bench cost by themselves: four hops and one answer a message. */
async function standIns(messages: number): Promise<number> {
  const build = oruBuilder(10)
  const body = Buffer.from(build('b-00-0000001', 1), 'latin1')
  const network = turnNetwork()
  const echo: ConnectionHandlers = {
    onMessage: (connection, message) => connection.send(Buffer.from(`${ackHead}${controlIdOf(message)}\r`, 'latin1')),
  }
  await network.listen({ host: 'here', port: 1, maxMessage_bytes: 1 << 25, idle_ms: 0 }, echo)
  const cpu = process.cpuUsage()
  let count = 0
  await new Promise<void>((resolve) => {
    const connection = network.open(1, {
      onMessage: () => {
        if (++count === 2 * messages) resolve()
        else connection.send(body)
      },
    })
    for (let n = 0; n < 16; n++) connection.send(body)
  })
  const { user, system } = process.cpuUsage(cpu)
  return (user + system) / messages / 2
}

function numbers(given: Record<string, string>): Partial<Plan> {
  return Object.fromEntries(Object.entries(given).map(([name, text]) => [name, Number(text)]))
}

const round = (value: number) => Math.round(value * 10) / 10

if (process.argv[1] === import.meta.filename) {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ options: { messages: text, senders: text, window: text } })
  const figures = await engineMemoryBench(values as Record<string, string>)
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
  process.exit(0)
}
