// The groups of a message of results or orders: a patient, an order with its notes, observations and specimens. The one thing
// to know: segments are taken in the order in which they stand, so a group ends where the next ORC or OBR begins; lines of
// other names are not even looked at.
import { countLines, lineCode, lineSegment, type Message, nameCode, type Segment, value } from '../../hl7/index.ts'

export type ObservationLines = { readonly obx: Segment; readonly notes: string[] }

export type Group = {
  readonly pid: Segment | null
  readonly orc: Segment | null
  readonly obr: Segment
  readonly notes: string[]
  readonly observations: ObservationLines[]
  readonly specimens: Segment[]
}

/** More groups than this are not looked at: no laboratory reports so many orders in one message. */
const most_groups = 2000

const codes = {
  PID: nameCode('PID'),
  ORC: nameCode('ORC'),
  OBR: nameCode('OBR'),
  OBX: nameCode('OBX'),
  NTE: nameCode('NTE'),
  SPM: nameCode('SPM'),
} as const

/**
 * The order groups of a message (HL7 v2.5.1 §7.3.1 ORU^R01, §7.3.2 OUL^R22, §4.4.6 OML^O21): in OUL^R22 the specimen stands
 * before its orders, elsewhere behind them.
 */
export function groupsOf(message: Message): readonly Group[] {
  const groups: Group[] = []
  const count = countLines(message)
  let pid: Segment | null = null
  let orc: Segment | null = null
  let group: Group | null = null
  let leading: Segment | null = null
  for (let index = 1; index < count; index++) {
    const code = lineCode(message, index)
    if (code === codes.OBX) group?.observations.push({ obx: lineSegment(message, index), notes: [] })
    else if (code === codes.NTE) {
      const text = group ? (value(lineSegment(message, index), 3) ?? '') : ''
      ;(group?.observations.at(-1)?.notes ?? group?.notes)?.push(text)
    } else if (code === codes.OBR) {
      if (groups.length >= most_groups) return groups
      group = {
        pid,
        orc,
        obr: lineSegment(message, index),
        notes: [],
        observations: [],
        specimens: leading ? [leading] : [],
      }
      groups.push(group)
    } else if (code === codes.ORC) {
      orc = lineSegment(message, index)
      group = null
    } else if (code === codes.SPM) {
      const spm = lineSegment(message, index)
      if (group) group.specimens.push(spm)
      else leading = spm
    } else if (code === codes.PID) {
      pid = lineSegment(message, index)
      orc = group = leading = null
    }
  }
  return groups
}

/** The segments of a name, without reading the others. */
export function linesNamed(message: Message, name: 'PID' | 'OBR' | 'OBX' | 'NTE'): readonly Segment[] {
  const found: Segment[] = []
  const count = countLines(message)
  for (let index = 1; index < count; index++)
    if (lineCode(message, index) === codes[name]) found.push(lineSegment(message, index))
  return found
}
