// A unit that nobody can read. The one thing to know: what is read are UCUM and the spellings of laboratories, so a unit that
// is left over is mistyped or means something that only the laboratory knows.
import { inUse } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutEntry, quoted } from '../tools.ts'

export const unitUnknown: Rule = {
  name: 'unit-unknown',
  family: 'unit',
  severity: 'high',
  finds: 'A unit that is neither UCUM nor a known spelling of one.',
  explanation: 'Nothing can be compared or converted, and a mistyped unit is read as whatever the reader expects.',
  example: 'Valproic acid is reported in "ug/mLL".',
  remedy: 'Correct the spelling at its source. A unit that the laboratory made up can be written in braces: {Index}.',
  catalog(side, tell) {
    for (const entry of inUse(side.components))
      if (entry.unitRead.how === 'unknown')
        tell({
          ...aboutEntry(side, 'component', entry),
          variant: entry.unit,
          says: `${entry.code} is reported in ${quoted(entry.unit)}.`,
        })
    for (const entry of inUse(side.questions))
      if (entry.unitRead.how === 'unknown')
        tell({
          ...aboutEntry(side, 'question', entry),
          variant: entry.unit,
          says: `${entry.code} is answered in ${quoted(entry.unit)}.`,
        })
  },
  shape({ end, subject, unit, unitRead, component }, tell) {
    if (end !== 'sent' || unitRead.how !== 'unknown' || unit === component?.unit) return
    tell({ subject, variant: unit, says: `OBX-6 is ${quoted(unit)}.` })
  },
}
