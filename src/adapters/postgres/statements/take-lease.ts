// Takes or renews a lease. No row comes back while another node holds it.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'take-lease',
  text: `
    INSERT INTO leases (name, holder, incarnation, epoch, expires_at)
    VALUES ($1::text, $2::text, $3::text, 1, $4::bigint + $5::bigint)
    ON CONFLICT (name) DO UPDATE SET
      holder = excluded.holder,
      incarnation = excluded.incarnation,
      expires_at = excluded.expires_at,
      epoch = leases.epoch + CASE
        WHEN leases.holder = excluded.holder AND leases.incarnation = excluded.incarnation THEN 0 ELSE 1 END
    WHERE leases.holder = excluded.holder OR leases.expires_at <= $4::bigint
    RETURNING epoch`,
}

/** `incarnation` tells a node that started again from what it was before: it gets a higher epoch. */
export function takeLease(name: string, holder: string, incarnation: string, now: number, ttl_ms: number): Step {
  return { statement, values: [name, holder, incarnation, now, ttl_ms] }
}
