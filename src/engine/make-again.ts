// A held message that was never sent is made again from what came in when people let it go, by the steps and maps that are
// in force now; one that its receiver refused goes out as it was, under another control id. The one thing to know: it keeps
// its delivery, and so its place before what waits behind it; what still cannot be mapped stays held.
import { type Applied, apply } from '../mapping/index.ts'
import { findAnswered, type Sources } from './answered.ts'
import type { Batch } from './batch.ts'
import { type Command, isIdentityDecision, type NotDone } from './command.ts'
import type { HeldDelivery, HeldIndex } from './held-index.ts'
import { readHeldWhy, wasRefused } from './held-reasons.ts'
import type { QueuedDelivery, Store } from './ports/store.ts'
import { prepare, type Readable } from './prepare.ts'
import type { Rules } from './rules.ts'
import { applyContext, outgoingBytes } from './tell-message.ts'

/** A held message, read again. */
export type Reread = {
  readonly ready: Readable
  /** The control id of what it answers at its receiver; null where it answers nothing. */
  readonly answers: string | null
  /** As it is stored, where it goes to another connection than it was made for. */
  readonly stored?: SentBefore
}

/** A held message as it was sent, and refused. */
export type SentBefore = Pick<QueuedDelivery, 'body' | 'controlId' | 'lanes'>

/** The held delivery whose message a command needs, as it came or as it was sent; null where it needs none. */
export function needsReading(
  command: Command,
  held: HeldIndex,
  rules: Pick<Rules, 'destinations'>,
): HeldDelivery | null {
  if (!('deliveryId' in command)) return null
  const delivery = held.get(command.deliveryId)
  const known = delivery && readHeldWhy(delivery.why)
  const sends = command.do === 'release' || command.do === 'resend'
  if (!delivery) return null
  const isGone = !rules.destinations.has(delivery.destination)
  if (!known) return sends && (isGone || wasRefused(delivery.why)) ? delivery : null
  return sends || (isIdentityDecision(command) && known.reason === 'identity') ? delivery : null
}

/** Reads it from the store; null where it cannot be read any more. */
export async function readAgain(
  { id, messageId, destination, why }: HeldDelivery,
  sources: Sources & { readonly store: Pick<Store, 'held'> },
): Promise<Reread | SentBefore | null> {
  const fromStore = async () => (await sources.store.held(destination)).find((one) => one.id === id)
  if (!readHeldWhy(why)) return (await fromStore()) ?? null
  const kept = sources.rules.destinations.has(destination) ? undefined : await fromStore()
  const [stored] = await sources.store.messages([messageId])
  const ready = stored ? prepare(stored, sources.rules) : null
  if (ready?.fault !== null) return null
  const answered = await findAnswered(ready, sources, false)
  return { ready, answers: answered?.original?.controlId ?? null, ...(kept ? { stored: kept } : {}) }
}

export type MadeAgain = { readonly done: true; readonly body: Uint8Array; readonly applied: Applied }

/** The bytes that go out now, or why nothing may. Changes nothing. */
export function makeAgain({ rules }: Batch, delivery: HeldDelivery, reread: Reread | null): MadeAgain | NotDone {
  const flow = rules.flows.get(delivery.flow)
  const known = readHeldWhy(delivery.why)
  if (!flow) return { done: false, why: 'flow-gone' }
  const controlId = delivery.controlId ?? reread?.stored?.controlId
  if (!reread || !known || controlId === undefined) return { done: false, why: 'unreadable-now' }
  const { message, header } = reread.ready
  const applied = apply(flow, message, applyContext(reread.ready, reread.answers))
  if (applied.failed) return { done: false, why: 'unfinished', said: saidBy(applied) }
  if (applied.unmapped !== 'pass') return { done: false, why: 'still-unmapped', said: saidBy(applied) }
  if (applied.unconverted) return { done: false, why: 'still-unconverted', said: saidBy(applied) }
  if (applied.outputs.length !== known.part.of) return { done: false, why: 'parts-differ' }
  return { done: true, body: outgoingBytes(applied.outputs[known.part.nth]!, controlId, header), applied }
}

/** What the steps say of codes and places; a few say enough. */
function saidBy({ concerns }: Applied): string {
  return concerns
    .slice(0, 3)
    .map(({ text }) => text)
    .join(' ')
}
