// The type of a message as it may be shown and stored. The one thing to know: MSH-9 of a message whose fields are shifted
// holds anything, a patient's name too; what has not the form of a type is none. (HL7 v2.5.1 §2.15.9.9, tables 0076, 0003)
import { codeMeaning } from '../hl7/index.ts'
import { isEvent, isThreeLetters } from '../terminology/shown-code.ts'

/**
 * `ORU^R01` from MSH-9.1 and MSH-9.2; '' where it is none. Three letters without an event can be a name: they are a type only
 * where HL7 has it, or a flow (`isKnown`).
 */
export function messageTypeOf(code: string, event: string, isKnown: () => boolean): string {
  if (!isThreeLetters(code)) return ''
  if (isEvent(event)) return `${code}^${event}`
  return codeMeaning('0076', code) !== undefined || isKnown() ? code : ''
}
