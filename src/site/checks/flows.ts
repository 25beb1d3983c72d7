// Checks of the flows among the systems: who sends, who receives, over which connection, and that no message has two
// ways. The one thing to know: one message may go to several systems, but only by one flow to each.
import type { FlowPart, SiteParts, SystemPart } from '../parts.ts'
import type { Report } from '../problem.ts'
import type { Flow } from '../shapes/flow.ts'
import { didYouMean, listed, quoted } from '../suggest.ts'
import { checkFileName } from './systems.ts'

export function checkFlows(parts: SiteParts, report: Report): void {
  for (const [index, flow] of parts.flows.entries()) {
    checkFileName(flow, report)
    const from = endpoint(flow, 'from', parts, report)
    const to = endpoint(flow, 'to', parts, report)
    if (from && from === to)
      report.error('site-value-invalid', flow.source.file, flow.source.at(['to']), {
        message: 'A flow leads from one system to another one.',
        given: quoted(from.id),
        allowed: 'another system',
      })
    if (from) checkHears(flow, from, report)
    if (to) checkDelivery(flow, to, parts, report)
    checkKinds(flow, report)
    checkAmbiguous(flow, parts.flows.slice(0, index), report)
    checkSplit(flow, report)
  }
  checkUnused(parts, report)
}

function endpoint(flow: FlowPart, end: 'from' | 'to', { systems }: SiteParts, report: Report): SystemPart | undefined {
  const id = flow[end]
  if (id === undefined) return undefined
  const found = systems.find((system) => system.id === id)
  if (!found) {
    const known = systems.map((system) => system.id)
    report.error('site-reference-unknown', flow.source.file, flow.source.at([end]), {
      message: `${end} names a system that the site does not have.`,
      into: `systems/${id}.yaml`,
      given: didYouMean(id, known),
      allowed: listed(known),
    })
  }
  return found
}

function checkHears(flow: FlowPart, from: SystemPart, report: Report): void {
  if (
    from.connections.some(({ value }) => value.direction === 'in') ||
    from.connections.length < from.connectionIds.size
  )
    return
  report.error('site-connection-missing', flow.source.file, flow.source.at(['from']), {
    into: from.source.file,
    given: `${quoted(from.id)}, which has ${from.connections.length === 0 ? 'no connection' : 'only connections with direction: out'}`,
  })
}

function checkDelivery(flow: FlowPart, to: SystemPart, { site, systems }: SiteParts, report: Report): void {
  const id = flow.head?.delivery.connection
  if (id === undefined) return
  if (id === '') {
    if (site?.part?.mode !== 'observe' && flow.head?.kind !== 'catalog') checkNamed(flow, to, report)
    return
  }
  const own = to.connections.find(({ value }) => value.id === id)
  if (own?.value.direction === 'out' || (!own && to.connectionIds.has(id))) return
  const at = flow.source.at(['delivery', 'connection'])
  const outs = outsOf(to)
  const other = systems.find((system) => system.connectionIds.has(id))
  if (own || other) {
    report.error('site-connection-direction', flow.source.file, at, {
      given: own
        ? `${quoted(id)}, on which Labloop listens`
        : `${quoted(id)}, which belongs to the system ${other?.id}`,
      allowed: listed(outs),
    })
    return
  }
  report.error('site-reference-unknown', flow.source.file, at, {
    message: 'connection names something that the site does not have.',
    into: to.source.file,
    given: didYouMean(id, outs),
    allowed: listed(outs),
  })
}

/** A live flow has to go somewhere. What is there and wrong is told where it stands, not as missing. */
function checkNamed({ source }: FlowPart, to: SystemPart, report: Report): void {
  const { delivery } = source.value as { readonly delivery?: unknown }
  const isRead = delivery === undefined || (typeof delivery === 'object' && delivery !== null)
  if (!isRead || (delivery && 'connection' in delivery)) return
  report.error('site-value-missing', source.file, source.at(delivery === undefined ? [] : ['delivery']), {
    message: 'The required setting delivery.connection is missing: a flow of a live site has to go somewhere.',
    into: 'site.yaml',
    allowed: listed(outsOf(to)),
    remedy: 'Name an out connection of the system that receives, or set mode: observe in site.yaml.',
  })
}

function outsOf(system: SystemPart): string[] {
  return system.connections.filter(({ value }) => value.direction === 'out').map(({ value }) => value.id)
}

/** Message types (MSH-9.1) that belong to a kind of flow. */
const kinds: Readonly<Record<Flow['kind'], readonly string[]>> = {
  orders: ['ORM', 'OML', 'OMG', 'ORG'],
  results: ['ORU', 'OUL', 'ORF', 'OPU', 'ORA'],
  status: ['ORM', 'OML', 'OMG', 'OSR', 'OSM'],
  patients: ['ADT'],
  catalog: ['MFN', 'MFK'],
  answers: ['ORL', 'ORR', 'ORG', 'ACK', 'MFK'],
}

function checkKinds({ source, head, messages }: FlowPart, report: Report): void {
  if (!head) return
  for (const { at, value: type } of messages) {
    const [code = ''] = type.split('^')
    if (/^[A-Z]{3}$/.test(code) && !kinds[head.kind].includes(code))
      report.error('site-message-kind', source.file, source.at(at), {
        given: `${type} in a flow of the kind ${head.kind}`,
        allowed: listed(kinds[head.kind]),
      })
  }
}

function checkAmbiguous(flow: FlowPart, before: readonly FlowPart[], report: Report): void {
  for (const { at, value } of flow.messages) {
    const repeated = flow.messages.find(
      (other) => other.at !== at && before_(other.at, at) && overlap(other.value, value),
    )
    const other = before.find(
      (candidate) =>
        candidate.from === flow.from &&
        candidate.to === flow.to &&
        candidate.messages.some((message) => overlap(message.value, value)),
    )
    if (!repeated && !other) continue
    report.error('site-messages-ambiguous', flow.source.file, flow.source.at(at), {
      given: `${value}, which ${other ? `the flow ${other.id} takes too` : 'this flow names twice'}`,
    })
  }
}

function before_(one: readonly (string | number)[], other: readonly (string | number)[]): boolean {
  return Number(one.at(-1)) < Number(other.at(-1))
}

/** `ADT` means any event of it. */
function overlap(one: string, other: string): boolean {
  const [[code, event], [otherCode, otherEvent]] = [one.split('^'), other.split('^')]
  return code === otherCode && (!event || !otherEvent || event === otherEvent)
}

/** The parts of a split message would share one control id, and the receiver drop all but the first. */
function checkSplit({ source, head, steps }: FlowPart, report: Report): void {
  const split = steps.find(({ value }) => 'split' in value)
  if (split && head?.delivery.control_id === 'keep')
    report.error('site-step-order', source.file, source.at([...split.at, 'split']), {
      message: 'A message that is split cannot keep its control id: its parts would look like repeats of one another.',
      given: 'split with control_id: keep',
      allowed: 'control_id: new',
      remedy: 'Set control_id to new in delivery, or take the split out.',
    })
}

function checkUnused({ systems, flows }: SiteParts, report: Report): void {
  const used = new Set(flows.map((flow) => flow.head?.delivery.connection))
  if (flows.some((flow) => !flow.head)) return
  for (const { source, connections } of systems)
    for (const { at, value } of connections)
      if (value.direction === 'out' && !used.has(value.id))
        report.warning('site-connection-unused', source.file, source.at([...at, 'id']), {
          given: quoted(value.id),
          into: 'flows/',
        })
}
