// The store of a world as its keeper sees it: opened anew by each life of the engine, and read whole by the judges. The one
// thing to know: whoever makes a world brings it (memory in virtual time, PostgreSQL in real time), since no adapter is
// known here.
import type { Store } from '../../engine/ports/store.ts'
import type { LabloopBooks } from '../play/evidence.ts'

export type WorldStore = {
  /** The store as a process that starts sees it. What an earlier process still has under way is fenced by its leases. */
  reopen(): Store
  /** Everything that it holds. */
  read(): Promise<Omit<LabloopBooks, 'kept' | 'writes'>>
}
