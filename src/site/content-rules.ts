// What steps may write. The one thing to know: result content is the laboratory's and identity the registration's, so a
// step recodes them by an approved map, and never writes, copies, joins or drops them by hand.

import type { Place } from './place.ts'
import type { Flow } from './shapes/flow.ts'

/** OBX: identifier, value, unit, range, flags, status. */
const observationFields = [3, 5, 6, 7, 8, 11]
/** PID: identifiers, name, birth date, sex: what tells one patient from another. */
const identityFields = [3, 5, 7, 8]
const observationTime = 7

/** Whether OBX and NTE of the flow are the laboratory's word; in orders they answer questions and remark. */
export function carriesResults(flow: { readonly kind?: Flow['kind']; readonly messages: readonly string[] }): boolean {
  return flow.kind === 'results' || flow.messages.some((type) => /^(ORU|OUL|ORF|OPU|ORA)/.test(type))
}

/** Whether nobody may author what stands at a place. A whole segment is protected where a field of it is. */
export function isProtected(place: Place, ofResults: boolean): boolean {
  const { segment, field } = place
  if (segment === 'PID' || segment === 'MRG') return true
  if (segment === 'OBR') return field === observationTime
  if (segment === 'OBX')
    return ofResults ? field === 0 || observationFields.includes(field) : observationFields.includes(field)
  return segment === 'NTE' && ofResults
}

/** Whether a map may recode a place although it is protected. */
export function mayRecode({ segment, field }: Place, ofResults: boolean): boolean {
  if (segment === 'OBX') return [3, 6, 8, 11].includes(field) || (!ofResults && field === 5)
  return segment === 'PID' && field > 0 && !identityFields.slice(0, 3).includes(field)
}

/** Whether a step may take out what stands at a place. */
export function mayDrop({ segment, field }: Place, ofResults: boolean): boolean {
  if (segment === 'MSH') return field > 0
  if (segment === 'PID') return field > 0 && !identityFields.includes(field)
  if (segment === 'MRG') return false
  if (segment === 'OBR') return !(field === observationTime || (field === 0 && ofResults))
  if (segment === 'OBX') return !ofResults || (field > 0 && !observationFields.includes(field))
  return !(segment === 'NTE' && ofResults)
}

/** Fields of MSH that the codec or the engine writes: delimiters, control id, character set. */
export const engineHeaderFields: readonly number[] = [1, 2, 10, 18]

/** Segments that a message has once, so that a path to one needs no index. */
export const single: ReadonlySet<string> = new Set([
  'MSH',
  'EVN',
  'PID',
  'PD1',
  'PV1',
  'PV2',
  'MSA',
  'MRG',
  'DSC',
  'MFI',
])
