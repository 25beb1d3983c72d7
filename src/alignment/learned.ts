// What a system really sent against what its catalog says. The one thing to know: each unit, range, flag, type and status that
// was seen is judged as one shape of a live message, with how often it was seen.
import { readRanges } from '../terminology/ranges.ts'
import { readUnit } from '../terminology/units.ts'
import { type Aligned, findingOf, ranked } from './align.ts'
import { type Catalog, type Component, type Count, nothingSent } from './catalog/catalog.ts'
import type { Finding } from './finding.ts'
import { noticesOf, ruleSetOf } from './message/notices.ts'
import type { SeenShape } from './message/seen.ts'
import { meaningOf, type Side } from './pair/side.ts'
import { rules } from './rules/index.ts'

/** Judges learned catalogs, each by the site's catalog of its system; a system that the site does not have is left out. */
export function alignLearned(aligned: Aligned, learned: ReadonlyMap<string, Catalog>): readonly Finding[] {
  const checks = ruleSetOf(rules).shape
  const found = new Map<string, Finding>()
  for (const [system, catalog] of learned) {
    const side = aligned.sides.get(system)
    for (const component of side ? catalog.components : [])
      for (const { shape, count } of shapesOf(component, side!))
        for (const { rule, told, key } of noticesOf(checks, shape)) {
          const before = found.get(key)?.evidence.count ?? 0
          found.set(key, findingOf(rule, { ...told, count: Math.max(before, count) }, aligned))
        }
  }
  return ranked([...found.values()])
}

type CountedShape = { readonly shape: SeenShape; readonly count: number }

/** The usual shape of a component, and one for each other value that a field had. */
function shapesOf(learned: Component, side: Side): readonly CountedShape[] {
  const { seen } = learned
  if (!seen) return []
  const usual = {
    type: top(seen.types),
    name: top(seen.names),
    unit: top(seen.units),
    range: top(seen.ranges),
    flag: '',
    status: top(seen.statuses) || 'F',
  }
  const one = (change: Partial<typeof usual>, count: number) => ({
    shape: shapeOf(learned, side, { ...usual, ...change }),
    count,
  })
  return [
    one({}, seen.count),
    ...rest(seen.types).map(({ text, count }) => one({ type: text }, count)),
    ...rest(seen.names).map(({ text, count }) => one({ name: text }, count)),
    ...rest(seen.units).map(({ text, count }) => one({ unit: text }, count)),
    ...rest(seen.ranges).map(({ text, count }) => one({ range: text }, count)),
    ...seen.flags.filter(({ text }) => text !== nothingSent).map(({ text, count }) => one({ flag: text }, count)),
    ...rest(seen.statuses).map(({ text, count }) => one({ status: text }, count)),
  ]
}

const written = (text: string) => (text === nothingSent ? '' : text)
const top = (counts: readonly Count[]) => written(counts[0]?.text ?? '')
const rest = (counts: readonly Count[]) => counts.slice(1).map(({ text, count }) => ({ text: written(text), count }))

type Fields = Readonly<Record<'type' | 'name' | 'unit' | 'range' | 'flag' | 'status', string>>

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
