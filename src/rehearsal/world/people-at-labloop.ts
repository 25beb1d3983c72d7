// The people at Labloop in a play: they decide about what is held, take and close exceptions, and stop what goes out. The
// one thing to know: they find what an act names in Labloop's own store, as a person finds it on the screen, and what they
// may not do is written down with Labloop's reason.
import type { Command } from '../../engine/command.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Store } from '../../engine/ports/store.ts'
import { keyOf } from '../../ledger/keys.ts'
import type { PersonAct } from '../play/act.ts'

const who = 'lab technologist'
const second = 'lab supervisor'

/** Numbers under which the order of an act may be found in Labloop. */
export type OrderNumbers = { readonly placer: string; readonly filler: string }

/**
 * Carries out an act of a person.
 * @param store what is looked up; nothing is written through it
 * @param numbers of the order that the act names
 * @returns why it could not be done, or null
 */
export async function personDoes(
  act: PersonAct,
  engine: Engine | null,
  store: Pick<Store, 'load' | 'openExceptions'>,
  numbers: OrderNumbers | null,
): Promise<string | null> {
  if (!engine) return 'Labloop does not run.'
  const commands = await commandsOf(act, engine, store, numbers)
  if (commands.length === 0) return 'There is nothing of the kind.'
  const why: string[] = []
  for (const command of commands) {
    const result = await engine.command(command).catch(failed)
    if (!result.done) why.push(result.why)
  }
  return why.length === 0 ? null : why.join(', ')
}

/** Without the right to act, or with the store away: the code says which. */
function failed(error: Error & { code?: string }): { readonly done: false; readonly why: string } {
  return { done: false, why: error.code ?? error.name }
}

async function commandsOf(
  act: PersonAct,
  engine: Engine,
  store: Pick<Store, 'load' | 'openExceptions'>,
  numbers: OrderNumbers | null,
): Promise<readonly Command[]> {
  if ('flow' in act) {
    return [{ do: act.do, what: 'flow', id: act.flow, who, why: act.why }]
  }
  const ids = await orderIdsOf(store, numbers)
  if ('kind' in act) {
    const open = (await store.openExceptions()).filter(
      ({ kind, orderIds }) => kind === act.kind && orderIds.some((id) => ids.has(id)),
    )
    return open.map(({ id }): Command => {
      if (act.do === 'take') return { do: 'take', exceptionId: id, who }
      return { do: 'close', exceptionId: id, who, second, rootCause: act.rootCause ?? '' }
    })
  }
  const held = engine.held().filter(({ orderIds }) => orderIds.some((id) => ids.has(id)))
  return held.map(({ id }): Command => ({ do: act.do, deliveryId: id, who, second, rootCause: act.rootCause }))
}

async function orderIdsOf(store: Pick<Store, 'load'>, numbers: OrderNumbers | null): Promise<ReadonlySet<number>> {
  if (!numbers) return new Set()
  const orderKeys = [
    ...(numbers.placer ? [keyOf('p', { number: numbers.placer })] : []),
    ...(numbers.filler ? [keyOf('f', { number: numbers.filler })] : []),
  ]
  const { orders } = await store.load({ orderKeys, patientKeys: [], orderIds: [] })
  return new Set(orders.map(({ id }) => id))
}
