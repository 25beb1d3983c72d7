// A unit that arrives in another spelling than the receiver's. The one thing to know: it is the same unit, so nothing is
// wrong with the value; screens and rules that compare texts are what suffers.
import type { Rule } from '../../rule.ts'
import { aboutComponents, bothEnds } from '../tools.ts'
import { compareUnits } from './compare.ts'
import { chargeOfComponent } from './links.ts'

export const unitSpelling: Rule = {
  name: 'unit-spelling',
  family: 'unit',
  severity: 'low',
  finds: 'A unit that arrives spelled otherwise than the receiver’s catalog spells it.',
  explanation:
    'Systems compare units as texts: a trend breaks in two, an alert written for "K/uL" does not fire on "10*3/uL".',
  example: 'Seconds arrive as "sec"; the EHR’s rows say "s".',
  remedy: 'Add a row to the map of units.',
  pair(pair, tell) {
    for (const link of bothEnds(pair.components)) {
      const { from, to, crossed } = link
      const arrived = crossed.fields['OBX-6'] ?? ''
      if (arrived === '' || to.unit === '' || arrived === to.unit) continue
      if (crossed.stuck.some(({ field }) => field === 'OBX-6')) continue
      if (compareUnits(from.unitRead, to.unitRead, chargeOfComponent(from)).relation !== 'same') continue
      tell({
        ...aboutComponents(pair, link),
        variant: arrived,
        says: `${from.code} arrives in ${arrived}; ${to.code} is spelled ${to.unit}.`,
      })
    }
  },
  shape({ end, subject, unit, unitRead, component }, tell) {
    if (!component || unit === '' || component.unit === '' || unit === component.unit) return
    if (compareUnits(unitRead, component.unitRead, chargeOfComponent(component)).relation !== 'same') return
    const says = `OBX-6 ${end === 'sent' ? 'came' : 'goes out'} as ${unit}; the catalog spells it ${component.unit}.`
    tell({ subject, places: [component.place], variant: `${end} ${unit}`, says })
  },
}
