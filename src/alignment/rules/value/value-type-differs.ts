// Types of a value that differ between the sides. The one thing to know: a type that says less than another (ST for a number)
// loses what could be done with the number; one that says more breaks on what it cannot say.
import type { Rule } from '../../rule.ts'
import { aboutComponents, bothEnds } from '../tools.ts'

/** Types that say the same to a receiver (HL7 table 0125; CWE and CNE follow CE, DTM follows TS). */
const alike: Readonly<Record<string, string>> = {
  CWE: 'coded',
  CNE: 'coded',
  CE: 'coded',
  IS: 'coded',
  DTM: 'time',
  TS: 'time',
  TX: 'text',
  FT: 'text',
  ST: 'text',
}

const kindOf = (type: string): string => alike[type] ?? type

/** A report often has its printed version with it, under the same code. */
function isDocumentOfText(type: string, listed: string): boolean {
  return (type === 'ED' || type === 'RP') && kindOf(listed) === 'text'
}

export const valueTypeDiffers: Rule = {
  name: 'value-type-differs',
  family: 'value',
  severity: 'high',
  finds:
    'A component whose values are of another type on the two sides, or came in another type than the catalog says.',
  explanation:
    'A receiver that expects NM refuses "<0.04", or files it as 0.04; one that expects a code shows the code’s number.',
  example: 'Troponin is SN in the LIS (it reports <0.04) and NM in the EHR.',
  remedy: 'Build the row with the type that the laboratory sends.',
  pair(pair, tell) {
    for (const link of bothEnds(pair.components)) {
      const { from, to } = link
      if (from.valueType === '' || to.valueType === '' || kindOf(from.valueType) === kindOf(to.valueType)) continue
      tell({
        ...aboutComponents(pair, link),
        says: `${from.code} is ${from.valueType} and ${to.code} is ${to.valueType}.`,
      })
    }
  },
  shape({ end, subject, valueType, component }, tell) {
    if (!component || component.valueType === '' || valueType === '') return
    if (kindOf(valueType) === kindOf(component.valueType)) return
    if (kindOf(valueType) === 'text' || isDocumentOfText(valueType, component.valueType)) return
    const says = `OBX-2 ${end === 'sent' ? 'came' : 'goes out'} as ${valueType}; the catalog has ${component.valueType} for ${component.code}.`
    tell({ subject, places: [component.place], variant: `${end} ${valueType}`, says })
  },
}
