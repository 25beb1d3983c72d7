// What the messages of one revision are judged by: the catalogs of its systems, the rules, and what was accepted. The one
// thing to know: catalogs are read once for a site, however often an engine of it is started.
import { alignedSite } from '../alignment/align.ts'
import { Judge } from '../alignment/message/judge.ts'
import type { Notice } from '../alignment/message/notices.ts'
import type { Side } from '../alignment/pair/side.ts'
import { rules } from '../alignment/rules/index.ts'
import type { Source } from '../ledger/source.ts'
import type { Site } from '../site/shapes/site.ts'
import type { ZoneRules } from '../site/time-zone.ts'
import { dayOf } from '../workflow/calendar.ts'

export type AlignmentRules = {
  readonly judge: Judge
  /** The notice as it is counted and raised: of one rule and system only so many kinds are told apart. */
  counted(notice: Notice): Notice
  /** Whether the hospital has accepted a finding like this, at a moment (milliseconds). */
  isAccepted(notice: Notice, now: number): boolean
}

/**
 * @param sources the systems, with how their times are read
 * @param zone of the hospital, by which the days of its decisions begin and end
 */
export function alignmentRulesOf(site: Site, sources: ReadonlyMap<string, Source>, zone: ZoneRules): AlignmentRules {
  const sides = sidesOf(site)
  const zoneOf = (system: string) => sources.get(system)?.zone ?? 0
  return { judge: new Judge({ site, sides, zoneOf }, rules), counted: counting(), isAccepted: acceptance(site, zone) }
}

const read = new WeakMap<Site, ReadonlyMap<string, Side>>()

function sidesOf(site: Site): ReadonlyMap<string, Side> {
  const sides = read.get(site) ?? alignedSite(site, { withoutPairs: true }).sides
  read.set(site, sides)
  return sides
}

/** A day counted from 1970-01-01 as files write it. */
function dayText(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10)
}

/**
 * A sender that makes up a code for each message would fill the store, and the desk, with one finding a message: what is
 * beyond so many is one finding more.
 */
const most_kinds = 200

function counting(): AlignmentRules['counted'] {
  const known = new Map<string, number>()
  const others = new Map<string, Notice>()
  /** Keys of those that are counted by themselves. */
  const own = new Set<string>()
  return (notice) => {
    const { rule, told, key } = notice
    if (own.has(key)) return notice
    const group = `${rule.name}|${told.subject.system}|${told.subject.kind}`
    const kinds = known.get(group) ?? 0
    if (kinds < most_kinds) {
      known.set(group, kinds + 1)
      own.add(key)
      return notice
    }
    const folded = others.get(group) ?? foldedOf(notice, group)
    others.set(group, folded)
    return folded
  }
}

function foldedOf({ rule, told, severity }: Notice, group: string): Notice {
  const subject = { ...told.subject, code: '...', name: '' }
  const says = `More than ${most_kinds} different ones were seen; those beyond are counted together.`
  return { rule, severity, key: `${group}|...|||`, told: { subject, says } }
}

function acceptance({ alignment }: Site, zone: ZoneRules): AlignmentRules['isAccepted'] {
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
    const day = dayText(dayOf({ zone }, now))
    return found.some(({ by, on, until }) => on <= day && day <= until && alignment.entitled[severity].includes(by))
  }
}
