// A result without a status. The one thing to know: OBX-11 is required (HL7 v2.5.1 §7.4.2.11), and a correction without it
// overwrites without a word.
import type { Rule } from '../../rule.ts'

export const statusBlank: Rule = {
  name: 'status-blank',
  family: 'status',
  severity: 'high',
  finds: 'A result whose OBX-11 is empty.',
  explanation: 'Nobody can tell whether it is preliminary, final or corrected; receivers guess, each in its own way.',
  example: 'The first correction after an upgrade came with OBX-11 empty.',
  remedy: 'Have the laboratory send the status.',
  shape({ end, subject, status }, tell) {
    if (end === 'sent' && status === '') tell({ subject, says: 'OBX-11 is empty.' })
  },
}
