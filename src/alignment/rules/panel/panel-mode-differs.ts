// Whole reports on one side and changes only on the other. The one thing to know: a receiver that takes a change for a whole
// report deletes what is not in it.
import type { Rule } from '../../rule.ts'
import { aboutOrderables } from '../tools.ts'

export const panelModeDiffers: Rule = {
  name: 'panel-mode-differs',
  family: 'panel',
  severity: 'high',
  finds: 'An orderable whose reports are whole on one side and hold only changes on the other.',
  explanation:
    'The second report of a culture replaces the first, and the organism that grew on Monday is gone on Tuesday.',
  example: 'The urine culture is delta in the LIS and snapshot in the EHR.',
  remedy: 'Give both the mode in which the laboratory really reports.',
  pair(pair, tell) {
    for (const link of pair.orderables) {
      const { from, to } = link
      if (!to?.active || from.resultMode === '' || to.resultMode === '' || from.resultMode === to.resultMode) continue
      tell({
        ...aboutOrderables(pair, link),
        says: `${from.code} is ${from.resultMode} and ${to.code} is ${to.resultMode}.`,
      })
    }
  },
}
