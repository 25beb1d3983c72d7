// Which findings the hospital has decided to live with. The one thing to know: an acceptance counts for a rule, a system and
// named codes, by a role that may accept that severity, until its day is over; nothing else silences a finding.
import type { Acceptance, AlignmentFile, RuleName } from '../site/shapes/alignment.ts'
import type { Finding } from './finding.ts'

/** A finding and what was decided about it. */
export type Decided = {
  readonly finding: Finding
  /**
   * `lapsed`: it was accepted, and that is over; `not-begun`: it is accepted from a later day on; `not-entitled`: the role may
   * not accept this severity.
   */
  readonly state: 'open' | 'accepted' | 'lapsed' | 'not-begun' | 'not-entitled'
  readonly acceptance: Acceptance | null
}

/** An acceptance of which nothing is found any more. */
export type Needless = { readonly acceptance: Acceptance; readonly codes: readonly string[] }

/**
 * Decides each finding by the site's alignment.yaml.
 * @param day today at the site, 2026-08-31
 */
export function decided(
  findings: readonly Finding[],
  file: AlignmentFile | undefined,
  day: string,
): readonly Decided[] {
  const byKey = Map.groupBy(
    (file?.accepted ?? []).flatMap((acceptance) =>
      acceptance.codes.map((code) => ({ acceptance, key: keyOf(acceptance.rule, acceptance.system, code) })),
    ),
    ({ key }) => key,
  )
  return findings.map((finding): Decided => {
    const { rule, subject, severity } = finding
    const given = byKey.get(keyOf(rule, subject.system, subject.code))?.map(({ acceptance }) => acceptance) ?? []
    const entitled = given.filter(({ by }) => file?.entitled[severity].includes(by))
    const counting = entitled.find(({ on, until }) => on <= day && day <= until)
    if (counting) return { finding, state: 'accepted', acceptance: counting }
    const begun = entitled.find(({ on }) => on <= day)
    if (begun) return { finding, state: 'lapsed', acceptance: begun }
    if (entitled[0]) return { finding, state: 'not-begun', acceptance: entitled[0] }
    return given[0]
      ? { finding, state: 'not-entitled', acceptance: given[0] }
      : { finding, state: 'open', acceptance: null }
  })
}

/**
 * Acceptances, code by code, of what is not found any more.
 * @param wasAsked whether a rule was asked of everything on which it could find something; nothing is said of the others
 */
export function needless(
  findings: readonly Finding[],
  file: AlignmentFile | undefined,
  wasAsked: (rule: RuleName) => boolean,
): readonly Needless[] {
  const found = new Set(findings.map(({ rule, subject }) => keyOf(rule, subject.system, subject.code)))
  return (file?.accepted ?? []).flatMap((acceptance) => {
    if (!wasAsked(acceptance.rule)) return []
    const codes = acceptance.codes.filter((code) => !found.has(keyOf(acceptance.rule, acceptance.system, code)))
    return codes.length === 0 ? [] : [{ acceptance, codes }]
  })
}

function keyOf(rule: string, system: string, code: string): string {
  return `${rule}|${system}|${code}`
}
