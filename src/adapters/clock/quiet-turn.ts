// Turns of the event loop for virtual time over real devices: a turn ends when sockets and database have said what they had
// to say. The one thing to know: so lab time stands still while a real answer is on its way, and jumps when nothing is.
import { setTimeout as sleep } from 'node:timers/promises'
import { pass } from './turn.ts'

export type Stir = {
  /** Calls of a device that are under way. */
  pending(): number
  /** What is still under way after so long will not come: it was lost. */
  giveUp(): void
}

/** Loopback sockets need some turns until each side has heard of what the other did. */
const turns = 6

/** A turn that waits for the devices, at most `patience_ms` while nothing changes. */
export function quietTurn({ pending, giveUp }: Stir, patience_ms = 500): () => Promise<void> {
  return async () => {
    for (let quiet = 0, waited = 0, before = 0; quiet < turns; ) {
      await pass()
      const now = pending()
      if (now === 0) quiet++
      else {
        quiet = 0
        waited = now === before ? waited + 1 : 0
        if (waited > 10) await sleep(1)
        if (waited > patience_ms) giveUp()
      }
      before = now
    }
  }
}
