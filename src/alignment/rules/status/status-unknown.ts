// A status outside table 0085. The one thing to know: it is asked after the dialect, so a local code that the system's file
// declares is known.
import { codeMeaning } from '../../../hl7/index.ts'
import type { Rule } from '../../rule.ts'
import { quoted } from '../tools.ts'

export const statusUnknown: Rule = {
  name: 'status-unknown',
  family: 'status',
  severity: 'high',
  finds: 'A result whose OBX-11 is neither in HL7 table 0085 nor declared in the dialect of its system.',
  explanation:
    'What is not known is not acted on: a withdrawal under a local code leaves the wrong result in the chart.',
  example: 'A verified result comes as V.',
  remedy: 'Declare it in the dialect of the system (observation_status) with what it means.',
  shape({ end, subject, status, side }, tell) {
    if (end !== 'sent' || status === '' || isKnown(status)) return
    const says = `OBX-11 is ${quoted(status)}, which is not in table 0085 and not in the dialect of ${side.system.id}.`
    tell({ subject, variant: status, says })
  },
}

function isKnown(code: string): boolean {
  return codeMeaning('0085', code) !== undefined
}
