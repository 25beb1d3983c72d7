// What the messages of one revision are judged by: the catalogs of its systems, the rules, and what was accepted. The one
// thing to know: catalogs are read once for a site, however often an engine of it is started.
import { type Aligned, alignedSite } from '../alignment/align.ts'
import { Judge } from '../alignment/message/judge.ts'
import type { Notice } from '../alignment/message/notices.ts'
import { rules } from '../alignment/rules/index.ts'
import type { Source } from '../ledger/source.ts'
import type { Site } from '../site/shapes/site.ts'

export type AlignmentRules = Pick<Aligned, 'volumeOf'> & {
  readonly judge: Judge
  /** Whether the hospital has accepted a finding like this, at a moment (milliseconds). */
  isAccepted(notice: Notice, now: number): boolean
}

/**
 * @param sources the systems, with how their times are read
 */
export function alignmentRulesOf(site: Site, sources: ReadonlyMap<string, Source>): AlignmentRules {
  const { sides, volumeOf } = alignedSite(site, { withoutPairs: true })
  const zoneOf = (system: string) => sources.get(system)?.zone ?? 0
  return { judge: new Judge({ sides, zoneOf }, rules), volumeOf, isAccepted: acceptance(site) }
}

function acceptance({ alignment }: Site): AlignmentRules['isAccepted'] {
  if (!alignment || alignment.accepted.length === 0) return () => false
  const given = Map.groupBy(
    alignment.accepted.flatMap((one) =>
      one.codes.map((code) => ({ ...one, key: `${one.rule}|${one.system}|${code}` })),
    ),
    ({ key }) => key,
  )
  return ({ rule, told, severity }, now) => {
    const found = given.get(`${rule.name}|${told.subject.system}|${told.subject.code}`)
    if (!found) return false
    const day = new Date(now).toISOString().slice(0, 10)
    return found.some(({ by, on, until }) => on <= day && day <= until && alignment.entitled[severity].includes(by))
  }
}
