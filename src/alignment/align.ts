// Catalog against catalog: every rule over every system and every pair of a site. The one thing to know: pure and in order;
// the same site gives the same list, the gravest and commonest first.
import type { Site } from '../site/shapes/site.ts'
import type { LoincTable } from '../terminology/loinc/term.ts'
import type { Catalog } from './catalog/catalog.ts'
import { catalogOf } from './catalog/from-rows.ts'
import { type Finding, keyOf, riskOf, type Told } from './finding.ts'
import { type Pair, pairsOf } from './pair/pair.ts'
import { type Side, seenCount, sideOf } from './pair/side.ts'
import type { Rule } from './rule.ts'
import { rules } from './rules/index.ts'

export type AlignOptions = {
  /** LOINC codes for the axes; null: axes are read out of the names in the catalogs only. */
  readonly loinc?: LoincTable | null
  /** The day for which rows with dates are asked, 2026-08-31; empty: rows count that have no end. */
  readonly day?: string
  /** Catalogs learned from traffic, by system: they say how often things are reported. */
  readonly learned?: ReadonlyMap<string, Catalog>
  /** Systems only: live messages are judged without following the maps beforehand. */
  readonly withoutPairs?: true
}

/** A site made ready to be aligned: its systems and the pairs between them. */
export type Aligned = {
  readonly site: Site
  readonly sides: ReadonlyMap<string, Side>
  readonly pairs: readonly Pair[]
  readonly volumeOf: (system: string, kind: string, code: string) => Volume
}

type Volume = { readonly volume: number; readonly volumeFrom: Finding['volumeFrom'] }

/** Reads the catalogs of a site and follows its maps. */
export function alignedSite(site: Site, { loinc = null, day = '', learned, withoutPairs }: AlignOptions = {}): Aligned {
  const sides = new Map(site.systems.map((system) => [system.id, sideOf(system, catalogOf(site, system.id), loinc)]))
  return { site, sides, pairs: withoutPairs ? [] : pairsOf(site, sides, day), volumeOf: volumes(sides, learned) }
}

/** Every difference between the catalogs of a site, by risk × volume. */
export function alignCatalogs(aligned: Aligned): readonly Finding[] {
  const found = new Map<string, Finding>()
  for (const rule of rules) {
    const tell = (told: Told) => keep(found, findingOf(rule, told, aligned))
    if (rule.catalog) for (const side of aligned.sides.values()) rule.catalog(side, tell)
    if (rule.pair) for (const pair of aligned.pairs) rule.pair(pair, tell)
  }
  return ranked([...found.values()])
}

/** The same thing found on two ways stands once. */
function keep(found: Map<string, Finding>, finding: Finding): void {
  if (!found.has(finding.key)) found.set(finding.key, finding)
}

/** A finding of what a rule told. */
export function findingOf(rule: Rule, told: Told, { volumeOf }: Pick<Aligned, 'volumeOf'>): Finding {
  const { subject, counterpart = null, says, places = [], variant = '', remedy = rule.remedy } = told
  const severity = told.severity ?? rule.severity
  const known = volumeOf(subject.system, subject.kind, subject.code)
  const other = counterpart ? volumeOf(counterpart.system, counterpart.kind, counterpart.code) : known
  const { volume, volumeFrom } = other.volume > known.volume ? other : known
  return {
    key: keyOf(rule.name, told),
    rule: rule.name,
    family: rule.family,
    ...{ severity, subject, counterpart, variant, says },
    explanation: rule.explanation,
    remedy,
    places: distinct(places),
    evidence: { count: told.count ?? 0, examples: told.examples ?? [] },
    risk: riskOf[severity],
    ...{ volume, volumeFrom },
    rank: riskOf[severity] * volume,
  }
}

function distinct(places: Finding['places']): Finding['places'] {
  const seen = new Map(places.map((place) => [`${place.file}:${place.line}`, place]))
  return [...seen.values()]
}

/** By rank, then severity, then key, so that the order is always the same. */
export function ranked(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort(
    (a, b) => b.rank - a.rank || b.risk - a.risk || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  )
}

/**
 * How often something is reported: as traffic showed it, else by the number of orderables that report it, one at the least.
 */
function volumes(
  sides: ReadonlyMap<string, Side>,
  learned: ReadonlyMap<string, Catalog> | undefined,
): Aligned['volumeOf'] {
  const seen = new Map<string, number>()
  for (const catalog of learned?.values() ?? []) for (const [key, count] of countsOf(catalog)) seen.set(key, count)
  for (const { catalog } of sides.values())
    for (const [key, count] of countsOf(catalog)) if (!seen.has(key)) seen.set(key, count)
  return (system, kind, code) => {
    const count = seen.get(`${system}|${kind}|${code}`)
    if (count !== undefined) return { volume: count, volumeFrom: 'traffic' }
    const side = sides.get(system)
    const reported = kind === 'component' ? side?.components.get(code)?.reportedBy.length : undefined
    const asked = kind === 'question' ? side?.questions.get(code)?.askedBy.length : undefined
    return { volume: Math.max(1, reported ?? asked ?? 1), volumeFrom: 'catalog' }
  }
}

function* countsOf({ system, components, orderables, questions }: Catalog): Generator<readonly [string, number]> {
  for (const [kind, entries] of [
    ['component', components],
    ['orderable', orderables],
    ['question', questions],
  ] as const)
    for (const entry of entries) {
      const count = seenCount(entry)
      if (count !== null) yield [`${system}|${kind}|${entry.code}`, count]
    }
}
