// The orders of a message as a virtual system reads them: one group an OBR, with its ORC, observations and notes. The one
// thing to know: the virtual systems read the segments in the order in which they stand, by code of their own, so that
// they also judge what the engine has made of a message.
import { type Message, repetitions, type Segment, segmentNamed, value } from '../../hl7/index.ts'
import type { Identifier } from '../../ledger/fact.ts'
import type { LabPatient } from '../lab/lab-messages.ts'

export type ReadObservation = { readonly obx: Segment; readonly notes: readonly string[] }

export type OrderGroup = {
  readonly orc: Segment | null
  readonly obr: Segment | null
  readonly observations: readonly ReadObservation[]
  readonly notes: readonly string[]
  readonly specimen: Segment | null
}

type Growing = {
  orc: Segment | null
  obr: Segment | null
  observations: { obx: Segment; notes: string[] }[]
  notes: string[]
  specimen: Segment | null
}

/** The order groups of an ORM, OML, ORR, ORL or ORU; none where it has neither ORC nor OBR. */
export function orderGroups(message: Message): readonly OrderGroup[] {
  const all: Growing[] = []
  const orcFollows = segmentNamed(message, 'MSH') ? value(message.segments[0]!, 9, 1) === 'OUL' : false
  let heading: Segment | null = null
  const open = (): Growing => {
    const group: Growing = { orc: null, obr: null, observations: [], notes: [], specimen: null }
    all.push(group)
    return group
  }
  for (const segment of message.segments) {
    const current = all.at(-1)
    if (segment.name === 'SPM' && orcFollows) heading = segment
    else if (segment.name === 'ORC' && orcFollows && current) current.orc = segment
    else if (segment.name === 'ORC') open().orc = segment
    else if (segment.name === 'OBR' && orcFollows) Object.assign(open(), { obr: segment, specimen: heading })
    else if (segment.name === 'OBR') (current && !current.obr ? current : open()).obr = segment
    else if (current) attach(current, segment)
  }
  return all
}

function attach(group: Growing, segment: Segment): void {
  if (segment.name === 'OBX') group.observations.push({ obx: segment, notes: [] })
  if (segment.name === 'SPM') group.specimen = segment
  if (segment.name === 'NTE') (group.observations.at(-1)?.notes ?? group.notes).push(repetitions(segment, 3).join('\n'))
}

/** A field of a segment as text; empty where the segment or the field is absent, and for the HL7 null. */
export function text(segment: Segment | null | undefined, field: number, component = 0): string {
  const found = segment ? value(segment, field, component) : undefined
  return found === undefined || found === '""' ? '' : found
}

/** The first of these fields that holds a number, as number and authority. */
export function numberIn(group: OrderGroup, field: number): Identifier {
  for (const segment of [group.orc, group.obr]) {
    const number = text(segment, field, 1)
    if (number !== '') return { number, authority: text(segment, field, 2) }
  }
  return { number: '', authority: '' }
}

/** The parent that a group names in OBR-29 and OBR-26; null where it names none. (HL7 v2.5.1 §4.5.3.26, .29) */
export function parentIn({ obr }: OrderGroup): {
  readonly placer: string
  readonly filler: string
  readonly component: string
  readonly subId: string
} | null {
  if (!obr) return null
  const part = (field: number, component: number) => value(obr, field, component, 1) ?? ''
  const found = { placer: part(29, 1), filler: part(29, 2), component: part(26, 1), subId: text(obr, 26, 2) }
  return found.placer === '' && found.filler === '' ? null : found
}

/** The patient that a message names. Absent parts are empty text. */
export function patientIn(message: Message): LabPatient {
  const pid = segmentNamed(message, 'PID')
  return {
    mrn: text(pid, 3, 1),
    mrnAuthority: text(pid, 3, 4),
    mrnType: text(pid, 3, 5),
    familyName: text(pid, 5, 1),
    givenName: text(pid, 5, 2),
    middleName: text(pid, 5, 3),
    birthDate: text(pid, 7),
    sex: text(pid, 8),
  }
}
