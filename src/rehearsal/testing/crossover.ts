// What stands between the two virtual systems in their tests: it acknowledges, applies the site's steps and passes on,
// and has no ledger, no store and no judgement. The one thing to know: it keeps every message, so that a test can read
// what each side really said.
import { acknowledge, get, type Message, parseMessage, write } from '../../hl7/index.ts'
import { apply, compileFlow, type StepFunctions } from '../../mapping/index.ts'
import type { Site } from '../../site/shapes/site.ts'
import { type Inbox, openInbox } from '../lines/inbox.ts'
import { type Outbox, openOutbox } from '../lines/outbox.ts'
import type { World } from './world.ts'

export type Crossover = {
  /** Ports on which it hears each system, by connection id. */
  readonly ports: Readonly<Record<string, number>>
  /** What each system sent, in order, as it came. */
  readonly heard: { readonly system: string; readonly message: Message }[]
  /** What each system answered, by MSA-1. */
  readonly answers: { readonly system: string; readonly code: string }[]
  /** Messages whose steps did not let them pass. */
  readonly held: Message[]
  close(): Promise<void>
}

const common = { host: '127.0.0.1', maxMessage_bytes: 1_000_000, idle_ms: 0 }

/**
 * Opens it between peers that listen on these ports (by id of the out connection).
 * @param functions of the site's steps
 * @param tamper changes what a system sent before it is passed on, or loses it (null)
 */
export async function openCrossover(
  site: Site,
  world: Pick<World, 'clock' | 'network'>,
  peerPorts: Readonly<Record<string, number>>,
  tamper: (system: string, message: Message) => Message | null = (_, message) => message,
  functions: StepFunctions = new Map(),
): Promise<Crossover> {
  const { clock, network } = world
  const outboxes = new Map<string, Outbox>()
  const inboxes: Inbox[] = []
  const close = async () => {
    for (const outbox of outboxes.values()) outbox.close()
    await Promise.all(inboxes.map((inbox) => inbox.close(0)))
  }
  const crossover: Crossover = { ports: {}, heard: [], answers: [], held: [], close }
  let serial = 0
  const answer = (message: Message) => {
    const code = get(message, 'MSH-15') ? 'CA' : 'AA'
    return acknowledge(message, { code, controlId: `X${++serial}`, time: clock.now() })
  }
  for (const [id, port] of Object.entries(peerPorts)) {
    const endpoint = { ...common, port, backoff_ms: [10, 1000] as const }
    outboxes.set(
      id,
      openOutbox({
        clock,
        network,
        endpoint,
        answerWithin_ms: 2000,
        busyFirst_ms: 50,
        busyMost_ms: 500,
        busyLimit: 20,
      }),
    )
  }
  for (const system of site.systems) {
    const flows = site.flows.filter(({ from }) => from === system.id).map((flow) => compileFlow(site, flow, functions))
    const pass = (message: Message) => {
      const type = `${get(message, 'MSH-9.1')}^${get(message, 'MSH-9.2')}`
      const takes = ({ messages }: (typeof flows)[number]['flow']) =>
        messages.includes(type) || messages.includes(type.slice(0, 3))
      for (const flow of flows.filter((each) => takes(each.flow))) {
        const applied = apply(flow, message)
        if (applied.verdict !== 'pass') crossover.held.push(message)
        else for (const output of applied.outputs) deliver(flow.flow.to, flow.flow.delivery.connection, output)
      }
    }
    const deliver = (to: string, connection: string, output: Message) => {
      const settled = ({ code }: { code: string }) => void crossover.answers.push({ system: to, code })
      outboxes.get(connection)?.send(get(output, 'MSH-10') ?? '', write(output), settled)
    }
    for (const connection of system.connections.filter(({ direction }) => direction === 'in')) {
      const inbox = await openInbox({
        clock,
        network,
        endpoint: { ...common, port: 0 },
        receive: (message) => {
          crossover.heard.push({ system: system.id, message: parseMessage(write(message)) })
          const passed = tamper(system.id, message)
          if (passed) pass(passed)
          return [answer(message)]
        },
        busy: answer,
        disturb: () => 'none',
        slow_ms: 0,
      })
      inboxes.push(inbox)
      Object.assign(crossover.ports, { [connection.id]: inbox.port })
    }
  }
  return crossover
}
