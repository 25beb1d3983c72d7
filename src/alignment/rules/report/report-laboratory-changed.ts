// A later final report that names another laboratory. The one thing to know: who performed a test does not change; one of the
// two reports was wrong.
import type { Rule } from '../../rule.ts'

export const reportLaboratoryChanged: Rule = {
  name: 'report-laboratory-changed',
  family: 'report',
  severity: 'high',
  isDoubt: true,
  finds:
    'A final report that names another performing laboratory than the final report before it, and is not called corrected.',
  explanation:
    'The range and the method of another laboratory stand beside the value, and questions go to the wrong one.',
  example: 'A repeated report of a send-out names the hospital’s own laboratory.',
  remedy: 'Ask the laboratory; a corrected laboratory is a corrected report.',
  report({ earlier, observations, status, subject }, tell) {
    if (!earlier || status !== 'F' || earlier.laboratory === '') return
    const now = observations.map(({ seen }) => seen.shape.laboratory.name).find((name) => name !== '') ?? ''
    if (now === '' || now === earlier.laboratory) return
    tell({ subject, says: 'The performing laboratory is another than in the final report before, and OBR-25 is F.' })
  },
}
