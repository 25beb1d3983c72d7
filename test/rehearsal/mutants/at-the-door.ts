// Engines that receive badly: they answer too soon, forget, do twice what came twice, or read something else than was said.
import { glance } from '../../../src/rehearsal/checkers/glance.ts'
import { accepted, atTheDoor, bytesOf, every, type Mutant, textOf, withStore } from './mutant.ts'

export const doorMutants: readonly Mutant[] = [
  {
    name: 'acknowledges before it stores',
    caughtBy: 'acknowledged-is-kept',
    make: () =>
      atTheDoor({
        in(bytes, wire) {
          wire.send(accepted(bytes))
          wire.deliver(bytes)
        },
        // Its own answer comes too late.
        out: () => {},
      }),
  },
  {
    name: 'acknowledges and forgets',
    caughtBy: 'nothing-lost',
    make() {
      const forgets = every(5)
      return atTheDoor({
        in(bytes, wire) {
          if (forgets()) wire.send(accepted(bytes))
          else wire.deliver(bytes)
        },
      })
    },
  },
  {
    name: 'does twice what came twice',
    caughtBy: 'one-effect',
    make: () => (options) =>
      withStore(options, (store) => ({
        receive: (lease, batch) =>
          store.receive(
            lease,
            batch.map((one) => ({ ...one, window_ms: -1 })),
          ),
      })),
  },
  {
    name: 'hears no birth date that contradicts',
    caughtBy: 'right-patient',
    make: () =>
      atTheDoor({
        in: (bytes, wire) => wire.deliver(glance(bytes).type.startsWith('ORU') ? withoutBirthDate(bytes) : bytes),
      }),
  },
]

/** PID-7 empty: nothing that could contradict. */
function withoutBirthDate(bytes: Uint8Array): Uint8Array {
  return bytesOf(textOf(bytes).replace(/(\rPID(?:\|[^|\r]*){6}\|)[^|\r]*/, '$1'))
}
