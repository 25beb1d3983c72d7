// Critical limits that differ between the two sides. The one thing to know: the laboratory's limits are what it telephones by;
// the other side's decide what its screens show in red.
import type { Rule } from '../../rule.ts'
import { aboutComponents, bothEnds } from '../tools.ts'
import { compareUnits } from '../unit/compare.ts'
import { chargeOfComponent } from '../unit/links.ts'

export const rangeCriticalDiffers: Rule = {
  name: 'range-critical-differs',
  family: 'range',
  severity: 'high',
  isDoubt: true,
  finds: 'Critical limits that differ between the two sides.',
  explanation: 'A value that the laboratory calls as critical is not critical on the screen, or the other way round.',
  example: 'Glucose is critical at 50 in the LIS and at 40 in the EHR.',
  remedy: 'Take the laboratory’s limits on both sides, or let the EHR show the flag that comes with the result.',
  pair(pair, tell) {
    for (const link of bothEnds(pair.components)) {
      const { from, to } = link
      const compared = compareUnits(from.unitRead, to.unitRead, chargeOfComponent(from))
      if (compared.relation !== 'same' && from.unit !== to.unit) continue
      const says = [
        differ('low', from.criticalLow, to.criticalLow),
        differ('high', from.criticalHigh, to.criticalHigh),
      ].filter((text) => text !== '')
      if (says.length === 0) continue
      tell({ ...aboutComponents(pair, link), says: `${from.code} and ${to.code}: ${says.join('; ')}.` })
    }
  },
}

function differ(end: string, one: number | null, other: number | null): string {
  if (one === other) return ''
  const shown = (limit: number | null) => (limit === null ? 'none' : String(limit))
  return `critical ${end} ${shown(one)} and ${shown(other)}`
}
