// A held message that was never sent is made again from what came in when people let it go, by the steps and maps that are
// in force now. The one thing to know: it keeps its delivery, and so its place before what waits behind it and its control
// id; what still cannot be mapped stays held.
import { type Applied, apply } from '../mapping/index.ts'
import { findAnswered, type Sources } from './answered.ts'
import type { Batch } from './batch.ts'
import { type Command, isIdentityDecision, type NotDone } from './command.ts'
import type { HeldDelivery, HeldIndex } from './held-index.ts'
import { readHeldWhy } from './held-reasons.ts'
import { prepare, type Readable } from './prepare.ts'
import { applyContext, outgoingBytes } from './tell-message.ts'

/** A held message, read again. */
export type Reread = {
  readonly ready: Readable
  /** The control id of what it answers at its receiver; null where it answers nothing. */
  readonly answers: string | null
}

/** The held delivery whose message a command needs as it came; null where it needs none. */
export function needsReading(command: Command, held: HeldIndex): HeldDelivery | null {
  if (!('deliveryId' in command)) return null
  const delivery = held.get(command.deliveryId)
  const known = delivery && readHeldWhy(delivery.why)
  if (!known) return null
  const sends = command.do === 'release' || command.do === 'resend'
  return sends || (isIdentityDecision(command) && known.reason === 'identity') ? delivery : null
}

/** Reads it from the store; null where it cannot be read any more. */
export async function readAgain({ messageId }: HeldDelivery, sources: Sources): Promise<Reread | null> {
  const [stored] = await sources.store.messages([messageId])
  const ready = stored ? prepare(stored, sources.rules) : null
  if (ready?.fault !== null) return null
  const answered = await findAnswered(ready, sources, false)
  return { ready, answers: answered?.original?.controlId ?? null }
}

export type MadeAgain = { readonly done: true; readonly body: Uint8Array; readonly applied: Applied }

/** The bytes that go out now, or why nothing may. Changes nothing. */
export function makeAgain({ rules }: Batch, delivery: HeldDelivery, reread: Reread | null): MadeAgain | NotDone {
  const flow = rules.flows.get(delivery.flow)
  const known = readHeldWhy(delivery.why)
  if (!flow) return { done: false, why: 'flow-gone' }
  if (!reread || !known || delivery.controlId === undefined) return { done: false, why: 'unreadable-now' }
  const { message, header } = reread.ready
  const applied = apply(flow, message, applyContext(reread.ready, reread.answers))
  if (applied.failed) return { done: false, why: 'unfinished', said: saidBy(applied) }
  if (applied.unmapped !== 'pass') return { done: false, why: 'still-unmapped', said: saidBy(applied) }
  if (applied.outputs.length !== known.part.of) return { done: false, why: 'parts-differ' }
  return { done: true, body: outgoingBytes(applied.outputs[known.part.nth]!, delivery.controlId, header), applied }
}

/** What the steps say of codes and places; a few say enough. */
function saidBy({ concerns }: Applied): string {
  return concerns
    .slice(0, 3)
    .map(({ text }) => text)
    .join(' ')
}
