// Element (c)(4): the test performed. The one thing to know: people read the name, so a code without one is not enough.
import { value } from '../../../hl7/index.ts'
import type { Rule } from '../../rule.ts'
import { isTestReport } from './final.ts'

export const reportTest: Rule = {
  name: 'report-test',
  family: 'report',
  severity: 'high',
  finds: 'A report that does not say in words which test was performed (42 CFR 493.1291(c)(4)).',
  explanation: 'A receiver without the code in its catalog shows a number beside nothing.',
  example: 'OBX-3 holds a code and no name.',
  remedy: 'Have the laboratory send the names in OBR-4.2 and OBX-3.2.',
  report(report, tell) {
    if (!isTestReport(report)) return
    const { obr, observations, subject } = report
    const order = value(obr, 4, 2) || value(obr, 4, 5)
    const lacks = [
      ...(order ? [] : ['OBR-4']),
      ...(observations.every(({ seen }) => seen.shape.isNamed) ? [] : ['OBX-3']),
    ]
    if (lacks.length > 0)
      tell({
        subject,
        variant: lacks.join(' '),
        says: `A report of ${subject.code} has no name of the test in ${lacks.join(' and ')}.`,
      })
  },
}
