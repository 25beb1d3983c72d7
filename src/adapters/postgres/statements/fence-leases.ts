// Checks that the leases are still held, first thing in every transaction that writes. The one thing to know: it updates
// their rows, so a node that takes over waits until writes under way are done and is never overtaken by them; the token
// it leaves tells afterwards whether a write was kept whose answer was lost.
import type { Lease } from '../../../engine/ports/store.ts'
import { bigints, texts } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'fence-leases',
  text: `
    WITH held AS (
      UPDATE leases SET token = $4::bigint
      FROM unnest($1::text[], $2::text[], $3::bigint[]) AS given (name, holder, epoch)
      WHERE leases.name = given.name AND leases.holder = given.holder AND leases.epoch = given.epoch
      RETURNING 1
    )
    SELECT demand(count(*) = cardinality($1::text[]), 'LB001') FROM held`,
}

/** Ends the transaction with LB001 unless all are held. The same order of names always, or two writers could deadlock. */
export function fenceLeases(leases: readonly Lease[], token: number): Step {
  const each = [...new Map(leases.map((lease) => [lease.name, lease])).values()].sort(byName)
  return {
    statement,
    values: [
      texts(each.map(({ name }) => name)),
      texts(each.map(({ holder }) => holder)),
      bigints(each.map(({ epoch }) => epoch)),
      token,
    ],
  }
}

function byName(left: Lease, right: Lease): number {
  return left.name < right.name ? -1 : 1
}
