// Seals the audit trail into a chain of hashes, and verifies it. The one thing to know: entries are written without a hash,
// so that no writer waits for another; a seal covers all that are there when it is made, and each hash covers the one before.
import { createHash } from 'node:crypto'
import type { Instant } from '../../engine/ports/clock.ts'
import { bytesOf } from './bundle.ts'
import { stateOf } from './errors.ts'
import type { Row, Step } from './pipeline.ts'
import { addSeal } from './statements/add-seal.ts'
import { countUnsealed } from './statements/count-unsealed.ts'
import { readLastSeal } from './statements/read-last-seal.ts'
import { readSealed } from './statements/read-sealed.ts'
import { readSeals } from './statements/read-seals.ts'
import { readUnsealed } from './statements/read-unsealed.ts'

type Run = (steps: readonly Step[]) => Promise<Row[][]>

/** What was found. `head` is the last hash: noted elsewhere, it shows when somebody cuts off the end of the trail. */
export type AuditVerdict = {
  readonly sound: boolean
  readonly seals: number
  /** Commits with entries that are sealed, and not yet. */
  readonly sealed: number
  readonly unsealed: number
  readonly head: string
  /** The first seal that is not as it was made; null where all are. */
  readonly brokenAt: number | null
}

const GROUPS = 5000
const SEALS = 100

/** Seals what is not sealed yet. `now` in milliseconds. Gives the number of commits sealed. */
export async function sealAudit(run: Run, now: Instant): Promise<number> {
  let sealed = 0
  for (;;) {
    const [last, unsealed] = await run([readLastSeal, readUnsealed(GROUPS)])
    if (unsealed!.length === 0) return sealed
    const [n, hash] = last![0] ?? ['0', '\\x']
    const next = chain(hexOf(hash!), unsealed!)
    const ids = unsealed!.map(([id]) => Number(id))
    try {
      await run([addSeal(Number(n) + 1, now, next, ids)])
    } catch (error) {
      if (stateOf(error) === '23505') return sealed // another one seals just now
      throw error
    }
    sealed += ids.length
  }
}

/** Computes every hash anew and compares. */
export async function verifyAudit(run: Run): Promise<AuditVerdict> {
  let [last, sealed, head] = [0, 0, '']
  const broken = (at: number): AuditVerdict => ({
    ...{ sound: false, seals: last, sealed, unsealed: 0, head, brokenAt: at },
  })
  for (;;) {
    const [seals] = await run([readSeals(last, SEALS)])
    if (seals!.length === 0) break
    for (const [n, groups, hash] of seals!) {
      const [rows] = await run([readSealed(Number(n))])
      const whole = Number(n) === last + 1 && rows!.length === Number(groups)
      if (!whole || chain(head, rows!) !== hexOf(hash!)) return broken(Number(n))
      ;[last, sealed, head] = [Number(n), sealed + rows!.length, hexOf(hash!)]
    }
  }
  const [[counts]] = (await run([countUnsealed(last)])) as [[Row]]
  if (Number(counts[1]) > 0) return broken(last + 1)
  return { sound: true, seals: last, sealed, unsealed: Number(counts[0]), head, brokenAt: null }
}

/** SHA-256 over the hash before and, for each group, its id and entries with their lengths. Hexadecimal digits. */
function chain(before: string, groups: readonly Row[]): string {
  const hash = createHash('sha256').update(before, 'hex')
  for (const [id, entries] of groups) hash.update(`${id} ${Buffer.byteLength(entries!)}\n${entries}\n`)
  return hash.digest('hex')
}

function hexOf(column: string): string {
  return bytesOf(column).toString('hex')
}
