// A person's command, carried out within a batch. The one thing to know: it is audited in the same commit, and what it
// ends has a root cause; nothing is done that the store has not kept.
import { dropWord, orderIn, settleWord, trust } from '../ledger/book.ts'
import { asksHowSettled } from '../ledger/expectations.ts'
import { type Batch, closeIn, raiseIn, standingIn, takeWords } from './batch.ts'
import type {
  Command,
  CommandResult,
  DeliveryCommand,
  ExceptionCommand,
  NotDone,
  Refused,
  SwitchCommand,
} from './command.ts'
import { areTwoPeople, isIdentityDecision, namesOf, switchCause, switchOf } from './command.ts'
import { outcome } from './delivery-report.ts'
import type { HeldDelivery, HeldIndex } from './held-index.ts'
import { readHeldWhy, wasRefused } from './held-reasons.ts'
import { type MadeAgain, makeAgain, type Reread, type SentBefore } from './make-again.ts'
import { connectionNow, isOvertaken, move } from './move.ts'
import { renamed } from './renamed.ts'
import { tellReleased } from './tell-released.ts'

/** What is to be done outside once the command is stored. */
export type CommandEffects = {
  switched(command: SwitchCommand): void
  released(delivery: HeldDelivery, state: 'queued' | 'cancelled'): void
}

/** What came of it, and whether the message went out made anew. */
type Carried = { readonly done: true; readonly madeAgain?: true } | NotDone

const done: Carried = { done: true }
const refuse = (why: Refused): NotDone => ({ done: false, why })

/**
 * Carries out a command. A refused one changes nothing, and is audited as well. `reread`: the message of a held delivery
 * that was never sent, where the command sends it, or decides whose it is; one that was refused, as it was sent.
 */
export function tellCommand(
  batch: Batch,
  command: Command,
  held: HeldIndex,
  effects: CommandEffects,
  reread: Reread | SentBefore | null,
): CommandResult {
  const result = carryOut(batch, command, held, effects, reread)
  const ended = result.done ? '' : ` (refused: ${result.why})`
  const what = `${command.do}${ended}`
  batch.audit.push({ at: batch.now, who: namesOf(command), what, about: aboutOf(batch, command, result) })
  return result.done ? { done: true } : result
}

function aboutOf({ rules }: Batch, command: Command, result: Carried): string {
  if ('what' in command) return `${command.what} ${command.id}: ${command.why}`
  const rootCause = 'rootCause' in command ? `: ${command.rootCause}` : ''
  const again = result.done && result.madeAgain ? `, made again by revision ${rules.site.revision}` : ''
  return 'deliveryId' in command
    ? `delivery ${command.deliveryId}${again}${rootCause}`
    : `exception ${command.exceptionId}${rootCause}`
}

function carryOut(
  batch: Batch,
  command: Command,
  held: HeldIndex,
  effects: CommandEffects,
  reread: Reread | SentBefore | null,
): Carried {
  if ('what' in command) return turn(batch, command, effects)
  return 'deliveryId' in command ? settle(batch, command, held, effects, reread) : attend(batch, command, held)
}

/** A switch that stands has an owner: an exception, which also brings the switch back after a restart. */
function turn(batch: Batch, command: SwitchCommand, effects: CommandEffects): Carried {
  const { what, id, why } = command
  const { site, destinations } = batch.rules
  if (why.trim() === '') return refuse('root-cause-missing')
  if (what === 'flow' && !site.flows.some((flow) => flow.id === id)) return refuse('no-such-flow')
  if (what === 'destination' && !destinations.has(id)) return refuse('no-such-destination')
  const cause = switchCause(command)
  if (command.do === 'resume') {
    for (const exception of batch.desk.ofCause(cause)) closeIn(batch, exception, `resumed: ${why}`)
  } else {
    const text = `The ${what} ${id} was ${command.do === 'hold' ? 'put on hold' : 'paused'}: what it would send waits in order. Resume it when the reason is over.`
    const severity = command.do === 'hold' ? 'high' : 'low'
    raiseIn(batch, { kind: 'operator-hold', severity, text, cause }, what === 'flow' ? { flow: id } : {})
  }
  batch.after.push(() => effects.switched(command))
  return done
}

function settle(
  batch: Batch,
  command: DeliveryCommand,
  held: HeldIndex,
  effects: CommandEffects,
  reread: Reread | SentBefore | null,
): Carried {
  const delivery = held.get(command.deliveryId)
  if (!delivery || standingIn(batch, held, delivery.id) !== 'held') return refuse('no-such-delivery')
  if (command.rootCause.trim() === '') return refuse('root-cause-missing')
  const reason = readHeldWhy(delivery.why)?.reason
  const decides = (reason === 'identity' || isInDoubt(batch, delivery)) && isIdentityDecision(command)
  if (decides && !areTwoPeople(command)) return refuse('second-person-missing')
  const goesOut = command.do === 'release' || command.do === 'resend'
  const isGone = !batch.rules.destinations.has(delivery.destination)
  const to = isGone ? connectionNow(batch.rules, delivery) : delivery.destination
  if (goesOut && to === null) return refuse('destination-gone')
  if (goesOut && isGone && isOvertaken(batch, delivery, held)) return refuse('overtaken')
  const before = reread && 'body' in reread ? reread : null
  const came = reread && 'ready' in reread ? reread : null
  const made = goesOut && reason ? makeAgain(batch, delivery, came) : null
  if (made?.done === false) return made
  const state = goesOut ? 'queued' : 'cancelled'
  const named = { messageId: delivery.messageId, deliveryId: delivery.id }
  // A receiver that remembers what it was sent would give its refusal again under the same control id, whatever was settled
  // meanwhile. (HL7 v2.5.1 §2.9.2; docs/adr/0033)
  const anew = goesOut && before && wasRefused(delivery.why) ? renamed(named, before, batch.now) : null
  const stored = before ?? came?.stored ?? null
  if (goesOut && isGone) {
    if (!stored || to === null) return refuse('unreadable-now')
    move(batch, delivery, { ...stored, ...(anew ?? {}), ...(made ? { body: made.body } : {}) }, to)
  } else {
    const bytes = anew ? { remade: anew.body, renamed: anew.controlId } : made ? { remade: made.body } : {}
    const more = { why: goesOut ? '' : `${command.do} by ${command.who}`, ...bytes }
    batch.outcomes.push(outcome(delivery, delivery.destination, state, batch.now, more))
  }
  if (decides) for (const id of ordersOf(batch, delivery)) trust(batch.book, id)
  if (decides && reason === 'identity' && came) tellReleased(batch, came.ready, delivery, held)
  if (!goesOut) leave(batch, delivery, command)
  for (const exception of batch.desk.ofDelivery(delivery.id)) closeIn(batch, exception, command.rootCause)
  if (made) raisePassed(batch, delivery, made)
  const letGo = goesOut ? 'queued' : command.do === 'skip' ? 'skipped' : 'withdrawn'
  batch.letGo.set(delivery.id, letGo)
  batch.after.push(() => {
    held.letGo(delivery.id, letGo)
    effects.released(delivery, state)
  })
  return made ? { done: true, madeAgain: true } : done
}

/** Whether an order of a held message has come into doubt meanwhile: another patient was asked for under its number. */
function isInDoubt({ book }: Batch, { orderIds }: HeldDelivery): boolean {
  return orderIds.some((id) => /^(number|record)$/.test(orderIn(book, id)?.doubt ?? ''))
}

/** Of these two people decide: closed with both names, the orders are who they say. */
function isOfIdentity(kind: string): boolean {
  return kind === 'identity-conflict' || kind === 'number-shared'
}

/** A code, or a doubt about a conversion, that the steps let pass by now: its exception is not one of the hold. */
function raisePassed(batch: Batch, { flow, messageId, orderIds }: HeldDelivery, { applied }: MadeAgain): void {
  const system = batch.rules.site.flows.find(({ id }) => id === flow)?.from ?? ''
  for (const concern of applied.concerns) {
    if (concern.kind !== 'step-failed') raiseIn(batch, concern, { system, messageId, flow, orderIds })
  }
}

/** Orders that wait for a decision about a delivery: a copy for another receiver than their other side names none itself. */
function ordersOf({ desk }: Batch, { id, orderIds }: HeldDelivery): Set<number> {
  return new Set([...orderIds, ...desk.ofDelivery(id).flatMap((exception) => exception.orderIds)])
}

/** It will not go out: either the receiver has its words by other means, or they were withdrawn, which somebody must settle. */
function leave(
  batch: Batch,
  { id: deliveryId, destination, messageId, orderIds }: HeldDelivery,
  command: DeliveryCommand,
): void {
  const system = batch.rules.destinations.get(destination)?.system ?? ''
  if (command.do === 'skip') {
    const words = { system, messageId, deliveryId, orderIds, level: 'received' as const, by: 'operator', at: batch.now }
    takeWords(batch, { kind: 'word-taken', ...words })
  } else {
    const notSent = { messageId, system, deliveryId }
    for (const id of orderIds) dropWord(batch.book, id, notSent, batch.rules.policy, batch.now)
  }
}

function attend(batch: Batch, command: ExceptionCommand, held: HeldIndex): Carried {
  const exception = batch.desk.get(command.exceptionId)
  if (!exception) return refuse('no-such-exception')
  if (command.do === 'take') batch.desk.take(exception, command.who)
  else {
    if (command.rootCause.trim() === '') return refuse('root-cause-missing')
    if (exception.deliveryId !== null && held.get(exception.deliveryId)) return refuse('delivery-still-held')
    if (switchOf(exception.cause)) return refuse('resume-it')
    if (asksHowSettled(exception)) {
      for (const id of exception.orderIds) settleWord(batch.book, id, batch.rules.policy, batch.now)
    }
    closeIn(batch, exception, command.rootCause)
    // Where Labloop only observes, nothing is held, and a doubt that stayed would be raised with each report.
    if (batch.rules.observe || (isOfIdentity(exception.kind) && areTwoPeople(command)))
      for (const id of exception.orderIds) trust(batch.book, id)
  }
  return done
}
