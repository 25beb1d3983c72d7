// Fields that a catalog message sets to the HL7 null: the receiver is told to empty what it has. The one thing to know: an
// empty field says nothing and leaves the cell, which is why the two are told apart. (HL7 v2.5.1 §2.5.3)
import { hl7Null, type Segment, value } from '../../../hl7/index.ts'
import type { Cells } from '../catalog.ts'

/** By kind of catalog: column, segment and field that it comes from. */
const sources: Readonly<Record<'orderables' | 'components', readonly (readonly [string, string, number])[]>> = {
  orderables: [
    ['reflex', 'OM1', 34],
    ['patient_preparation', 'OM1', 37],
    ['rejection', 'OM1', 39],
    ['schedule', 'OM1', 40],
    ['instructions', 'OM1', 54],
    ['turnaround', 'OM1', 57],
    ['description', 'OM1', 32],
    ['performed_by', 'OM1', 5],
    ['container', 'OM4', 3],
    ['container_volume', 'OM4', 4],
    ['specimen', 'OM4', 6],
    ['specimen_name', 'OM4', 6],
    ['additive', 'OM4', 7],
    ['preparation', 'OM4', 8],
    ['handling', 'OM4', 9],
    ['volume', 'OM4', 10],
    ['minimum_volume', 'OM4', 11],
    ['requirements', 'OM4', 12],
    ['retention', 'OM4', 14],
  ],
  components: [
    ['method', 'OM1', 14],
    ['unit', 'OM2', 2],
    ['precision', 'OM2', 3],
    ['ranges', 'OM2', 6],
    ['critical_low', 'OM2', 7],
    ['critical_high', 'OM2', 7],
    ['possible_low', 'OM2', 8],
    ['possible_high', 'OM2', 8],
    ['delta_limit', 'OM2', 9],
    ['coded_answers', 'OM3', 3],
    ['normal_answers', 'OM3', 4],
    ['abnormal_answers', 'OM3', 5],
    ['critical_answers', 'OM3', 6],
    ['specimen', 'OM4', 6],
  ],
}

/** The cells that are to be empty. */
export function emptied(part: keyof typeof sources, of: (name: string) => readonly Segment[]): Cells {
  const nulls = sources[part].filter(([, segment, field]) => of(segment).some((one) => value(one, field) === hl7Null))
  return Object.fromEntries(nulls.map(([column]) => [column, '']))
}
