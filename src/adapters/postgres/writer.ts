// Writes that are fenced by leases and whose outcome is always known. The one thing to know: when the connection is lost
// after a write was sent, nobody can say whether it was kept; so the old server process is ended first, and the token that
// every write leaves is read. Until that succeeds the write neither resolves nor rejects.
import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Lease } from '../../engine/ports/store.ts'
import { LabloopError } from '../../errors.ts'
import { ConnectionLost, meaningOf, storeError } from './errors.ts'
import type { Row, Step } from './pipeline.ts'
import type { Backend, Session } from './session.ts'
import { endBackend } from './statements/end-backend.ts'
import { fenceLeases } from './statements/fence-leases.ts'
import { readToken } from './statements/read-token.ts'

type Run = (steps: readonly Step[]) => Promise<Row[][]>

const AGAIN_TIMES = 5
const RETRY_MS = [50, 1000] as const

export class Writer {
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  /** Runs the steps in one transaction with the check of the leases. Rejects as `Session.run` does: then nothing is kept. */
  write(leases: readonly Lease[], steps: readonly Step[]): Promise<void> {
    return this.#session.exclusive(async (run) => {
      for (let times = 1; ; times++) {
        const outcome = await this.#once(run, leases, steps)
        if (outcome === 'kept') return
        if (outcome.again && times < AGAIN_TIMES) continue
        throw outcome.error
      }
    })
  }

  async #once(
    run: Run,
    leases: readonly Lease[],
    steps: readonly Step[],
  ): Promise<'kept' | { error: unknown; again: boolean }> {
    await this.#session.connect()
    const token = randomInt(1, 2 ** 47)
    try {
      await run([...fenceLeases(leases, token), ...steps])
      return 'kept'
    } catch (error) {
      const meaning = meaningOf(error)
      if (meaning !== 'lost') return { error, again: meaning === 'again' }
      return (await this.#wasKept(run, this.#session.backend!, leases[0], token)) ? 'kept' : { error, again: false }
    }
  }

  /** Asks until there is an answer. */
  async #wasKept(run: Run, backend: Backend, lease: Lease | undefined, token: number): Promise<boolean> {
    if (!lease) return false
    for (let wait_ms: number = RETRY_MS[0]; ; wait_ms = Math.min(wait_ms * 2, RETRY_MS[1])) {
      const known = await ask(run, backend, lease, token).catch(leaseLostOnly)
      if (known !== null) return known
      if (this.#session.closed) throw storeError(new ConnectionLost('closed'), 'a write whose outcome is not known')
      await sleep(wait_ms)
    }
  }
}

/** Whatever else goes wrong, we ask again. */
function leaseLostOnly(error: unknown): null {
  if (error instanceof LabloopError && error.code === 'lease-lost') throw error
  return null
}

/** Null where it cannot be said yet. */
async function ask(run: Run, backend: Backend, lease: Lease, token: number): Promise<boolean | null> {
  const [ended] = await run([endBackend(backend)])
  if (ended!.some(([gone]) => gone !== 't')) return null
  const [rows] = await run([readToken(lease.name)])
  const [left, epoch] = rows![0] ?? []
  if (left === String(token)) return true
  if (epoch !== String(lease.epoch)) throw new LabloopError('lease-lost') // its next holder may have written since
  return false
}
