// The orders of a message as groups of segments, walked in one pass and leniently: ORC may be missing, one ORC may head
// several OBR, OUL puts ORC after OBR. The one thing to know: an OBX counts as an observation only in a result message;
// in an order it answers a question or repeats a prior result.
import type { Message, Segment } from '../../hl7/index.ts'
import type { PatientStatement } from '../fact.ts'
import type { ReadyDialect } from './dialect.ts'
import { text } from './fields.ts'
import { noPatient, readPatient, readPatientAndAccount } from './patient.ts'

export type ObxGroup = { readonly obx: Segment; readonly notes: Segment[]; readonly ofSpecimen: boolean }

/** One order as it stands in a message. */
export type OrderGroup = {
  orc: Segment | null
  obr: Segment | null
  /** The ORC belongs to an earlier OBR, too: this OBR's own numbers come first. */
  readonly inherits: boolean
  tq1: Segment | null
  readonly specimens: Segment[]
  readonly observations: ObxGroup[]
  readonly notes: Segment[]
  readonly patient: PatientStatement
}

export type MessageKind = 'order' | 'result' | 'specimen-result'

type Walk = {
  readonly kind: MessageKind
  readonly dialect: ReadyDialect
  readonly groups: OrderGroup[]
  patient: PatientStatement
  current: OrderGroup | null
  /** Inside the prior results of an order: nothing there is news. */
  prior: boolean
  /** A later patient of an order message, until it shows whether prior results or orders follow. */
  later: PatientStatement | null
  /** The specimen that heads the groups to come (OUL^R22). */
  heading: Segment[]
  /** Where a note goes. */
  notes: Segment[] | null
}

/** More orders than this in one message are a mistake or an attack; the rest is not read, and somebody is told. */
export const mostGroups = 5000

/** The groups of a message, in order, at most `mostGroups`. `tooMany` is called where there were more. */
export function orderGroups(
  message: Message,
  kind: MessageKind,
  dialect: ReadyDialect,
  tooMany: () => void,
): OrderGroup[] {
  const walk: Walk = {
    kind,
    dialect,
    groups: [],
    patient: noPatient,
    current: null,
    prior: false,
    later: null,
    heading: [],
    notes: null,
  }
  for (const segment of message.segments) {
    step[segment.name]?.(walk, segment)
    if (walk.groups.length <= mostGroups) continue
    walk.groups.pop()
    tooMany()
    break
  }
  return walk.groups
}

const step: Record<string, (walk: Walk, segment: Segment) => void> = {
  PID(walk, pid) {
    // In an order, a second PID opens the prior results (HL7 v2.5.1 §4.4.6, PATIENT_PRIOR), or, against the standard,
    // another patient: then an order follows at once.
    const read = walk.kind === 'order' ? readPatientAndAccount : readPatient
    const patient = read(pid, walk.dialect)
    walk.prior = walk.kind === 'order' && walk.groups.length > 0
    if (walk.prior) walk.later = patient
    else walk.patient = patient
    walk.current = null
    walk.notes = null
  },
  PV1(walk, pv1) {
    if (walk.kind !== 'order' || walk.later || walk.prior) return
    const visit = text(pv1, 19, 1)
    if (visit === '') return
    const { patient } = walk
    walk.patient = { ...patient, encounter: { account: patient.encounter?.account ?? '', visit } }
  },
  ORC(walk, orc) {
    const control = text(orc, 1)
    if (walk.kind === 'order') walk.prior = control === 'PR' || (walk.prior && control === '')
    if (!walk.prior && walk.later) walk.patient = walk.later
    walk.later = null
    if (walk.prior) return
    const { current } = walk
    if (walk.kind === 'specimen-result' && current && current.obr && !current.orc) current.orc = orc
    else open(walk, orc, null, false)
    walk.notes = null
  },
  OBR(walk, obr) {
    walk.later = null
    if (walk.prior) return
    const { current } = walk
    if (current && current.obr === null) current.obr = obr
    else open(walk, walk.kind === 'specimen-result' ? null : (current?.orc ?? null), obr, current !== null)
    walk.notes = walk.current!.notes
  },
  TQ1(walk, tq1) {
    if (!walk.prior && walk.current) walk.current.tq1 ??= tq1
  },
  SPM(walk, spm) {
    if (walk.prior) return
    if (walk.kind === 'specimen-result') {
      walk.heading = [spm]
      walk.current = null
    } else walk.current?.specimens.push(spm)
    walk.notes = null
  },
  OBX(walk, obx) {
    walk.notes = null
    if (walk.kind === 'order' || (walk.kind === 'specimen-result' && !walk.current?.obr)) return
    // A result without OBR, or without any order, is still a result.
    if (!walk.current) open(walk, null, null, false)
    const current = walk.current!
    // After SPM it speaks of the specimen (§7.3.1); where none came before it, SPM only stands in the wrong place.
    const ofSpecimen =
      walk.kind === 'result' && current.specimens.length > 0 && current.observations.some((one) => !one.ofSpecimen)
    const group = { obx, notes: [], ofSpecimen: ofSpecimen && !openedBySpecimen(current) }
    current.observations.push(group)
    walk.notes = group.notes
  },
  NTE(walk, nte) {
    walk.notes?.push(nte)
  },
}

/** Whether SPM stood before the first OBX, so that the OBX after it are the report itself. */
function openedBySpecimen({ specimens, observations }: OrderGroup): boolean {
  return specimens[0]!.start < observations[0]!.obx.start
}

function open(walk: Walk, orc: Segment | null, obr: Segment | null, inherits: boolean): void {
  walk.current = {
    orc,
    obr,
    inherits: inherits && orc !== null,
    tq1: null,
    specimens: [...walk.heading],
    observations: [],
    notes: [],
    patient: walk.patient,
  }
  walk.groups.push(walk.current)
}
