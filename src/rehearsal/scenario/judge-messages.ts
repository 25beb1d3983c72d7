// What must have gone over the wires in a scenario: so many messages of a type about an order, with these fields. The one
// thing to know: it counts what arrived at a system, and a message that was repeated under its control ID once.
import { get, type Message, parseMessage, path, segmentsNamed, value } from '../../hl7/index.ts'
import { counted } from '../../site/counted.ts'
import type { Evidence, Frame } from '../play/evidence.ts'
import type { Failure } from './judge.ts'
import type { Prepared } from './prepare.ts'
import type { SaidShape } from './shape.ts'

/** What was not said as it should have been. */
export function judgeMessages(prepared: Prepared, evidence: Evidence): Failure[] {
  const { messages } = prepared.scenario.expect
  if (messages.length === 0) return []
  return messages.flatMap((said) => judgeSaid(said, prepared, evidence))
}

function judgeSaid(said: SaidShape, prepared: Prepared, evidence: Evidence): Failure[] {
  const line = said.on.replaceAll(' ', '-')
  const frames = evidence.frames.filter(
    (frame) => frame.line === line && frame.kind === 'message' && frame.end === 'arrived',
  )
  const found = new Set(frames.flatMap((frame) => matching(frame, said, prepared, evidence)))
  const { times, at_least = 1 } = said
  const isRight = times === undefined ? found.size >= at_least : found.size === times
  if (isRight) return []
  const fields = Object.entries(said.has ?? {}).map(([path, value]) => `${path} ${value}`)
  const about = [said.about ? `about ${said.about}` : '', fields.length > 0 ? `with ${fields.join(', ')}` : '']
  return [
    {
      subject: `${said.on}, ${said.type}`,
      where: 'wire',
      expected: `${times ?? `at least ${at_least}`} ${about.filter((each) => each !== '').join(' ')}`.trim(),
      shown: `${found.size} of ${counted(frames.length, 'message')} on that line`,
    },
  ]
}

/** The control ID of a frame that is such a message. */
function matching(frame: Frame, said: SaidShape, prepared: Prepared, evidence: Evidence): string[] {
  const message = readable(frame.bytes)
  if (!message) return []
  const type = `${get(message, 'MSH-9.1')}^${get(message, 'MSH-9.2')}`
  if (!typesOf(said.type, prepared).some((each) => each === type || each === type.slice(0, 3))) return []
  if (said.about !== undefined && !prepared.members(said.about).some((each) => isAbout(message, each, evidence)))
    return []
  const has = Object.entries(said.has ?? {}).every(([place, wanted]) => everywhere(message, place).includes(wanted))
  return has ? [get(message, 'MSH-10') ?? ''] : []
}

/** The message types of a flow that is named by what it carries; otherwise the type itself. */
function typesOf(type: string, { words: { site } }: Prepared): readonly string[] {
  const flows = site.flows.filter(({ kind }) => kind === type)
  const rewritten = flows.flatMap(({ steps }) =>
    steps.flatMap((step) => ('restructure' in step ? [step.restructure.replace('_', '^')] : [])),
  )
  return flows.length === 0 ? [type] : [...flows.flatMap(({ messages }) => messages), ...rewritten]
}

/** The urgency with which an order last reached the lab: TQ1-9, ORC-7.6, OBR-27.6 or OBR-5. (HL7 table 0485) */
export function priorityAtLab(handle: string, evidence: Evidence): string {
  const orders = evidence.frames
    .filter(({ line, kind, end }) => line === 'labloop-to-lab' && kind === 'message' && end === 'arrived')
    .flatMap(({ bytes }) => readable(bytes) ?? [])
    .filter((message) => get(message, 'ORC-1') !== undefined && isAbout(message, handle, evidence))
  const message = orders.at(-1)
  const places = ['TQ1-9.1', 'ORC-7.6', 'OBR-27.6', 'OBR-5.1']
  return (message && places.map((place) => get(message, place)).find((found) => found)) || ''
}

/** The values at a path in each segment of its name: `OBX-11` of every OBX. */
function everywhere(message: Message, place: string): readonly string[] {
  const { segment, field, component } = path(place)
  return segmentsNamed(message, segment).map((each) => value(each, field, component) ?? '')
}

function readable(bytes: Uint8Array): Message | undefined {
  try {
    return parseMessage(bytes)
  } catch {
    return undefined
  }
}

function isAbout(message: Message, handle: string, evidence: Evidence): boolean {
  const key = evidence.keys.get(handle) ?? ''
  const [placer = ''] = key.split('#')
  const filler = evidence.lab.book.get(key)?.order.filler.number ?? ''
  const numbers = ['ORC-2.1', 'OBR-2.1', 'ORC-3.1', 'OBR-3.1'].flatMap((place) => everywhere(message, place))
  return numbers.some((number) => number !== '' && (number === placer || number === filler))
}
