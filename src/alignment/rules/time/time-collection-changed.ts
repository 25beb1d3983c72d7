// A later final report with another time of collection. The one thing to know: it may be a true correction, and then it must
// be said to be one.
import { value } from '../../../hl7/index.ts'
import type { Rule } from '../../rule.ts'

export const timeCollectionChanged: Rule = {
  name: 'time-collection-changed',
  family: 'time',
  severity: 'high',
  isDoubt: true,
  finds:
    'A final report that gives another time of collection than the final report before it, and is not called corrected.',
  explanation: 'The value moves on the trend, or stands there twice; a drug level is read against the wrong dose.',
  example: 'The same accession is reported again with the next day’s collection.',
  remedy: 'Ask the laboratory; a corrected time is a corrected report.',
  report({ earlier, obr, status, subject }, tell) {
    const collected = value(obr, 7, 1) ?? ''
    if (!earlier || status !== 'F' || earlier.collected === '' || collected === '' || earlier.collected === collected)
      return
    tell({ subject, says: 'OBR-7 is another than in the final report before, and OBR-25 is F.' })
  },
}
