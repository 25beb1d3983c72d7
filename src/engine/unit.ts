// One thing for the processor to do: a message, a delivery's outcome, a person's command, what is overdue. The one thing to
// know: each says beforehand which orders it needs, and what is kept in its place if it cannot be done.
import { type Book, wake } from '../ledger/book.ts'
import type { Fact } from '../ledger/fact.ts'
import { overwrites } from '../ledger/registrations.ts'
import type { Concern } from '../ownership/exception.ts'
import { type Answered, tellAnswered, tellAnsweredLate } from './answered.ts'
import { isAcknowledgement } from './arrival.ts'
import { type About, type Batch, closeIn, raiseIn } from './batch.ts'
import type { Command, CommandResult } from './command.ts'
import type { Blocked, DeliveryReport } from './delivery-report.ts'
import type { ExceptionDesk } from './exception-desk.ts'
import type { HeldIndex } from './held-index.ts'
import type { LateAnswer } from './late-report.ts'
import type { Reread, SentBefore } from './make-again.ts'
import type { StoredMessage } from './ports/store.ts'
import { type Faulty, isStanding, type Prepared, type Readable } from './prepare.ts'
import { type CommandEffects, tellCommand } from './tell-command.ts'
import { answerPoison, type TellContext, tellMessage } from './tell-message.ts'
import { keepLate, keepReport, tellBlocked, tellLate, tellReport, tellUnanswered } from './tell-report.ts'
import { ordersToldOf } from './told-lately.ts'

export type Keys = {
  readonly orderKeys: readonly string[]
  readonly patientKeys: readonly string[]
  readonly orderIds: readonly number[]
}

export type Unit = {
  readonly keys: Keys
  /** The message that is processed once this is stored; 0: none. */
  readonly messageId: number
  /** Asks the store what it is about, at each attempt: what came before must be stored by then, or told in the same batch. */
  find?(): Promise<void>
  /** Records of patients that it would turn into somebody else, as the book shows them: their open orders are told as well. */
  overwrites?(book: Book): readonly number[]
  tell(batch: Batch): void
  /** What is stored instead where telling fails on it again and again. `code` is that of the error. */
  poisoned(code: string): Unit
  /** Forgets what `tell` can make again: it was told, and must wait for the store, which seldom fails. */
  rest?(): void
}

const noKeys: Keys = { orderKeys: [], patientKeys: [], orderIds: [] }

/** A stored message, parsed and read; `again` does both once more. */
export function messageUnit(
  prepared: Readable,
  answered: Answered | null,
  context: TellContext,
  again: (stored: StoredMessage) => Prepared,
): Unit {
  const { stored } = prepared
  const poisoned = (code: string) => poisonUnit(stored, context, code)
  const { orderKeys, patientKeys } = prepared.reading
  let ready: Readable | null = prepared
  const unit: Unit = {
    keys: answered ? keysWithAnswered(prepared, answered) : { orderKeys, patientKeys, orderIds: [] },
    messageId: stored.id,
    tell: (batch) => {
      ready ??= readable(again(stored))
      tellReadable(batch, ready, answered, context)
    },
    poisoned,
    rest: () => {
      ready = null
    },
  }
  const { facts } = prepared.reading
  return facts[0]?.kind === 'patient-stated' ? { ...unit, overwrites: (book) => overwrittenBy(book, facts) } : unit
}

/** A message that cannot be processed. `ordersNamed`: asks the store for those of the message that its fault is about. */
export function faultyUnit(
  { stored, fault, aboutId }: Faulty,
  ordersNamed: (messageId: number) => Promise<readonly number[]>,
  context: TellContext,
): Unit {
  const { system, id } = stored
  let named: readonly number[] = []
  const tell = (batch: Batch) => {
    const isOpen = isStanding(fault) && batch.desk.countOf(fault.cause) > 0
    const told = aboutId === undefined ? [] : ordersToldOf(batch.facts, aboutId)
    const orderIds = [...new Set([...named, ...told])]
    if (!isOpen) raiseIn(batch, fault, { system, messageId: aboutId ?? id, orderIds })
    answerPoison(batch, stored, context)
  }
  const poisoned = (code: string) => poisonUnit(stored, context, code)
  if (aboutId === undefined) return { keys: noKeys, messageId: id, tell, poisoned }
  const keys = {
    ...noKeys,
    get orderIds() {
      return named
    },
  }
  const find = async () => {
    named = await ordersNamed(aboutId)
  }
  return { keys, messageId: id, find, tell, poisoned }
}

/** Whose words an answer takes is asked when the orders are loaded: the message that it answers may just have been told. */
function keysWithAnswered({ reading: { orderKeys, patientKeys } }: Readable, answered: Answered): Keys {
  return {
    orderKeys,
    patientKeys,
    get orderIds() {
      return answered.orderIds
    },
  }
}

function overwrittenBy(book: Book, facts: readonly Fact[]): number[] {
  return facts.flatMap((fact) => overwrites(book, fact) ?? [])
}

/** What could be read once can be read again: the message and the rules are the same. */
function readable(prepared: Prepared): Readable {
  if (prepared.fault !== null) throw new Error('a message that was read before cannot be read again')
  return prepared
}

function tellReadable(batch: Batch, ready: Readable, answered: Answered | null, context: TellContext): void {
  if (answered) tellAnswered(batch, ready, answered)
  if (!isAcknowledgement(ready.header)) tellMessage(batch, ready, context)
}

/** A message on which our code fails: kept, raised, and refused where its sender still waits. */
export function poisonUnit(stored: StoredMessage, context: TellContext, code: string): Unit {
  const isResult = /^(ORU|OUL)/.test(stored.messageType)
  const concern: Concern = {
    kind: 'poison-message',
    severity: isResult ? 'critical' : 'high',
    text: `Message ${stored.id} could not be processed (${code}); it was not delivered, and others went on. Report the defect with this code, and bring the message to its receiver by other means.`,
    cause: `poison-message|${code}`,
  }
  const unit: Unit = {
    keys: noKeys,
    messageId: stored.id,
    tell: (batch) => {
      raiseIn(batch, concern, { system: stored.system, messageId: stored.id }, isResult)
      answerPoison(batch, stored, context)
    },
    poisoned: () => unit,
  }
  return unit
}

/** An answer whose message came after it. */
export function lateAnswerUnit(ready: Readable, answered: Answered): Unit {
  const keys = { ...noKeys, orderIds: answered.orderIds }
  return { keys, messageId: 0, tell: (batch) => tellAnsweredLate(batch, ready, answered), poisoned: () => nothing }
}

/** What became of a delivery. Its outcome is stored even where the ledger fails on it. */
export function reportUnit(report: DeliveryReport): Unit {
  const { messageId, orderIds, outcome } = report
  const about = { messageId, orderIds, deliveryId: outcome.deliveryId }
  return outcomeUnit(
    about,
    (batch) => tellReport(batch, report),
    (batch) => keepReport(batch, report),
  )
}

/** An answer to a delivery that was settled before. `held`: where the delivery stands by now. */
export function lateUnit(late: LateAnswer, held: HeldIndex): Unit {
  const { id: deliveryId, messageId, orderIds } = late
  return outcomeUnit(
    { messageId, orderIds, deliveryId },
    (batch) => tellLate(batch, late, held),
    (batch) => keepLate(batch, late, held),
  )
}

type OfDelivery = { readonly messageId: number; readonly orderIds: readonly number[]; readonly deliveryId: number }

function outcomeUnit(about: OfDelivery, tell: Unit['tell'], keep: Unit['tell']): Unit {
  const { messageId, orderIds, deliveryId } = about
  const poisoned = (code: string): Unit => ({
    keys: noKeys,
    messageId: 0,
    tell: (batch) => {
      const text = `The outcome of delivery ${deliveryId} could not be told to the ledger (${code}), so what Labloop says of its order may be behind. See in the receiver whether it has the message, and report the defect with this code.`
      const concern: Concern = { kind: 'poison-message', severity: 'high', text, cause: `poison-message|${code}` }
      raiseIn(batch, concern, { messageId, deliveryId })
      keep(batch)
    },
    poisoned,
  })
  return { keys: { ...noKeys, orderIds }, messageId: 0, tell, poisoned }
}

/** A delivery is not answered, while others are. */
export function unansweredUnit(
  destination: string,
  { id, flow, messageId, orderIds }: Blocked,
  concern: Concern,
): Unit {
  const delivery = { id, flow, messageId, orderIds }
  const tell = (batch: Batch) => tellUnanswered(batch, destination, delivery, concern)
  return { keys: { ...noKeys, orderIds }, messageId: 0, tell, poisoned: () => nothing }
}

/** A delivery waits behind one that is held, or not answered. */
export function blockedUnit(destination: string, { id, flow, messageId, orderIds }: Blocked): Unit {
  const delivery = { id, flow, messageId, orderIds }
  const keys = { ...noKeys, orderIds }
  return { keys, messageId: 0, tell: (batch) => tellBlocked(batch, destination, delivery), poisoned: () => nothing }
}

/** Something to be raised that no message says. `held`: a result waits that must not. */
export function concernUnit(concern: Concern, about: About, held = false): Unit {
  const keys = { ...noKeys, orderIds: about.orderIds ?? [] }
  return { keys, messageId: 0, tell: (batch) => void raiseIn(batch, concern, about, held), poisoned: () => nothing }
}

/** What was wrong under this cause is right again. */
export function settleUnit(cause: string, rootCause: string, desk: ExceptionDesk): Unit {
  return {
    keys: { ...noKeys, orderIds: desk.ofCause(cause).flatMap(({ orderIds }) => orderIds) },
    messageId: 0,
    tell: (batch) => {
      for (const exception of batch.desk.ofCause(cause)) closeIn(batch, exception, rootCause)
    },
    poisoned: () => nothing,
  }
}

/** Orders whose next step may be overdue. */
export function dueUnit(orderIds: readonly number[]): Unit {
  return {
    keys: { ...noKeys, orderIds },
    messageId: 0,
    tell: (batch) => {
      for (const id of orderIds) {
        for (const { orderIds: about, ...concern } of wake(batch.book, id, batch.rules.policy, batch.now)) {
          raiseIn(batch, concern, { orderIds: about })
        }
      }
    },
    poisoned: () => nothing,
  }
}

/** A person's command; `then` hears how it ended once that is stored. `reread`: see `tellCommand`. */
export function commandUnit(
  command: Command,
  held: HeldIndex,
  desk: ExceptionDesk,
  effects: CommandEffects,
  then: (result: CommandResult | Error) => void,
  reread: Reread | SentBefore | null = null,
): Unit {
  const { orderKeys, patientKeys } = reread && 'ready' in reread ? reread.ready.reading : noKeys
  return {
    keys: { orderKeys, patientKeys, orderIds: ordersOfCommand(command, held, desk) },
    messageId: 0,
    tell: (batch) => {
      const result = tellCommand(batch, command, held, effects, reread)
      batch.after.push(() => then(result))
    },
    poisoned: (code) => ({
      ...nothing,
      tell: (batch) => void batch.after.push(() => then(new Error(`the command failed: ${code}`))),
    }),
  }
}

function ordersOfCommand(command: Command, held: HeldIndex, desk: ExceptionDesk): number[] {
  if ('what' in command) return []
  if ('exceptionId' in command) return [...(desk.get(command.exceptionId)?.orderIds ?? [])]
  const own = held.get(command.deliveryId)?.orderIds ?? []
  return [...own, ...desk.ofDelivery(command.deliveryId).flatMap(({ orderIds }) => orderIds)]
}

/** Anything else that is told within a batch and needs these orders: a census, a watch. */
export function taskUnit(keys: Partial<Keys>, tell: (batch: Batch) => void): Unit {
  return { keys: { ...noKeys, ...keys }, messageId: 0, tell, poisoned: () => nothing }
}

const nothing: Unit = { keys: noKeys, messageId: 0, tell: () => {}, poisoned: () => nothing }

/** Keys of all units, each once. */
export function keysOf(units: readonly Unit[]): {
  orderKeys: Set<string>
  patientKeys: Set<string>
  orderIds: Set<number>
} {
  const all = { orderKeys: new Set<string>(), patientKeys: new Set<string>(), orderIds: new Set<number>() }
  for (const { keys } of units) {
    for (const key of keys.orderKeys) all.orderKeys.add(key)
    for (const key of keys.patientKeys) all.patientKeys.add(key)
    for (const id of keys.orderIds) all.orderIds.add(id)
  }
  return all
}
