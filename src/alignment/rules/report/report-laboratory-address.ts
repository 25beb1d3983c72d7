// Element (c)(2), its other half: the address of the laboratory. The one thing to know: a receiver that keeps the addresses of
// its laboratories can print it without the message, which is accepted with that reason.
import type { Rule } from '../../rule.ts'
import { isTestReport } from './final.ts'

export const reportLaboratoryAddress: Rule = {
  name: 'report-laboratory-address',
  family: 'report',
  severity: 'low',
  finds: 'A report that names the performing laboratory without its address (42 CFR 493.1291(c)(2)).',
  explanation: 'The printed report lacks what an inspector asks for, unless the receiver adds it.',
  example: 'OBX-23 is filled and OBX-24 is empty.',
  remedy: 'Have the laboratory fill OBX-24; or accept, with where the receiver takes the address from.',
  report(report, tell) {
    if (!isTestReport(report)) return
    const lacks = report.observations.some(
      ({ seen }) => seen.shape.laboratory.name !== '' && seen.shape.laboratory.address === '',
    )
    if (lacks)
      tell({
        subject: report.subject,
        says: `A report of ${report.subject.code} has no address of the performing laboratory (OBX-24).`,
      })
  },
}
