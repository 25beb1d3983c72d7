// A LOINC code that cannot be one. The one thing to know: the check digit finds a mistyped code without any table.

import { loincCodeProblem } from '../../../terminology/loinc/code.ts'
import { inUse } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutEntry, quoted } from '../tools.ts'

export const codeLoincInvalid: Rule = {
  name: 'code-loinc-invalid',
  family: 'code',
  severity: 'high',
  finds: 'A LOINC code that is mistyped: its check digit is wrong, or it has another form.',
  explanation: 'Whoever receives it files the result under nothing, or under what another code means.',
  example: 'Lipase carries 3040-2; the check digit of 3040 is 3.',
  remedy: 'Look the code up again by its name.',
  catalog(side, tell) {
    for (const entry of inUse(side.components)) {
      const problem = entry.loinc === '' ? null : loincCodeProblem(entry.loinc)
      if (problem)
        tell({
          ...aboutEntry(side, 'component', entry),
          variant: entry.loinc,
          says: `${quoted(entry.loinc)}: ${problem}.`,
        })
    }
    for (const entry of inUse(side.questions)) {
      const problem = entry.loinc === '' ? null : loincCodeProblem(entry.loinc)
      if (problem) tell({ ...aboutEntry(side, 'question', entry), says: `${quoted(entry.loinc)}: ${problem}.` })
    }
  },
  shape({ end, subject, code }, tell) {
    if (end !== 'sent') return
    for (const one of [code, code.alternate]) {
      const problem = one?.system === 'LN' ? loincCodeProblem(one.code) : null
      if (problem)
        tell({ subject, variant: one!.code, says: `OBX-3 names the LOINC code ${quoted(one!.code)}: ${problem}.` })
    }
  },
}
