// A message as it goes out under another control id. The one thing to know: nothing of it changes but MSH-10, and an answer
// to either control id can be credited to the same message.
import { parseMessage, set, write } from '../hl7/index.ts'
import { type Named, nextControlId } from './control-id.ts'
import type { Instant } from './ports/clock.ts'
import type { Delivery } from './ports/store.ts'

export type Renamed = Pick<Delivery, 'body' | 'controlId'>

export function renamed(named: Named, { body, controlId }: Renamed, now: Instant): Renamed {
  const next = nextControlId(named, controlId, now)
  const message = parseMessage(body, { maxSize_bytes: Number.MAX_SAFE_INTEGER })
  return { body: write(set(message, 'MSH-10', next)), controlId: next }
}
