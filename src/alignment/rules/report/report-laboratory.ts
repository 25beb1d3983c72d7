// Element (c)(2): the name of the laboratory where the test was performed. The one thing to know: the sender of the message is
// not asked, since a hospital sends what others have measured.
import type { Rule } from '../../rule.ts'
import { isTestReport } from './final.ts'

export const reportLaboratory: Rule = {
  name: 'report-laboratory',
  family: 'report',
  severity: 'high',
  finds: 'A report that does not name the laboratory which performed the test (42 CFR 493.1291(c)(2)).',
  explanation:
    'Results of a send-out look like the hospital’s own; whom to ask, and whose range holds, cannot be seen.',
  example: 'Results of the reference laboratory come with OBX-15 and OBX-23 empty.',
  remedy: 'Have the laboratory fill OBX-23 (OBX-15 before version 2.5).',
  report(report, tell) {
    if (!isTestReport(report)) return
    if (report.observations.every(({ seen }) => seen.shape.laboratory.name !== '')) return
    tell({
      subject: report.subject,
      says: `A report of ${report.subject.code} does not name the performing laboratory (OBX-15, OBX-23).`,
    })
  },
}
