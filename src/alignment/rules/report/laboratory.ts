// Where a report names the laboratory that performed it. The one thing to know: before 2.5 there is OBX-15 only, whose text
// may hold name and address; from 2.5 on OBX-23 and OBX-24. (HL7 v2.5.1 §7.4.2.15, 23, 24)
import { type Segment, value } from '../../../hl7/index.ts'

export type NamedLaboratory = { readonly name: string; readonly address: string }

export function laboratoryOf(obx: Segment): NamedLaboratory {
  const name = value(obx, 23, 1) || value(obx, 15, 2) || value(obx, 15, 1) || ''
  const address = [1, 3, 4, 5].map((part) => value(obx, 24, part) ?? '').join('')
  return { name: name === '""' ? '' : name, address }
}
