// A report that does not say when its specimen was collected. The one thing to know: without it no trend has an order.
import type { Rule } from '../../rule.ts'

export const timeMissing: Rule = {
  name: 'time-missing',
  family: 'time',
  severity: 'normal',
  finds: 'A final report without a time of collection that can be read.',
  explanation:
    'The chart sorts by collection; a result without it is put by arrival, and an old specimen looks like the newest.',
  example: 'OBR-7 is empty for results of the reference laboratory.',
  remedy: 'Have the sender give the time of collection; a day alone is better than nothing.',
  report({ times, status, subject }, tell) {
    if (times.collected === null && (status === 'F' || status === 'C'))
      tell({ subject, says: 'OBR-7 and SPM-17 give no time of collection that can be read.' })
  },
}
