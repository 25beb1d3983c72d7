// What a system really sent against what its catalog says. The one thing to know: each unit, range, flag, type and status that
// was seen is judged as one shape of a live message, with how often it was seen.
import { readRanges } from '../terminology/ranges.ts'
import { readUnit } from '../terminology/units.ts'
import { type Aligned, findingOf, ranked } from './align.ts'
import { type Catalog, type Component, type Count, nothingSent, type Seen } from './catalog/catalog.ts'
import type { Finding } from './finding.ts'
import { type Notice, noticesOf, ruleSetOf } from './message/notices.ts'
import type { SeenShape } from './message/seen.ts'
import { meaningOf, type Side } from './pair/side.ts'
import { rules } from './rules/index.ts'

const checks = ruleSetOf(rules).shape

/** Judges learned catalogs, each by the site's catalog of its system; a system that the site does not have is left out. */
export function alignLearned(aligned: Aligned, learned: ReadonlyMap<string, Catalog>): readonly Finding[] {
  const found = new Map<string, Finding>()
  for (const [system, catalog] of learned) {
    const side = aligned.sides.get(system)
    for (const component of side ? catalog.components : [])
      for (const [key, { notice, count }] of countedNotices(component, side!)) {
        const before = found.get(key)?.evidence.count ?? 0
        found.set(key, findingOf(notice.rule, { ...notice.told, count: Math.max(before, count) }, aligned))
      }
  }
  return ranked([...found.values()])
}

type Fields = Readonly<Record<'type' | 'name' | 'unit' | 'range' | 'flag' | 'status', string>>
type Field = keyof Fields
type CountedNotice = { readonly notice: Notice; readonly count: number }

/**
 * What is told of the usual shape of a component, and of those that differ from it in the value of one field, by key. It
 * counts as often as the values were seen that it hangs on: of the fields without which the usual shape would not show it,
 * the rarest; elsewhere, the values of the field that bring it.
 */
function countedNotices(learned: Component, side: Side): ReadonlyMap<string, CountedNotice> {
  const { seen } = learned
  if (!seen) return new Map()
  const fields = fieldsOf(seen)
  const usual = Object.fromEntries(fields.map(([field, values]) => [field, usualOf(field, values)])) as Fields
  const told = (change: Partial<Fields>) =>
    new Map(noticesOf(checks, shapeOf(learned, side, { ...usual, ...change })).map((notice) => [notice.key, notice]))
  const atUsual = told({})
  const found = new Map<string, CountedNotice>(
    [...atUsual].map(([key, notice]) => [key, { notice, count: seen.count }] as const),
  )
  for (const [field, values] of fields) {
    const of = shownBy(values.map(({ text, count }) => ({ told: told({ [field]: text }), count })))
    const without = told({ [field]: '' })
    for (const [key, { notice, count, isAlways }] of of) {
      const before = found.get(key)
      if (!atUsual.has(key)) found.set(key, { notice, count: Math.max(before?.count ?? 0, count) })
      else if (!isAlways || !without.has(key)) found.set(key, { ...before!, count: Math.min(before!.count, count) })
    }
  }
  return found
}

/** By key: how often those values of a field were seen that show it, and whether all of them do. */
function shownBy(values: readonly { readonly told: ReadonlyMap<string, Notice>; readonly count: number }[]) {
  const shown = new Map<string, CountedNotice & { readonly isAlways: boolean }>()
  for (const { told, count } of values)
    for (const [key, notice] of told) {
      const isAlways = values.every((other) => other.told.has(key))
      shown.set(key, {
        notice: shown.get(key)?.notice ?? notice,
        count: (shown.get(key)?.count ?? 0) + count,
        isAlways,
      })
    }
  return shown
}

/** The values of each field that a rule may look at, the most frequent first, nothing as an empty text. */
function fieldsOf(seen: Seen): readonly (readonly [Field, readonly Count[]])[] {
  const read = (counts: readonly Count[]) =>
    counts.map(({ text, count }) => ({ text: text === nothingSent ? '' : text, count }))
  return [
    ['type', read(seen.types)],
    ['name', read(seen.names)],
    ['unit', read(seen.units)],
    ['range', read(seen.ranges)],
    ['flag', read(seen.flags).filter(({ text }) => text !== '')],
    ['status', read(seen.statuses)],
  ]
}

/** Nothing is usual only where nothing else was sent. A result without a flag is usual, and so is a final one. */
function usualOf(field: Field, values: readonly Count[]): string {
  if (field === 'flag') return ''
  const said = values.find(({ text }) => text !== '')?.text ?? ''
  return field === 'status' ? said || 'F' : said
}

function shapeOf({ code, loinc }: Component, side: Side, { type, name, unit, range, flag, status }: Fields): SeenShape {
  const component = side.components.get(code) ?? null
  const flags = flag === '' ? [] : [flag]
  return {
    end: 'sent',
    side,
    subject: { system: side.system.id, kind: 'component', code, name: component?.name ?? name },
    valueType: type,
    code: { code, name, system: '', alternate: loinc === '' ? null : { code: loinc, name: '', system: 'LN' } },
    component,
    unit,
    unitRead: readUnit(unit),
    range,
    rangesRead: readRanges(range),
    flags,
    flagsRead: flags.map(meaningOf),
    status: side.system.dialect.observation_status[status] ?? status,
    laboratory: { name: '', address: '' },
    isNamed: name !== '',
  }
}
