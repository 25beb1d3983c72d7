// What the virtual EHR says of patients: registration, changes, discharge, and how records, accounts and visits come
// together, move or are linked (HL7 v2.5.1 chapter 3). The one thing to know: which number of PID, PV1 and MRG an event is
// about follows from the event, so each carries exactly what its definition names.

import type { Instant } from '../../engine/ports/clock.ts'
import type { FieldInput, SegmentInput } from '../../hl7/index.ts'
import { blank, header, pid, timeOf, type Voice, written } from '../lines/voice.ts'
import type { Person } from '../people.ts'
import type { MergeEvent } from '../play/act.ts'
import { type Stay, visitSegment } from './ehr-messages.ts'

export type StatementEvent = 'A01' | 'A03' | 'A04' | 'A05' | 'A08' | 'A28' | 'A31'

/** A patient with account and visit. */
export type Resident = { readonly person: Person; readonly stay: Stay }

const statementStructures: Readonly<Record<StatementEvent, string>> = {
  A01: 'ADT_A01',
  A03: 'ADT_A03',
  A04: 'ADT_A01',
  A05: 'ADT_A05',
  A08: 'ADT_A01',
  A28: 'ADT_A05',
  A31: 'ADT_A05',
}

/** ADT that states a patient. (HL7 v2.5.1 §3.3.1, .3, .4, .5, .8, .28, .31) */
export function statementMessage(
  voice: Voice,
  event: StatementEvent,
  { person, stay }: Resident,
  controlId: string,
  at: Instant,
): Uint8Array {
  const time = timeOf(voice, at)
  const visit = visitSegment(stay)
  return written([
    header(voice, ['ADT', event, statementStructures[event]], controlId, at),
    ['EVN', event, time],
    pid(voice, person, stay.account),
    event === 'A03' ? [...visit, ...blank(45 - visit.length), time] : visit,
  ])
}

/** What an event is about, and how its message is made. */
type MergeForm = {
  readonly structure: string
  /** Whether the record itself ceases or moves (MRG-1), or only an account or a visit of one patient. */
  readonly record: boolean
  readonly account?: boolean
  readonly visit?: boolean
  /** The outdated patient ID (PID-2, MRG-4) is named as well. */
  readonly externalId?: boolean
  /** Two PID and no MRG: a link. */
  readonly link?: boolean
}

/** HL7 v2.5.1 §3.3.18, .24, .34–.37, .39–.45, .47, and the table of §3.6.2. */
export const mergeForms: Readonly<Record<MergeEvent, MergeForm>> = {
  A18: { structure: 'ADT_A18', record: true },
  A24: { structure: 'ADT_A24', record: false, link: true },
  A34: { structure: 'ADT_A30', record: true },
  A35: { structure: 'ADT_A30', record: false, account: true },
  A36: { structure: 'ADT_A30', record: true, account: true },
  A37: { structure: 'ADT_A37', record: false, link: true },
  A39: { structure: 'ADT_A39', record: true, externalId: true },
  A40: { structure: 'ADT_A39', record: true },
  A41: { structure: 'ADT_A39', record: false, account: true },
  A42: { structure: 'ADT_A39', record: false, visit: true },
  A43: { structure: 'ADT_A43', record: true },
  A44: { structure: 'ADT_A43', record: true, account: true },
  A45: { structure: 'ADT_A45', record: true, visit: true },
  A47: { structure: 'ADT_A30', record: true },
}

/** Events after which the record that was named in MRG-1 lives on, with less than before. */
export const recordLivesOn: ReadonlySet<MergeEvent> = new Set(['A44', 'A45'])

/** ADT by which `prior` joins `into`, moves to it or is linked with it. */
export function mergeMessage(
  voice: Voice,
  event: MergeEvent,
  { prior, into }: { readonly prior: Resident; readonly into: Resident },
  controlId: string,
  at: Instant,
): Uint8Array {
  const form = mergeForms[event]
  return written([
    header(voice, ['ADT', event, form.structure], controlId, at),
    ['EVN', event, timeOf(voice, at)],
    ...(form.link ? linked(voice, prior, into) : merged(voice, form, prior, into)),
  ])
}

function linked(voice: Voice, prior: Resident, into: Resident): SegmentInput[] {
  return [
    pid(voice, into.person, into.stay.account),
    visitSegment(into.stay),
    pid(voice, prior.person, prior.stay.account),
    visitSegment(prior.stay),
  ]
}

function merged(voice: Voice, form: MergeForm, prior: Resident, into: Resident): SegmentInput[] {
  const { person, stay } = into
  const head = pid(voice, person, stay.account)
  const target: SegmentInput = form.externalId ? ['PID', '1', person.mrn, ...head.slice(3)] : head
  const mrg: SegmentInput = [
    'MRG',
    recordOf(voice, form.record ? prior.person : person),
    '',
    form.account ? prior.stay.account : '',
    form.externalId ? prior.person.mrn : '',
    form.visit ? prior.stay.visit : '',
  ]
  const hasVisit = form.visit || form.structure === 'ADT_A18'
  return [target, mrg, ...(hasVisit ? [visitSegment(stay)] : [])]
}

function recordOf(voice: Voice, { mrn }: Person): FieldInput {
  return [mrn, '', '', voice.mrnAuthority, voice.mrnType]
}
