// Element (c)(6): the result and, where it applies, its unit or interpretation. The one thing to know: a result that could not
// be obtained is said by OBX-11 X and may be empty.
import type { Rule } from '../../rule.ts'
import { isTestReport } from './final.ts'

/** Statuses under which a value may be missing (HL7 table 0085): not obtained, deleted, wrong, pending, ordered. */
const mayBeEmpty = new Set(['X', 'D', 'W', 'I', 'O', 'N'])

export const reportResult: Rule = {
  name: 'report-result',
  family: 'report',
  severity: 'high',
  finds: 'A final result without a value, or a number with neither unit nor interpretation (42 CFR 493.1291(c)(6)).',
  explanation: 'The chart shows that there is a result, and not what it is.',
  example: 'OBX-5 is empty and OBX-11 is F.',
  remedy: 'Have the laboratory send the value with its unit, or X where there is none.',
  report(report, tell) {
    if (!isTestReport(report)) return
    for (const { seen, notes } of report.observations) {
      const { shape, value } = seen
      const flags = shape.flags.some((flag) => flag !== '' && flag !== '""')
      if (value.kind === 'empty' && !value.removes && !mayBeEmpty.has(shape.status) && notes.length === 0)
        tell({
          subject: shape.subject,
          variant: 'value',
          says: `${shape.code.code} is ${shape.status || 'without status'} and OBX-5 is empty.`,
        })
      else if (value.kind === 'number' && shape.unit === '' && shape.range === '' && !flags && shape.component === null)
        tell({
          subject: shape.subject,
          variant: 'unit',
          says: `${shape.code.code} is a number without unit, range and flag.`,
        })
    }
  },
}
