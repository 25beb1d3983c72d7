// A message that its receiver never answers, while it answers others. The one thing to know: the line has no trouble, so the
// message has an exception of its own, which ends with its answer or where it is held.
import type { Concern } from '../ownership/exception.ts'
import { durationText } from '../workflow/timing-text.ts'
import { type Batch, closeIn } from './batch.ts'

/** What to do about a delivery that is sent again and again, and held `giveUpAfter_ms` after it was first sent. */
export function unansweredConcern(destination: string, deliveryId: number, giveUpAfter_ms: number): Concern {
  return {
    kind: 'no-answer',
    severity: 'high',
    text: `A message was sent several times and never answered, while others were: it may have been taken. It is sent again under its control id, and held ${durationText(giveUpAfter_ms)} after it was first sent; what is behind it of the same orders and patients waits. See what the receiver makes of it; phone results that cannot wait.`,
    cause: causeOf(destination, deliveryId),
  }
}

function causeOf(destination: string, deliveryId: number): string {
  return `no-answer|${destination}|${deliveryId}|sent again`
}

/** It is held now, and that has an exception of its own. */
export function closeUnanswered(batch: Batch, destination: string, deliveryId: number): void {
  for (const exception of batch.desk.ofCause(causeOf(destination, deliveryId))) {
    closeIn(batch, exception, 'it is held, and not sent again')
  }
}
