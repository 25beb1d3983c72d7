// A live message with a code that a catalog does not have. The one thing to know: a system without components in its catalog
// is not asked.
import type { Rule } from '../../rule.ts'

export const codeNotInCatalog: Rule = {
  name: 'code-not-in-catalog',
  family: 'code',
  severity: 'high',
  finds: 'A result under a code that the sender’s or the receiver’s catalog does not have.',
  explanation:
    'Somebody built a new component in one system only. It may pass by a row of a map, and what it means to the receiver is not known.',
  example: 'After an analyser was replaced, NT-proBNP comes as PROBNP2.',
  remedy: 'Ask the laboratory what it is, bring the catalog up to date, and have the row approved.',
  shape({ end, side, subject, code, component }, tell) {
    if (component || side.components.size === 0 || code.code === '') return
    if (side.orderables.has(code.code)) return
    const where = end === 'sent' ? 'as it was sent' : 'as its flow makes it'
    tell({ subject, variant: end, says: `OBX-3 ${code.code} (${where}) is not in the catalog of ${side.system.id}.` })
  },
}
