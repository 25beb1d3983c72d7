// A component that the ordering system expects of a panel and the laboratory does not report with it. The one thing to know:
// who expects it waits for it, and an order that waits is never complete.
import type { Rule } from '../../rule.ts'
import { aboutOrderables, some } from '../tools.ts'
import { membersOf } from './members.ts'

export const panelMissing: Rule = {
  name: 'panel-missing',
  family: 'panel',
  severity: 'high',
  finds: 'A component that the placer’s panel lists and the performer’s does not report.',
  explanation:
    'The order stays in progress for ever, or the clinician takes the missing component for one that was not worth a word.',
  example: 'The EHR’s lipid panel lists VLDL; the laboratory stopped calculating it.',
  remedy: 'Bring the two lists together.',
  pair(pair, tell) {
    for (const link of pair.orderables) {
      const missing = link.to?.active ? membersOf(pair, link)?.missing : undefined
      if (!missing || missing.length === 0) continue
      const says = `${link.from.code} expects ${some(missing)}; ${link.to!.code} reports nothing that arrives there.`
      tell({ ...aboutOrderables(pair, link), says })
    }
  },
}
