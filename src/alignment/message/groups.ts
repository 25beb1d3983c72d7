// The groups of a message of results or orders: a patient, an order with its notes, observations and specimens. The one thing
// to know: segments are taken in the order in which they stand, so a group ends where the next ORC or OBR begins.
import { type Message, type Segment, value } from '../../hl7/index.ts'

export type ObservationLines = { readonly obx: Segment; readonly notes: string[] }

export type Group = {
  pid: Segment | null
  readonly orc: Segment | null
  readonly obr: Segment
  readonly notes: string[]
  readonly observations: ObservationLines[]
  readonly specimens: Segment[]
}

/** More groups than this are not looked at: no laboratory reports so many orders in one message. */
const most_groups = 2000

/**
 * The order groups of a message (HL7 v2.5.1 §7.3.1 ORU^R01, §7.3.2 OUL^R22, §4.4.6 OML^O21): in OUL^R22 the specimen stands
 * before its orders, elsewhere behind them.
 */
export function groupsOf(message: Message): readonly Group[] {
  const groups: Group[] = []
  let pid: Segment | null = null
  let orc: Segment | null = null
  let group: Group | null = null
  let leading: Segment[] = []
  for (const segment of message.segments) {
    switch (segment.name) {
      case 'PID':
        pid = segment
        orc = null
        group = null
        leading = []
        break
      case 'ORC':
        orc = segment
        group = null
        break
      case 'OBR':
        if (groups.length >= most_groups) return groups
        group = { pid, orc, obr: segment, notes: [], observations: [], specimens: [...leading] }
        groups.push(group)
        break
      case 'OBX':
        group?.observations.push({ obx: segment, notes: [] })
        break
      case 'NTE':
        if (group) (group.observations.at(-1)?.notes ?? group.notes).push(value(segment, 3) ?? '')
        break
      case 'SPM':
        if (group) group.specimens.push(segment)
        else leading = [segment]
        break
      default:
    }
  }
  return groups
}
