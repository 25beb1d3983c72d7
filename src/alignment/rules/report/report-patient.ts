// Element (c)(1): the patient's name and identification number, or two unique identifiers. The one thing to know: which of
// them is missing is told, never what stands there.
import { value } from '../../../hl7/index.ts'
import type { Rule } from '../../rule.ts'
import { isTestReport } from './final.ts'

export const reportPatient: Rule = {
  name: 'report-patient',
  family: 'report',
  severity: 'critical',
  finds:
    'A report without two identifiers of the patient: a record number, and a name or birth date beside it (42 CFR 493.1291(c)(1)).',
  explanation: 'One number alone is one typing error away from another patient, and nothing shows it.',
  example: 'The point-of-care meter sends the record number and no name.',
  remedy: 'Have the sender fill PID-3, PID-5 and PID-7.',
  report(report, tell) {
    if (!isTestReport(report)) return
    const { pid } = report.message
    const has = (field: number, component = 1) => pid !== null && plain(value(pid, field, component)) !== ''
    const lacks = [...(has(3) ? [] : ['PID-3 (number)']), ...(has(5) || has(5, 2) ? [] : ['PID-5 (name)'])]
    const count = [has(3), has(5) || has(5, 2), has(7)].filter(Boolean).length
    if (count >= 2 && has(3)) return
    tell({
      subject: report.subject,
      variant: lacks.join(' '),
      says: `A report of ${report.subject.code} lacks ${lacks.join(' and ')}.`,
    })
  },
}

function plain(text: string | undefined): string {
  return text === undefined || text === '""' ? '' : text.trim()
}
