// A LOINC code whose scale does not go with OBX-2. The one thing to know: a number may be reported as a text for a good
// reason (a dipstick in steps), which is accepted with that reason.
import { inUse } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutEntry } from '../tools.ts'

/** Types that say a number, and words (HL7 table 0125). */
const numbers: ReadonlySet<string> = new Set(['NM', 'SN'])
const words: ReadonlySet<string> = new Set(['ST', 'TX', 'FT', 'CE', 'CWE', 'CNE', 'IS', 'ID'])

export const loincScaleUnlikeType: Rule = {
  name: 'loinc-scale-unlike-type',
  family: 'loinc',
  severity: 'normal',
  finds: 'A component whose LOINC code says a number and whose type says words, or the other way round.',
  explanation:
    'Receivers that build a row from the code expect the other kind of value and cannot file, trend or alert on it.',
  example: 'A culture with a code of scale nominal is defined as NM.',
  remedy: 'Take the code for how the result is really reported, or correct the type.',
  catalog(side, tell) {
    for (const entry of inUse(side.components)) {
      const scale = entry.axes?.scale
      // A titre is a quantity and can only be written as text: 1:80.
      if (entry.axes?.property === 'Titr') continue
      const wrong =
        (scale === 'Qn' && words.has(entry.valueType)) ||
        ((scale === 'Ord' || scale === 'Nom' || scale === 'Nar') && numbers.has(entry.valueType))
      if (!wrong) continue
      const says = `${entry.loinc} (${entry.term?.name ?? entry.loincName}) has the scale ${scale}; ${entry.code} is of type ${entry.valueType}.`
      tell({ ...aboutEntry(side, 'component', entry), says })
    }
  },
}
