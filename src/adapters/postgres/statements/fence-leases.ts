// Checks that a lease is still held, first thing in every transaction that writes. The one thing to know: it updates the
// row of the lease, so a node that takes over waits until writes under way are done and is never overtaken by them; the
// token it leaves tells afterwards whether a write was kept whose answer was lost.
import type { Lease } from '../../../engine/ports/store.ts'
import type { Step } from '../pipeline.ts'

/** One statement a lease: one over arrays of leases cost the server more than three of these, in every transaction. */
const statement = {
  name: 'fence-lease',
  text: `
    WITH held AS (
      UPDATE leases SET token = $4::bigint
      WHERE name = $1::text AND holder = $2::text AND epoch = $3::bigint
      RETURNING 1
    )
    SELECT demand(false, 'LB001') WHERE NOT EXISTS (SELECT FROM held)`,
}

/** Ends the transaction with LB001 unless all are held. The same order of names always, or two writers could deadlock. */
export function fenceLeases(leases: readonly Lease[], token: number): Step[] {
  const each = [...new Map(leases.map((lease) => [lease.name, lease])).values()].sort(byName)
  return each.map(({ name, holder, epoch }) => ({ statement, values: [name, holder, epoch, token] }))
}

function byName(left: Lease, right: Lease): number {
  return left.name < right.name ? -1 : 1
}
