// Gives a lease back, unless somebody else holds it by now. The next holder gets a higher epoch.
import type { Lease } from '../../../engine/ports/store.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'release-lease',
  text: `
    UPDATE leases SET holder = '', incarnation = '', expires_at = -9007199254740991
    WHERE name = $1::text AND holder = $2::text AND epoch = $3::bigint`,
}

export function releaseLease({ name, holder, epoch }: Lease): Step {
  return { statement, values: [name, holder, epoch] }
}
