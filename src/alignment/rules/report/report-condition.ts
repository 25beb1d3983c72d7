// Element (c)(7): what was wrong with a specimen that did not meet the laboratory's criteria. The one thing to know: that a
// result could not be obtained is half of it; why is the other half.
import { value } from '../../../hl7/index.ts'
import type { Rule } from '../../rule.ts'
import { isTestReport } from './final.ts'

export const reportCondition: Rule = {
  name: 'report-condition',
  family: 'report',
  severity: 'normal',
  finds: 'A result that could not be obtained, without a word about the specimen (42 CFR 493.1291(c)(7)).',
  explanation:
    'The ward does not know whether to draw again, and how: haemolysed, clotted and too little ask for different things.',
  example: 'OBX-11 is X; no note, no SPM-21 and no SPM-24.',
  remedy: 'Have the laboratory send the reason: SPM-21, SPM-24, or a note.',
  report(report, tell) {
    if (!isTestReport(report)) return
    const { observations, specimens, notes, subject } = report
    const isSaid = notes.length > 0 || specimens.some((spm) => value(spm, 21) || value(spm, 24))
    if (isSaid) return
    const silent = observations.some(
      ({ seen, notes: own }) => seen.shape.status === 'X' && own.length === 0 && written(seen.value.text) === '',
    )
    if (silent)
      tell({
        subject,
        says: `A report of ${subject.code} has a result that could not be obtained, and does not say why.`,
      })
  },
}

function written(text: string): string {
  return text === '""' ? '' : text.trim()
}
