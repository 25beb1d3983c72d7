// What one message does: mapped by its flows, told to the ledger, queued for its destinations. The one thing to know: doubts
// flag a result and never hold it; only identity, an unmapped code, a value that cannot be converted and the site's own word
// about unsolicited ones hold.
import { answerCatalog } from '../alignment/catalog/mfn/answer.ts'
import { acknowledge, formatDateTime, get, type Header, type Message, peek, set, setMany, write } from '../hl7/index.ts'
import { orderIn, sendWord, type Told, tell, withholdWord } from '../ledger/book.ts'
import type { OrderConcern } from '../ledger/concern.ts'
import type { Side } from '../ledger/fact.ts'
import { atLeast } from '../ledger/words.ts'
import { type Applied, type ApplyContext, apply } from '../mapping/index.ts'
import type { Concern } from '../ownership/exception.ts'
import type { Flow } from '../site/shapes/flow.ts'
import { type Alignment, alignMessage } from './align-message.ts'
import { planAnswers } from './answer-plan.ts'
import { asksForAnswer } from './answer-policy.ts'
import { type About, type Batch, keepTold, raiseIn } from './batch.ts'
import { catalogNews, isKeptOnly } from './catalog-news.ts'
import { keptControlId, newControlId } from './control-id.ts'
import { outcome } from './delivery-report.ts'
import { type HeldReason, heldWhy } from './held-reasons.ts'
import { ownFindings } from './own-findings.ts'
import type { Delivery, StoredMessage } from './ports/store.ts'
import type { Readable } from './prepare.ts'
import { hasUrgentResult } from './urgency.ts'

/** A flow with what its steps made of the message. */
type Mapped = { readonly flow: Flow; readonly applied: Applied; readonly alignment: Alignment }

export type TellContext = {
  /** MSH-10 and MSH-7 of our answers. */
  readonly nextControlId: () => string
  readonly time: string
  /** The control id under which the receiver of the mapped message sent what this one answers; null: it answers nothing. */
  readonly answers: string | null
  /** Whether the sender may hear a verdict: not on a line of ours, where the message is itself an answer. */
  readonly mayAnswer: boolean
}

/** Does everything that a message asks for, within the batch. */
export function tellMessage(batch: Batch, ready: Readable, context: TellContext): void {
  const { stored, reading } = ready
  const mapped = mapFlows(batch, ready, context.answers)
  const rejected = mapped.find(isRejected)
  const refusedWhole = rejected !== undefined && canRefuse(batch, ready, context)
  const about = { system: stored.system, messageId: stored.id }
  const heard = refusedWhole ? { told: [], conflicts: [] } : tellFacts(batch, ready)
  const orderIds = ordersOf(heard.told)
  const addressed = addressedOrders(batch, ready, heard.told)
  for (const concern of reading.concerns) raiseIn(batch, concern, { ...about, orderIds })
  if (batch.rules.observe || mapped.length === 0) {
    for (const concern of heard.conflicts)
      raiseIn(batch, asSeen(batch, concern), aboutAll({ ...about, orderIds }, concern))
  }
  for (const one of mapped) {
    const ownIds =
      addressed.length === 0 ? none : addressed.flatMap(({ orderId, flow }) => (flow === one.flow ? orderId : none))
    if (refusedWhole || isRejected(one)) {
      reject(batch, ready, one, orderIds)
      withhold(batch, stored.id, one.flow, ownIds)
    } else deliver(batch, ready, one, heard, ownIds)
    if (one.alignment.passing.length > 0)
      ownFindings(batch, one.alignment.passing, { flow: one.flow.id, messageId: stored.id, orderIds })
  }
  if (stored.controlIdReused) raiseIn(batch, reused(stored.system), about)
  const news = mapped.length > 0 && !refusedWhole ? catalogNews(ready.message, stored.system, stored.id) : null
  if (news) raiseIn(batch, news, about)
  decide(batch, ready, context, rejected && refusedWhole ? rejected : null)
}

/**
 * Whether the message can be refused whole: by the flow's setting, or because its sender asks for the verdict (MSH-16) and
 * would else be told that it was accepted. Never in observe mode: there the two systems have long agreed on it.
 */
function canRefuse({ rules }: Batch, { header, taking }: Readable, { mayAnswer }: TellContext): boolean {
  if (rules.observe) return false
  return taking.acknowledge === 'decided' || (mayAnswer && planAnswers(header, 'stored').decided.refuse)
}

function mapFlows(batch: Batch, ready: Readable, answers: string | null): Mapped[] {
  const mapped = ready.taking.flows.map((flow) => ({
    flow,
    applied: apply(batch.rules.flows.get(flow.id)!, ready.message, applyContext(ready, answers)),
  }))
  const alignments = alignMessage(batch, ready, mapped)
  return mapped.map((one, nth) => ({ ...one, alignment: alignments[nth]! }))
}

function isRejected({ applied, alignment }: Mapped): boolean {
  return applied.verdict === 'reject' || alignment.verdict === 'reject'
}

/** What the steps need to know beside the message. */
export function applyContext({ stored }: Pick<Readable, 'stored'>, answers: string | null): ApplyContext {
  const written = formatDateTime(stored.receivedAt, { precision: 'day' })
  const day = `${written.slice(0, 4)}-${written.slice(4, 6)}-${written.slice(6)}`
  return answers === null ? { day } : { answers, day }
}

type Heard = { readonly told: readonly Told[]; readonly conflicts: readonly OrderConcern[] }

/** Tells the facts. What conflicts about identity holds the message, so it is raised together with the hold. */
function tellFacts(batch: Batch, { stored, reading }: Readable): Heard {
  const conflicts: OrderConcern[] = []
  const told = reading.facts.map((fact) => {
    const one = tell(batch.book, fact, batch.rules.policy)
    const holds = one.verdict === 'identity-hold'
    if (holds) conflicts.push(...one.concerns)
    keepTold(batch, fact, holds ? { ...one, concerns: [] } : one, { system: stored.system, messageId: stored.id })
    return one
  })
  return { told, conflicts }
}

function ordersOf(told: readonly Told[]): number[] {
  const ids = new Set<number>()
  for (const { orderId } of told) if (orderId !== null) ids.add(orderId)
  return [...ids]
}

const none: readonly number[] = []

/** An order of the message, and the flow that leads to its other side. */
type Addressed = { readonly orderId: number; readonly flow: Flow }

/** Orders of which the message has something to say to their other side; a parent that ended with its last part as well. */
function addressedOrders(
  { book, rules }: Batch,
  { reading, stored, taking }: Readable,
  told: readonly Told[],
): Addressed[] {
  const found: Addressed[] = []
  const add = (orderId: number, side: Side): void => {
    const order = orderIn(book, orderId)
    if (!order || found.some((one) => one.orderId === orderId)) return
    const flow = rules.addressees.flowFor(taking.flows, order, side)
    if (flow) found.push({ orderId, flow })
  }
  for (let at = 0; at < told.length; at++) {
    const { orderId } = told[at]!
    const fact = reading.facts[at]!
    if (orderId === null || !('side' in fact)) continue
    add(orderId, fact.side)
    const parentId = orderIn(book, orderId)?.parentId ?? null
    const parent = parentId === null ? undefined : orderIn(book, parentId)
    if (parent?.words.some(({ messageId }) => messageId === stored.id)) add(parent.id, fact.side)
  }
  return found
}

/** The flow to the other side of these orders refused the message. In observe mode it went its own way all the same. */
function withhold({ book, rules, now }: Batch, messageId: number, { to }: Flow, orderIds: readonly number[]): void {
  const keep = rules.observe ? sendWord : withholdWord
  for (const id of orderIds) keep(book, id, messageId, to, rules.policy, now)
}

/** Not delivered at all: raised on its orders, so that somebody has the sender correct it. */
function reject(batch: Batch, { stored, reading }: Readable, mapped: Mapped, orderIds: readonly number[]): void {
  const { flow, applied, alignment } = mapped
  const about = { system: stored.system, messageId: stored.id, flow: flow.id, orderIds }
  const urgent = hasUrgentResult(reading.facts)
  const concerns = [...applied.concerns, ...alignment.concerns]
  for (const concern of concerns) raiseIn(batch, asSeen(batch, concern), about, urgent)
  if (concerns.length === 0 && !isRejected(mapped)) raiseIn(batch, rejectedElsewhere(flow), about, urgent)
}

/** One flow refused the message whole, so that none may take it. */
function rejectedElsewhere({ id }: Flow): Concern {
  const text = `Another flow refused the message, so it does not go out on ${id} either. Settle that refusal first.`
  return { kind: 'delivery-held', severity: 'high', text, cause: `delivery-held|${id}|refused-whole` }
}

type Hold = { readonly reason: HeldReason; readonly concerns: readonly (Concern | OrderConcern)[] }

/** With the orders that a concern is about beside those of its message: another patient's, of which it gives a number. */
function aboutAll(about: About & { readonly orderIds: readonly number[] }, concern: Concern | OrderConcern): About {
  const more = 'orderIds' in concern ? concern.orderIds.filter((id) => !about.orderIds.includes(id)) : []
  return more.length === 0 ? about : { ...about, orderIds: [...about.orderIds, ...more] }
}

/** `ownIds`: orders to whose other side the flow leads; of any others the receiver gets a copy. */
function deliver(batch: Batch, ready: Readable, mapped: Mapped, heard: Heard, ownIds: readonly number[]): void {
  const { stored } = ready
  const { flow, applied } = mapped
  const orderIds = ordersOf(heard.told)
  const hold = holdFor(mapped, heard, stored.system)
  const carriedIds = carried(batch, heard, ownIds, stored.id)
  const made = batch.rules.observe || isKeptOnly(flow) ? [] : queue(batch, ready, flow, applied, heard.told, carriedIds)
  send(batch, stored.id, flow, ownIds, made)
  const about = { system: stored.system, messageId: stored.id, flow: flow.id, orderIds }
  if (hold && made.length > 0) holdBack(batch, ready, hold, made, about)
  else {
    const { concerns } = mapped.alignment
    for (const concern of [...flags(flow, applied, heard.told, stored.system), ...concerns]) {
      raiseIn(batch, asSeen(batch, concern), about)
    }
  }
}

/** In observe mode a text that speaks of holding or sending on must not be taken at its word. */
function asSeen({ rules }: Batch, concern: Concern): Concern {
  return rules.observe ? { ...concern, text: `${concern.text} ${pastLabloop}` } : concern
}
const pastLabloop = 'Labloop only observes here: it held and sent nothing, and the message went its own way.'

/** Each held delivery has an exception of its own, so that none is forgotten when another is let go. */
function holdBack(
  batch: Batch,
  { reading }: Readable,
  { reason, concerns }: Hold,
  made: readonly Delivery[],
  about: About & { readonly orderIds: readonly number[] },
): void {
  const urgent = hasUrgentResult(reading.facts)
  for (const [nth, delivery] of made.entries()) {
    const { id } = delivery
    const why = heldWhy(reason, { nth, of: made.length })
    batch.outcomes.push(outcome({ id, attempts: 0 }, delivery.destination, 'held', batch.now, { why }))
    batch.held.push({ ...delivery, why, attempts: 0 })
    const reasons = nth === 0 && concerns.length > 0 ? concerns : [heldConcern(id, why)]
    for (const concern of reasons) raiseIn(batch, concern, aboutAll({ ...about, deliveryId: id }, concern), urgent)
  }
}

function heldConcern(deliveryId: number, why: string): Concern {
  const text = `The message is held (${why}). Let it go, or cancel it, once the reason is settled.`
  return { kind: 'delivery-held', severity: 'high', text, cause: `delivery-held|${deliveryId}` }
}

/**
 * Orders of which this message carries a word that is still to be taken: of those the delivery brings news. One that it is
 * held for may get such a word when people let it go.
 */
function carried(batch: Batch, { told }: Heard, orderIds: readonly number[], messageId: number): number[] {
  return orderIds.filter(
    (id) =>
      orderIn(batch.book, id)?.words.some(
        (word) =>
          (word.messageId === messageId || word.repeatMessageId === messageId) && !atLeast(word.level, 'received'),
      ) || told.some(({ verdict, orderId }) => verdict === 'identity-hold' && orderId === id),
  )
}

/** The words of these orders are on their way; where the message went out as several, each by those that carry it. */
function send(
  { book, rules, now }: Batch,
  messageId: number,
  { to }: Flow,
  orderIds: readonly number[],
  made: readonly Delivery[],
): void {
  for (const id of orderIds) {
    const parts = made.length > 1 ? made.flatMap((one) => (one.orderIds.includes(id) ? one.id : none)) : none
    sendWord(book, id, messageId, to, rules.policy, now, parts)
  }
}

/** Why the message must not go out before a person says so; null where it may. */
function holdFor({ flow, applied, alignment }: Mapped, heard: Heard, system: string): Hold | null {
  const { failed, verdict, unmapped, unconverted } = applied
  const concerns = [...applied.concerns, ...alignment.concerns]
  if (heard.told.some((told) => told.verdict === 'identity-hold')) {
    return { reason: 'identity', concerns: [...heard.conflicts, ...concerns] }
  }
  if (failed) return { reason: 'unfinished', concerns }
  if (verdict === 'hold') {
    return { reason: unmapped === 'hold' ? 'mapping' : unconverted ? 'conversion' : 'asked', concerns }
  }
  if (alignment.verdict === 'hold') return { reason: 'alignment', concerns }
  if (flow.unsolicited === 'hold' && heard.told.some(isUnsolicited)) {
    const held = unsolicited(system, 'It is held until a person lets it go.')
    return { reason: 'unsolicited', concerns: [...concerns, held] }
  }
  return null
}

/** What is said of a message that goes out all the same. */
function flags(flow: Flow, applied: Applied, told: readonly Told[], system: string): readonly Concern[] {
  if (flow.unsolicited !== 'raise' || !told.some((one) => isUnsolicited(one) && one.verdict === 'accepted')) {
    return applied.concerns
  }
  return [...applied.concerns, unsolicited(system, 'It is not held for this.')]
}

function isUnsolicited(told: Told): boolean {
  return told.unsolicited && told.orderId !== null
}

function unsolicited(system: string, what: string): Concern {
  return {
    kind: 'unsolicited-result',
    severity: 'normal',
    text: `A result came that nobody ordered. ${what} See whether an order is missing, or whether this flow should accept such results.`,
    cause: `unsolicited-result|${system}`,
  }
}

function reused(system: string): Concern {
  return {
    kind: 'control-id-reused',
    severity: 'normal',
    text: `${system} gave a control id (MSH-10) again for another message inside its window. Both were processed; let it count on, or shorten control_id_window.`,
    cause: `control-id-reused|${system}`,
  }
}

/**
 * The messages that go out, queued in the order in which the steps made them. A control id that its sender gave to another
 * message before is not kept: a second answer to that one would count as the answer to this one. (docs/adr/0076)
 */
function queue(
  batch: Batch,
  { stored, message, header, reading }: Readable,
  flow: Flow,
  applied: Applied,
  told: readonly Told[],
  orderIds: readonly number[],
): Delivery[] {
  const lanes = lanesOf(told)
  const outputs: readonly Message[] = applied.failed ? [message] : applied.outputs
  const parts = outputs.length > 1 ? partsOf(applied.origins, reading.places, told, orderIds) : null
  return outputs.map((output, nth) => {
    const id = ++batch.lastDeliveryId
    const controlId =
      flow.delivery.control_id === 'keep' && !stored.controlIdReused
        ? keptControlId(header.controlId, nth, batch.rules.controlIdLength(flow.to))
        : newControlId({ messageId: stored.id, deliveryId: id }, batch.now)
    const delivery: Delivery = {
      id,
      destination: flow.delivery.connection,
      flow: flow.id,
      messageId: stored.id,
      controlId,
      lanes,
      orderIds: parts ? parts[nth]! : orderIds,
      queuedAt: batch.now,
      body: outgoingBytes(output, controlId, header),
    }
    batch.deliveries.push(delivery)
    return delivery
  })
}

/**
 * The orders that each output carries, by where the facts stood that are told of them. One that nobody can place (a function
 * of the site made the lines, or they were dropped) counts as carried by all: it is taken once all are.
 */
function partsOf(
  origins: Applied['origins'],
  places: readonly number[],
  told: readonly Told[],
  orderIds: readonly number[],
): number[][] {
  const isKnown = origins.every((places) => places !== null)
  const parts = origins.map((): number[] => [])
  for (const id of orderIds) {
    const own = places.filter((_, at) => told[at]?.orderId === id)
    const isPlaced = isKnown && own.length > 0 && own.every((place) => origins.some((one) => one!.includes(place)))
    for (const [nth, one] of origins.entries()) {
      if (!isPlaced || own.some((place) => one!.includes(place))) parts[nth]!.push(id)
    }
  }
  return parts
}

/** What the steps made, under its control id. `header`: that of the message as it came. */
export function outgoingBytes(output: Message, controlId: string, header: Header): Uint8Array {
  return write(answerable(controlId === header.controlId ? output : set(output, 'MSH-10', controlId), header))
}

/**
 * What the sender asked of us by MSH-15 and MSH-16 is not asked of the receiver: a message that would go out asking for no
 * answer, only because it came in so, asks for one in original mode. (HL7 v2.5.1 §2.9.2)
 */
function answerable(
  output: Message,
  { acceptAcknowledgment: accept, applicationAcknowledgment: application }: Header,
): Message {
  if (accept === '' && application === '') return output
  const same = get(output, 'MSH-15') === accept && (get(output, 'MSH-16') ?? '') === application
  if (!same || asksForAnswer(accept, application)) return output
  return setMany(output, [
    ['MSH-15', ''],
    ['MSH-16', ''],
  ])
}

/** All orders and patients that the message names; what names none keeps its order among its own kind. */
function lanesOf(told: readonly Told[]): number[] {
  const lanes = new Set<number>()
  for (const one of told) for (const lane of one.lanes) lanes.add(lane)
  return lanes.size > 0 ? [...lanes] : [0]
}

/** The verdict, where the sender waits for it: AA, or AE for a message that was refused whole. */
function decide(batch: Batch, ready: Readable, context: TellContext, rejected: Mapped | null): void {
  const plan = planAnswers(ready.header, batch.rules.observe ? 'stored' : ready.taking.acknowledge)
  if (!context.mayAnswer) return
  if (!(rejected ? plan.decided.refuse : plan.decided.accept)) return
  answer(batch, ready, context, rejected ? rejection(rejected) : { code: 'AA' })
}

/** Table value not found: a code that the map of the flow does not have, or that means something else to the receiver. */
function rejection({ applied, alignment }: Mapped): { code: 'AE'; error: { code: string; text: string } } {
  const first = applied.concerns[0] ?? alignment.concerns[0]
  return { code: 'AE', error: { code: '103', text: first?.text ?? 'Refused by the rules of the flow.' } }
}

/** The verdict on a message that could not be processed at all, where its sender still waits for one. */
export function answerPoison(batch: Batch, { id, system, body, refused }: StoredMessage, context: TellContext): void {
  if (refused !== '' || batch.rules.observe || !context.mayAnswer) return
  const header = peek(body)
  const { acknowledge: when } = batch.rules.routes.taking(system, header.messageCode, header.triggerEvent)
  if (!header.segment || !planAnswers(header, when).decided.refuse) return
  const error = { code: '207', text: 'The message could not be processed.' }
  const { nextControlId, time } = context
  const answer = acknowledge(header, { code: 'AE', error, controlId: nextControlId(), time })
  batch.answers.push({ messageId: id, answer })
}

function answer(
  batch: Batch,
  { stored, message }: Readable,
  { nextControlId, time }: TellContext,
  verdict: { code: 'AA' } | { code: 'AE'; error: { code: string; text: string } },
): void {
  const said = { ...verdict, controlId: nextControlId(), time }
  const ofRecords =
    verdict.code === 'AA' ? answerCatalog(message, { code: 'AA', controlId: said.controlId, time }) : undefined
  batch.answers.push({ messageId: stored.id, answer: ofRecords ?? acknowledge(message, said) })
}
