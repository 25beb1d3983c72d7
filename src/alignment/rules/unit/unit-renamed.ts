// A row of a map, or a step, that renames a unit into another one. The one thing to know: a map changes the word and never
// the number, so the two units must be the same in size.
import { translations } from '../../../site/map-rows.ts'
import { readUnit } from '../../../terminology/units.ts'
import type { Told } from '../../finding.ts'
import type { Pair } from '../../pair/pair.ts'
import type { Rule } from '../../rule.ts'
import { compareUnits, timesText } from './compare.ts'
import { chargeOf } from './ions.ts'
import { chargeOfComponent, isConverted } from './links.ts'

export const unitRenamed: Rule = {
  name: 'unit-renamed',
  family: 'unit',
  severity: 'critical',
  finds: 'A row of a map of units whose two units are not the same in size and kind.',
  explanation:
    'Every value that passes over the row changes its meaning and keeps its number, and nobody sees it on the way.',
  example: 'maps/units.csv leads mg/L to mg/dL for CRP: every CRP in the chart is ten times too high.',
  remedy:
    'Lead the unit to the same unit in the other spelling. Where the other system wants another unit, convert, signed.',
  eachResult: 'Phone the value with its unit, and see what the chart shows of it.',
  pair(pair, tell) {
    for (const table of unitTables(pair))
      for (const { from, to, context, row } of translations(table, pair.performer.system.id, pair.placer.system.id)) {
        const component = context.component ? pair.performer.components.get(context.component) : undefined
        const charge = component ? chargeOfComponent(component) : chargeOf(context.component ?? '')
        const { relation, ratio } = compareUnits(readUnit(from), readUnit(to), charge)
        if (relation !== 'magnitude' && relation !== 'apart') continue
        const how = relation === 'apart' ? 'another kind of quantity' : `one is ${timesText(ratio)} the other`
        const where = context.component ? ` for ${context.component}` : ''
        const told: Told = {
          subject: { system: pair.performer.system.id, kind: 'map', code: from, name: '' },
          counterpart: { system: pair.placer.system.id, kind: 'map', code: to, name: '' },
          variant: context.component ?? '',
          places: [{ file: row.file, line: row.line }],
          says: `maps/${table.id}.csv leads ${from} to ${to}${where}: ${how}.`,
        }
        tell(told)
      }
  },
  crossing({ sent, passed, flow, conversions }, tell) {
    if (sent.unit === passed.unit || isConverted({ sent, passed, conversions })) return
    const charge = sent.component ? chargeOfComponent(sent.component) : null
    const { relation, ratio } = compareUnits(sent.unitRead, passed.unitRead, charge)
    if (relation !== 'magnitude' && relation !== 'apart') return
    const how = relation === 'apart' ? 'another kind of quantity' : `one is ${timesText(ratio)} the other`
    tell({
      subject: sent.subject,
      counterpart: passed.subject,
      variant: `${sent.unit} ${passed.unit}`,
      says: `The flow ${flow.id} makes ${passed.unit} of ${sent.unit}: ${how}.`,
    })
  },
}

/** The maps by which the steps translate OBX-6. */
function unitTables({ site, results }: Pair) {
  const ids = new Set(
    results.flatMap(({ stages }) => stages.filter(({ field }) => field === 'OBX-6').map(({ step }) => step.table)),
  )
  return site.maps.filter(({ id }) => ids.has(id))
}
