// What the engine has counted on live messages, as findings again. The one thing to know: a finding of live messages ends by
// itself once nothing has shown it for a month; nobody has to say that it was mended, and it is back with the first message.
import { type Aligned, findingOf, ranked } from '../align.ts'
import type { Finding } from '../finding.ts'
import { ruleNamed } from '../rules/index.ts'
import type { FindingCount } from './finding-count.ts'

/** What was not seen for so long is over: as long as a test that is ordered now and then may rest. */
export const quietAfter_ms = 30 * 86_400_000

export type LiveFindings = {
  /** By rank: what live messages show. */
  readonly seen: readonly Finding[]
  /** What they showed before, and not in the last month. */
  readonly quiet: readonly Finding[]
}

/**
 * Counts with the words of the rules of today; a rule that is not there any more says nothing.
 * @param now milliseconds
 */
export function liveFindings(counts: readonly FindingCount[], aligned: Aligned, now: number): LiveFindings {
  const findings = ranked(counts.flatMap((count) => findingOfCount(count, aligned)))
  const isQuiet = ({ evidence }: Finding) => (evidence.live?.lastAt ?? now) < now - quietAfter_ms
  return { seen: findings.filter((one) => !isQuiet(one)), quiet: findings.filter(isQuiet) }
}

function findingOfCount(given: FindingCount, aligned: Aligned): readonly Finding[] {
  const { rule: name, counterpart, key, firstAt, lastAt, ...told } = given
  const rule = ruleNamed(name)
  if (!rule) return []
  const finding = findingOf(rule, { ...told, ...(counterpart ? { counterpart } : {}) }, aligned)
  const evidence = { ...finding.evidence, live: { firstAt, lastAt } }
  return [{ ...finding, key, evidence, volume: told.count, volumeFrom: 'traffic', rank: finding.risk * told.count }]
}
