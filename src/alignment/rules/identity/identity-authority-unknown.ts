// A live record number of an authority that its system has not declared. The one thing to know: the number is not told, only
// the authority’s word.
import { countRepetitions, value } from '../../../hl7/index.ts'
import type { Rule } from '../../rule.ts'
import { quoted } from '../tools.ts'

export const identityAuthorityUnknown: Rule = {
  name: 'identity-authority-unknown',
  family: 'identity',
  severity: 'high',
  finds: 'A record number in PID-3 whose assigning authority the dialect of its system does not declare.',
  explanation:
    'Whose number it is cannot be said: of this hospital, of the one that was bought last year, or of an insurer.',
  example: 'After a merger of hospitals numbers come with the authority NORTH.',
  remedy: 'Find out whose numbers they are, and declare the authority in the system’s file.',
  message({ pid, sender, subject }, tell) {
    const { authorities, identifier_types } = sender.system.dialect.patient
    if (!pid || Object.keys(authorities).length === 0) return
    const count = Math.min(countRepetitions(pid, 3), 20)
    for (let nth = 1; nth <= count; nth++) {
      const [authority, type] = [value(pid, 3, 4, 1, nth) ?? '', value(pid, 3, 5, 0, nth) ?? '']
      if (authority === '' || authorities[authority] !== undefined || !identifier_types.includes(type)) continue
      tell({
        subject,
        variant: authority,
        says: `PID-3.4 is ${quoted(authority)}; ${sender.system.id} declares ${Object.keys(authorities).join(', ')}.`,
      })
    }
  },
}
