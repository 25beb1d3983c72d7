// A LOINC code that should not be used any more. The one thing to know: only a table with statuses can tell, as LOINC
// publishes it.
import { inUse } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutEntry } from '../tools.ts'

export const loincDeprecated: Rule = {
  name: 'loinc-deprecated',
  family: 'loinc',
  severity: 'low',
  finds: 'A component whose LOINC code is deprecated or discouraged.',
  explanation:
    'Two systems that update their tables at different times part ways, and a deprecated code may have been wrong.',
  example: 'A code that LOINC withdrew because two meanings were mixed in it still stands in the catalog.',
  remedy: 'Take the code that LOINC names as its successor.',
  catalog(side, tell) {
    for (const entry of inUse(side.components)) {
      const status = entry.term?.status
      if (status !== 'DEPRECATED' && status !== 'DISCOURAGED') continue
      tell({
        ...aboutEntry(side, 'component', entry),
        says: `${entry.loinc} of ${entry.code} is ${status.toLowerCase()}.`,
      })
    }
  },
}
