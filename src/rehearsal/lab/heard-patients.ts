// What a message about patients changes in a laboratory's book: other data of a record, or a record that lives on in another.
// (HL7 v2.5.1 §3.3.8, §3.3.40)
import { get, type Message, segmentNamed } from '../../hl7/index.ts'
import { patientIn, text } from '../lines/order-groups.ts'
import type { LabPatient } from './lab-messages.ts'

/** Events after which the orders of the record in MRG-1 stand under that in PID-3. */
const joining: ReadonlySet<string> = new Set(['A18', 'A34', 'A36', 'A39', 'A40', 'A43', 'A44', 'A45', 'A47'])
/** Events that say the data of a record anew. */
const stating: ReadonlySet<string> = new Set(['A08', 'A31'])

/** The record whose orders stand under this patient from now on; null where a message changes no order. */
export function joinedBy(message: Message): { readonly from: string; readonly into: LabPatient } | null {
  const into = patientIn(message)
  const event = get(message, 'MSH-9.2') ?? ''
  if (stating.has(event)) return { from: into.mrn, into }
  const prior = text(segmentNamed(message, 'MRG'), 1, 1)
  return joining.has(event) && prior !== '' ? { from: prior, into } : null
}
