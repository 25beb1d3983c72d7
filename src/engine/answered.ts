// What an answer that came as a message answers: a message of ours, found by its control id alone. The one thing to know:
// what names nothing that was sent is foreign; it is kept and shown, and credited to nothing. Which orders the message speaks
// of is only known once it was decided, which may be in this very batch.
import { Buffer } from 'node:buffer'
import { type Header, peek } from '../hl7/index.ts'
import { afterwards, judgeAnswer } from './answer-policy.ts'
import { type Batch, closeIn, raiseIn, takeWords } from './batch.ts'
import { readControlId, wentOutUnder } from './control-id.ts'
import type { Outbound } from './deliver.ts'
import type { Store, StoredMessage } from './ports/store.ts'
import type { Readable } from './prepare.ts'
import { readAnswer } from './read-answer.ts'
import type { Rules } from './rules.ts'
import { ordersToldOf } from './told-lately.ts'

export type Answered = {
  /** Where it stands with crediting: done by the destination itself, to be done here, or there is nothing to credit. */
  readonly by: 'destination' | 'here' | 'nobody'
  /** The message that was answered, as it came from its sender; null where it is not known. */
  readonly original: Pick<StoredMessage, 'id' | 'controlId'> | null
  readonly orderIds: readonly number[]
  /** The delivery that was answered, where its control id says; null elsewhere. */
  readonly deliveryId: number | null
}

export const foreign: Answered = { by: 'nobody', original: null, orderIds: [], deliveryId: null }

export type Sources = {
  readonly rules: Rules
  readonly store: Pick<Store, 'messages' | 'messageUnder' | 'deliveries' | 'ordersNamed'>
  readonly outbound: Pick<Outbound, 'find' | 'credit'>
}

/**
 * Finds what a message with an MSA answers; null for a message without one. Credits what a destination remembers, unless the
 * message is only looked at again.
 */
export async function findAnswered(ready: Readable, sources: Sources, credits = true): Promise<Answered | null> {
  const answer = ready.reading.answers && readAnswer(ready.message)
  if (!answer) return null
  const { system, connection, body } = ready.stored
  const sent = sources.outbound.find(system, answer)
  if (sent) {
    if (credits && !sources.rules.destinations.has(connection))
      sources.outbound.credit(system, answer, Buffer.from(body))
    const [original = null] = await sources.store.messages([sent.messageId])
    return { by: 'destination', original, orderIds: sent.orderIds, deliveryId: sent.id }
  }
  return messageUnder(system, answer.controlId, sources, ready.header)
}

/**
 * The message that went to a system under a control id, long ago as well; `original` null where there is none. `answer`: the
 * header of the answer that names it, where there is one.
 */
export async function messageUnder(
  system: string,
  controlId: string,
  sources: Pick<Sources, 'rules' | 'store'>,
  answer: Addressed | null = null,
): Promise<Answered> {
  return (
    (await byOurControlId(system, controlId, sources)) ?? (await byTheirControlId(system, controlId, sources, answer))
  )
}

/** To whom an answer goes: it names the sender of what it answers. */
type Addressed = Pick<Header, 'receivingApplication' | 'receivingFacility'>

/**
 * A control id of ours says itself which delivery it was. Others have the same form: of another Labloop, or from before the
 * database was made anew; so it counts where that delivery went to this system under it.
 */
async function byOurControlId(
  system: string,
  controlId: string,
  { rules, store }: Pick<Sources, 'rules' | 'store'>,
): Promise<Answered | null> {
  const named = readControlId(controlId)
  const [delivery] = named ? await store.deliveries([named.deliveryId]) : []
  if (!delivery) return null
  const { id: deliveryId, messageId, destination } = delivery
  const to = rules.destinations.get(destination)?.system ?? system // a connection that the site no longer has
  if (to !== system || !wentOutUnder(controlId, { ...delivery, deliveryId })) return null
  const [original] = await store.messages([messageId])
  if (!original) return null
  return { by: 'here', original, orderIds: await store.ordersNamed(messageId), deliveryId }
}

/**
 * Where control ids are kept, and in observe mode, the original stands under the same one at its sender. A control id that was
 * given to several messages names none of them here: only one of them went out under it, and it is not known which. In observe
 * mode each went out as it came: of one sender the newest is meant, of several the one that the answer goes to.
 */
async function byTheirControlId(
  system: string,
  controlId: string,
  { rules, store }: Pick<Sources, 'rules' | 'store'>,
  answer: Addressed | null,
): Promise<Answered> {
  const flows = rules.site.flows.filter(({ to, delivery }) => {
    return to === system && (rules.observe || delivery.control_id === 'keep')
  })
  const senders = [...new Set(flows.map((flow) => flow.from))]
  const found: Sent[] = []
  for (const from of senders) {
    const id = await store.messageUnder(from, controlId)
    if (id !== null) found.push({ from, id })
  }
  const meant = rules.observe ? await meantOf(found, senders, answer, { rules, store }) : found
  const [one, ...others] = meant
  if (one === undefined || others.length > 0 || (!rules.observe && (await isReused(one.id, store)))) return foreign
  return {
    by: 'here',
    original: { id: one.id, controlId },
    orderIds: await store.ordersNamed(one.id),
    deliveryId: null,
  }
}

/** A message under a control id, and who sent it. */
type Sent = { readonly from: string; readonly id: number }

/**
 * Those of these messages that an answer can be meant for, by MSH-5 and MSH-6. Where one is known so far, it is that one, unless
 * the site says that another of the senders is named so: its message may come behind its answer.
 */
async function meantOf(
  found: readonly Sent[],
  senders: readonly string[],
  answer: Addressed | null,
  { rules, store }: Pick<Sources, 'rules' | 'store'>,
): Promise<readonly Sent[]> {
  const [only] = found
  if (answer === null || only === undefined || senders.length === 1) return found
  if (found.length === 1) {
    const named = rules.site.systems.filter(({ id, header }) => senders.includes(id) && isNamed(answer, header))
    return named.length === 0 || named.some(({ id }) => id === only.from) ? found : []
  }
  const stored = await store.messages(found.map(({ id }) => id))
  return found.filter(({ id }) => {
    const body = stored.find((one) => one.id === id)?.body
    const header = body && peek(body)
    return header && isNamed(answer, { application: header.sendingApplication, facility: header.sendingFacility })
  })
}

/** Whether an answer goes to the sender that is named so; a part that the answer leaves out tells nothing. */
function isNamed(
  { receivingApplication, receivingFacility }: Addressed,
  name: { readonly application: string; readonly facility: string } | undefined,
): boolean {
  if (name === undefined || receivingApplication + receivingFacility === '') return false
  const isSame = (answered: string, sent: string) => answered === '' || answered === sent
  return isSame(receivingApplication, name.application) && isSame(receivingFacility, name.facility)
}

async function isReused(id: number, store: Sources['store']): Promise<boolean> {
  const [stored] = await store.messages([id])
  return stored?.controlIdReused === true
}

/** Tells the ledger of an answer that no destination credited; a foreign one is raised. */
export function tellAnswered(batch: Batch, ready: Readable, answered: Answered): void {
  const { system, id } = ready.stored
  const answer = readAnswer(ready.message)
  if (!answer || answered.by === 'destination') return
  if (answered.by === 'nobody' || !answered.original) {
    raiseIn(batch, foreignConcern(system, id), { system, messageId: id })
    return
  }
  const { original, deliveryId } = answered
  const orderIds = [...new Set([...answered.orderIds, ...ordersToldOf(batch.facts, original.id)])]
  const proves = provedBy(batch.rules, system)
  const verdict = judgeAnswer(answer, proves, {})
  const credited = { system, messageId: original.id, deliveryId, orderIds }
  // It may come before the delivery has ended, which is sent again until it is answered on its own line.
  const by = batch.rules.observe ? answer.code : `${answer.code} as a message`
  const words = { ...credited, by, at: ready.stored.receivedAt }
  if (verdict.act === 'delivered') takeWords(batch, { ...words, kind: 'word-taken', level: verdict.level })
  else {
    takeWords(batch, { ...words, kind: 'word-refused', level: 'sent' })
    const why = `${verdict.act === 'hold' ? verdict.why : `The receiver answered ${answer.code}: not now.`} ${afterwards}`
    const kind = verdict.act === 'hold' ? verdict.kind : 'delivery-refused'
    const concern = { kind, severity: 'high' as const, text: why, cause: `${kind}|${system}|${original.id}` }
    raiseIn(batch, concern, { system, messageId: original.id, orderIds })
  }
}

/** Tells of an answer that was raised as foreign, whose message came after it: nobody need look any more. */
export function tellAnsweredLate(batch: Batch, ready: Readable, answered: Answered): void {
  const { system, id } = ready.stored
  tellAnswered(batch, ready, answered)
  for (const exception of batch.desk.ofCause(foreignConcern(system, id).cause)) {
    if (exception.messageId === id) closeIn(batch, exception, 'the message that it answers came after it')
  }
}

function provedBy({ destinations }: Rules, system: string) {
  for (const destination of destinations.values()) if (destination.system === system) return destination.proves
  return 'received'
}

function foreignConcern(system: string, messageId: number) {
  return {
    kind: 'foreign-acknowledgement' as const,
    severity: 'normal' as const,
    text: `${system} acknowledged a message that was not sent to it, or long ago (MSA-2 of message ${messageId} is unknown). It was credited to nothing; see that the system answers with the MSH-10 that it got.`,
    cause: `foreign-acknowledgement|${system}`,
  }
}
