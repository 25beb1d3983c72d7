// A component that the laboratory reports with a panel and the ordering system does not expect. The one thing to know: what is
// not expected is filed where nobody looks, or refused with the whole report.
import type { Rule } from '../../rule.ts'
import { aboutOrderables, some } from '../tools.ts'
import { membersOf } from './members.ts'

export const panelUnexpected: Rule = {
  name: 'panel-unexpected',
  family: 'panel',
  severity: 'high',
  finds: 'A component that the performer’s panel reports and the placer’s does not list.',
  explanation: 'The display of the panel has no line for it, so an abnormal value arrives and is not shown.',
  example: 'The laboratory added ALT to its metabolic panel; the EHR’s panel shows everything but ALT.',
  remedy: 'Bring the two lists together.',
  pair(pair, tell) {
    for (const link of pair.orderables) {
      const unexpected = link.to?.active ? membersOf(pair, link)?.unexpected : undefined
      if (!unexpected || unexpected.length === 0) continue
      const says = `${link.to!.code} reports ${some(unexpected)}; ${link.from.code} does not list where ${unexpected.length === 1 ? 'it arrives' : 'they arrive'}.`
      tell({ ...aboutOrderables(pair, link), says })
    }
  },
}
