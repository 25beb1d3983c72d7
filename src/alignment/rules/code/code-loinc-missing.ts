// A component without a LOINC code. The one thing to know: a missing code is better than a near one, so this is light.
import { inUse } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutEntry } from '../tools.ts'

export const codeLoincMissing: Rule = {
  name: 'code-loinc-missing',
  family: 'code',
  severity: 'low',
  finds: 'A reported component without a LOINC code.',
  explanation:
    'What it means can be compared with the other side by its local name only, and it cannot go to registries and public health.',
  example: 'The antibody screen has a local code and no LOINC.',
  remedy: 'Run labloop suggest on it; accept where no code says what the laboratory does.',
  catalog(side, tell) {
    const usesLoinc = side.catalog.components.some(({ loinc }) => loinc !== '')
    if (!usesLoinc) return
    for (const entry of inUse(side.components))
      if (entry.loinc === '' && entry.reportedBy.length > 0)
        tell({ ...aboutEntry(side, 'component', entry), says: `${entry.code} (${entry.name}) has no LOINC code.` })
  },
}
