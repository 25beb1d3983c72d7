// How the messages of an interface specification travel: connections, who opens them, and how a message is answered. The one
// thing to know: it comes from connections and flows, so a vendor can set up his side from the document alone.
import type { Flow } from '../site/shapes/flow.ts'
import type { Site } from '../site/shapes/site.ts'
import type { Connection, System } from '../site/shapes/system.ts'
import type { Block } from './document.ts'
import { durationText } from './timing-text.ts'

/** One connection of a system, with what goes over it. */
export type ConnectionSpec = {
  readonly connection: string
  /** `in`: the system connects to Labloop; `out`: Labloop connects to it. */
  readonly direction: 'in' | 'out'
  readonly host: string
  readonly port: number
  readonly tls: boolean
  readonly longest_bytes: number
  readonly carries: readonly CarriedSpec[]
}

export type CarriedSpec = {
  readonly flow: string
  readonly messages: readonly string[]
  /** How its receiver answers, in words. */
  readonly answer: string
}

/** The connections of a system; one over which no flow goes is left out where Labloop would open it. */
export function connectionsOf(system: System, site: Site): readonly ConnectionSpec[] {
  return system.connections.flatMap((connection): ConnectionSpec[] => {
    const { id, direction, host, port, tls, max_message } = connection
    const carries = carriedBy(connection, system, site)
    if (carries.length === 0) return []
    return [{ connection: id, direction, host, port, tls: tls !== undefined, longest_bytes: max_message, carries }]
  })
}

function carriedBy({ id, direction }: Connection, system: System, { flows }: Site): readonly CarriedSpec[] {
  if (direction === 'in')
    return flows
      .filter(({ from }) => from === system.id)
      .map((flow) => ({ flow: flow.id, messages: flow.messages, answer: toldSender(flow) }))
  return flows
    .filter(({ delivery }) => delivery.connection === id)
    .map((flow) => ({ flow: flow.id, messages: madeOf(flow), answer: askedOfReceiver(flow) }))
}

/** The types that a flow's steps make of its messages. */
function madeOf({ messages, steps }: Flow): readonly string[] {
  const rewritten = steps.flatMap((step) => ('restructure' in step ? [step.restructure.replace('_', '^')] : []))
  return rewritten.length > 0 ? rewritten.slice(-1) : messages
}

/** What Labloop answers, and when. (HL7 v2.5.1 §2.9.2) */
function toldSender({ acknowledge }: Flow): string {
  const commit = 'with MSH-15, MSH-16: CA once it is stored, AA, AE or AR once it is decided'
  if (acknowledge === 'stored') return `AA once it is stored; ${commit}`
  return `AA, AE or AR once it is decided; ${commit}`
}

/** What Labloop expects of the receiver, and does without it. */
function askedOfReceiver({ delivery }: Flow): string {
  const { answer_within, no_answer, in_flight, control_id, on, per_second } = delivery
  const silent = no_answer === 'resend' ? 'sent again under the same MSH-10' : 'held, and not sent again by itself'
  const exceptions = Object.entries(on).map(([code, what]) => `${code}: ${what}`)
  return [
    `within ${durationText(answer_within)}, MSA-2 the MSH-10 of the message; else ${silent}`,
    `${in_flight === 1 ? 'one message' : `up to ${in_flight} messages`} at a time`,
    control_id === 'new'
      ? 'MSH-10 is Labloop’s own'
      : 'MSH-10 is that of the sender, but where it gave it to another message before',
    ...(per_second === undefined ? [] : [`at most ${per_second} a second`]),
    ...exceptions,
  ].join('; ')
}

/** The table of a system's connections. */
export function connectionBlocks(name: string, connections: readonly ConnectionSpec[]): readonly Block[] {
  if (connections.length === 0) return []
  return [
    { heading: `Connections of ${name}`, level: 2 },
    { text: 'MLLP over TCP: each message is framed by VT (0B) before it and FS CR (1C 0D) behind it.' },
    {
      columns: ['Connection', 'Who connects', 'Address', 'TLS', 'Longest message', 'Flow', 'Messages', 'Answer'],
      rows: connections.flatMap(({ connection, direction, host, port, tls, longest_bytes, carries }) =>
        carries.map(({ flow, messages, answer }) => [
          `\`${connection}\``,
          direction === 'in' ? `${name} to Labloop` : `Labloop to ${name}`,
          `${host}:${port}`,
          tls ? 'yes' : 'no',
          `${Math.floor(longest_bytes / 2 ** 20)} MB`,
          `\`${flow}\``,
          messages.join(', '),
          answer,
        ]),
      ),
    },
  ]
}
