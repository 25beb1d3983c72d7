// Element (c)(5): specimen source, where it matters. The one thing to know: from 2.5 on it stands in SPM-4, before in OBR-15.
import { value } from '../../../hl7/index.ts'
import type { Rule } from '../../rule.ts'
import { isTestReport } from './final.ts'

export const reportSpecimen: Rule = {
  name: 'report-specimen',
  family: 'report',
  severity: 'high',
  finds: 'A report without its specimen source (42 CFR 493.1291(c)(5)).',
  explanation: 'Glucose of serum, urine and spinal fluid are three different numbers under one name.',
  example: 'Body fluid counts come without saying which fluid.',
  remedy: 'Have the laboratory fill SPM-4 (OBR-15 before version 2.5).',
  report(report, tell) {
    if (!isTestReport(report)) return
    const { obr, specimens, subject } = report
    const has =
      specimens.some((spm) => value(spm, 4, 1) || value(spm, 4, 2)) || value(obr, 15, 1, 1) || value(obr, 15, 1, 2)
    if (!has) tell({ subject, says: `A report of ${subject.code} has no specimen source (SPM-4, OBR-15).` })
  },
}
