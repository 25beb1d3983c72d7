// Element (c)(3): the test report date. The one thing to know: OBR-22 is it; the time of the message is not.
import type { Rule } from '../../rule.ts'
import { isTestReport } from './final.ts'

export const reportDate: Rule = {
  name: 'report-date',
  family: 'report',
  severity: 'high',
  finds: 'A report without a report date that can be read (42 CFR 493.1291(c)(3)).',
  explanation: 'Which of two reports is the later one, and how long a result took, cannot be said.',
  example: 'OBR-22 is empty for results that are entered by hand.',
  remedy: 'Have the laboratory fill OBR-22.',
  report(report, tell) {
    if (isTestReport(report) && report.times.reported === null)
      tell({
        subject: report.subject,
        says: `A report of ${report.subject.code} has no date that can be read (OBR-22).`,
      })
  },
}
