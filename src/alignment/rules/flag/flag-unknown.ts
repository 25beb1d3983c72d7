// A flag outside every vocabulary. The one thing to know: a site's own flags are its catalog's column; what stands neither
// there nor in table 0078 nobody has explained.
import { meaningOf } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { quoted } from '../tools.ts'
import { vocabularyOf } from './arrivals.ts'

export const flagUnknown: Rule = {
  name: 'flag-unknown',
  family: 'flag',
  severity: 'normal',
  isDoubt: true,
  finds: 'A flag that is neither in the catalog’s list nor in HL7 table 0078, or whose meaning nobody knows.',
  explanation: 'Nobody can say whether it means low, critical or repeated; screens show it as it stands or not at all.',
  example: 'After a software update potassium comes with the flag "#".',
  remedy: 'Ask the laboratory what it means, and add it to catalog and map.',
  catalog(side, tell) {
    for (const [code, component] of vocabularyOf(side)) {
      if (!component || meaningOf(code).side !== 'unknown') continue
      tell({
        subject: { system: side.system.id, kind: 'map', code, name: 'abnormal flag' },
        places: [component.place],
        says: `The flag ${quoted(code)} of ${component.code} is not in table 0078, and no usual meaning is known.`,
      })
    }
  },
  shape({ end, subject, component, flags, side }, tell) {
    if (end !== 'sent') return
    for (const flag of flags) {
      if (flag === '' || flag === '""' || component?.flags.includes(flag)) continue
      const hasList = (component?.flags.length ?? 0) > 0
      if (!hasList && meaningOf(flag).side !== 'unknown') continue
      const says = hasList
        ? `OBX-8 is ${quoted(flag)}; the catalog of ${side.system.id} has ${component!.flags.join(', ')}.`
        : `OBX-8 is ${quoted(flag)}, which is not in table 0078.`
      tell({ subject, variant: flag, says })
    }
  },
}
