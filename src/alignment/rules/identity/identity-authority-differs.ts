// Assigning authorities that the two systems write or mean differently. The one thing to know: PID-3 passes as it is, so a
// number is read by the receiver’s words for authorities.
import type { Pair } from '../../pair/pair.ts'
import type { Rule } from '../../rule.ts'

export const identityAuthorityDiffers: Rule = {
  name: 'identity-authority-differs',
  family: 'identity',
  severity: 'critical',
  finds: 'A record number whose assigning authority the two systems write differently, or take for different ones.',
  explanation:
    'The same digits of two hospitals are two patients: a result is filed in another patient’s chart, or in none.',
  example: 'The EHR writes RCH for the hospital’s numbers, the LIS writes RIVLAB.',
  remedy: 'Let both write one authority, or declare both words in the dialects and translate PID-3.4 in the flows.',
  pair(pair, tell) {
    const [one, other] = [pair.performer.system, pair.placer.system]
    const says = differences(pair)
    if (says.length === 0) return
    tell({
      subject: { system: one.id, kind: 'message', code: 'PID-3', name: 'assigning authority' },
      counterpart: { system: other.id, kind: 'message', code: 'PID-3', name: 'assigning authority' },
      places: [one, other].map(({ id }) => ({ file: `systems/${id}.yaml`, line: 1 })),
      says: `${says.join('; ')}.`,
    })
  },
}

function differences({ performer, placer }: Pair): readonly string[] {
  const [one, other] = [performer.system, placer.system].map(({ id, dialect }) => ({ id, ...dialect.patient }))
  if (!one || !other) return []
  const says: string[] = []
  for (const [written, meant] of Object.entries(one.authorities)) {
    const there = other.authorities[written]
    if (there === undefined && Object.keys(other.authorities).length > 0)
      says.push(`${one.id} writes ${written} (${meant}), which ${other.id} does not know`)
    else if (there !== undefined && there !== meant)
      says.push(`${written} is ${meant} in ${one.id} and ${there} in ${other.id}`)
  }
  if (one.default_authority && other.default_authority && one.default_authority !== other.default_authority)
    says.push(
      `a number without authority is of ${one.default_authority} in ${one.id} and of ${other.default_authority} in ${other.id}`,
    )
  return says
}
