// Who owns what alignment finds critical and the flow lets pass. The one thing to know: what is wrong of one result is owned
// for each order that shows it, since somebody must act for its patient; what is wrong in a catalog is owned once, and counted.
import type { Exception } from '../ownership/exception.ts'
import { concernOf, type Passing } from './align-message.ts'
import { type About, type Batch, joinIn, raiseAgainIn, raiseIn } from './batch.ts'
import type { ExceptionDesk } from './exception-desk.ts'

/** Open exceptions of one finding that are one order's each; in a flood further orders are gathered, so many to an exception. */
const [most_apart, most_gathered] = [20, 100]

/** A message whose orders are known by now. */
export type Found = Required<Pick<About, 'flow' | 'orderIds'>> & { readonly messageId: number }

/** Raises what passes, for the message and its orders or for the finding as such. */
export function ownFindings(batch: Batch, passing: readonly Passing[], found: Found): void {
  for (const one of passing) {
    if (one.notice.rule.eachResult) ownResult(batch, one, one.notice.rule.eachResult, found)
    else ownCause(batch, one, found)
  }
}

/** One exception while it is open, however many messages show it. */
function ownCause(batch: Batch, { counted }: Passing, { flow, messageId }: Found): void {
  const what = `First seen on message ${messageId}, which is not held for this, nor are others that show it.`
  const concern = concernOf(counted, what)
  if (batch.desk.countOf(concern.cause) > 0) return
  raiseIn(batch, concern, { system: counted.told.subject.system, flow, messageId })
}

/**
 * One exception for the orders of each message that have none yet. One that somebody has taken does not speak of what came
 * after it.
 */
function ownResult(batch: Batch, { notice, counted }: Passing, act: string, found: Found): void {
  const { flow, messageId, orderIds } = found
  const { desk } = batch
  const { cause } = concernOf(counted, '')
  const gathered = `${cause}|gathered`
  const about = { system: notice.told.subject.system, flow, messageId }
  const concern = { ...concernOf(notice, `Message ${messageId} shows it, and is not held for this. ${act}`), cause }
  if (orderIds.length === 0) {
    raiseIn(batch, concern, about)
    return
  }
  const unowned = orderIds.filter((id) => !isWaiting(desk, id, cause) && !isWaiting(desk, id, gathered))
  if (unowned.length === 0) return
  if (desk.countOf(cause) < most_apart) raiseAgainIn(batch, concern, { ...about, orderIds: unowned })
  else {
    const open = desk.ofCause(gathered).find(hasRoom)
    if (open) joinIn(batch, open, unowned)
    else
      raiseAgainIn(batch, { ...concernOf(counted, gathering(act)), cause: gathered }, { ...about, orderIds: unowned })
  }
}

function isWaiting(desk: ExceptionDesk, orderId: number, cause: string): boolean {
  return desk.ofOrder(orderId, 'alignment-finding', cause).some(({ status }) => status === 'assigned')
}

function hasRoom({ status, orderIds }: Exception): boolean {
  return status === 'assigned' && orderIds.length < most_gathered
}

function gathering(act: string): string {
  return `${most_apart} exceptions of this are open already, so further orders are gathered here until somebody takes it; their results are not held for this. For each of them: ${act}`
}
