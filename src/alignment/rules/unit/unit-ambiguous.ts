// A spelling that stands for different units in different places. The one thing to know: only one of the readings is right,
// and a reader takes the one that he is used to.
import { inUse } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutEntry } from '../tools.ts'

export const unitAmbiguous: Rule = {
  name: 'unit-ambiguous',
  family: 'unit',
  severity: 'normal',
  finds: 'A spelling of a unit that means different units elsewhere.',
  explanation: 'G/L is grams by litre to one reader and thousand million cells by litre to another.',
  example: 'Leukocytes are reported in "G/L".',
  remedy: 'Write the unit in UCUM.',
  catalog(side, tell) {
    for (const entry of inUse(side.components)) {
      const { unitRead } = entry
      if (unitRead.also.length === 0) continue
      const says = `${entry.unit} of ${entry.code} is read as ${unitRead.ucum}; elsewhere it is ${unitRead.also.join(' or ')}.`
      tell({ ...aboutEntry(side, 'component', entry), variant: entry.unit, says })
    }
  },
}
