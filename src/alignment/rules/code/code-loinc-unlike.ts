// A live result that carries another LOINC code than the catalog gives. The one thing to know: which of the two is right only
// the laboratory knows.
import type { Rule } from '../../rule.ts'

export const codeLoincUnlike: Rule = {
  name: 'code-loinc-unlike',
  family: 'code',
  severity: 'high',
  finds: 'A result whose LOINC code is not the one that the catalog has for its code.',
  explanation:
    'The alignment was done with one meaning and the laboratory sends another; receivers that file by LOINC file elsewhere.',
  example: 'CREA carries 14682-9, moles by volume, while the catalog and the unit say mass by volume.',
  remedy: 'Ask the laboratory which is right and correct the other, then run labloop align again.',
  shape({ end, subject, code, component }, tell) {
    if (end !== 'sent' || !component || component.loinc === '') return
    for (const one of [code, code.alternate]) {
      if (one?.system !== 'LN' || one.code === '' || one.code === component.loinc) continue
      const says = `OBX-3 carries the LOINC code ${one.code}; the catalog has ${component.loinc} for ${component.code}.`
      tell({ subject, places: [component.place], variant: one.code, says })
    }
  },
}
