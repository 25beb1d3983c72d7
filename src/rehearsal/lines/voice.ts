// How a virtual system speaks: the header, numbers and local codes of its dialect, taken from the site's description of
// it. The one thing to know: the peers speak what the site declares (a local ORC-1 code, an authority, a record number
// type), so a site that describes its systems wrongly is found out.

import type { Instant } from '../../engine/ports/clock.ts'
import { build, type FieldInput, formatDateTime, type SegmentInput, write } from '../../hl7/index.ts'
import type { System } from '../../site/shapes/system.ts'
import type { Person } from '../people.ts'

/** How a system is named in MSH-3 and MSH-4 when it sends, in MSH-5 and MSH-6 when it receives. */
export type Party = { readonly application: string; readonly facility: string }

export type Voice = {
  readonly system: System
  readonly party: Party
  /** The system that its messages are for. */
  readonly peer: Party
  /** HL7 version it writes, MSH-12. */
  readonly version: string
  readonly placerAuthority: string
  readonly fillerAuthority: string
  readonly mrnAuthority: string
  readonly mrnType: string
  /** Its times are written with this offset from UTC. */
  readonly offset_minutes: number
  /** MSH-15 and MSH-16 are valued: enhanced mode, commit acknowledgement always, application acknowledgement never. */
  readonly enhanced: boolean
}

/** What of a voice the site does not say. */
export type VoiceOptions = Pick<Voice, 'offset_minutes' | 'enhanced'>

/** The voice of a system of the site, as it speaks to its peer. */
export function voiceOf(system: System, peer: System, options: VoiceOptions): Voice {
  const { numbers, patient, versions } = system.dialect
  return {
    ...options,
    system,
    party: partyOf(system),
    peer: partyOf(peer),
    version: versions[0] ?? '2.5.1',
    placerAuthority: numbers.placer.authorities[0] ?? '',
    fillerAuthority: numbers.filler.authorities[0] ?? '',
    mrnAuthority: Object.keys(patient.authorities)[0] ?? patient.default_authority ?? '',
    mrnType: patient.identifier_types[0] ?? '',
  }
}

function partyOf(system: System): Party {
  return system.header ?? { application: system.id.toUpperCase(), facility: '' }
}

/** Which table of the dialect a code belongs to. */
export type CodeTable = 'order_control' | 'order_status' | 'result_status' | 'observation_status'

/** The standard code as this system writes it. */
export function spoken({ system }: Voice, table: CodeTable, standard: string): string {
  const codes = system.dialect[table]
  for (const local in codes) if (codes[local] === standard) return local
  return standard
}

/** The standard code that this system understands under a code written to it. */
export function understood({ system }: Voice, table: CodeTable, written: string): string {
  return system.dialect[table][written] ?? written
}

/** A moment as this system writes it, to the second. */
export function timeOf({ offset_minutes }: Voice, at: Instant): string {
  if (latest.at !== at || latest.offset_minutes !== offset_minutes) {
    latest = { at, offset_minutes, text: formatDateTime(at, { precision: 'second', offset_minutes }) }
  }
  return latest.text
}

/** A message writes the same moment several times. */
let latest = { at: Number.NaN, offset_minutes: 0, text: '' }

/** A number with its authority, as an EI is written: `968906415^EPC`. */
export function numbered(number: string, authority: string): FieldInput {
  if (number === '') return ''
  return authority === '' ? number : [number, authority]
}

/** OBX-5. Only these types have components; in any other a ^ is text. */
export function valueField(valueType: string, value: string): FieldInput {
  if (['TX', 'FT'].includes(valueType) && value.includes('~')) return { repetitions: value.split('~') }
  return ['CE', 'CWE', 'SN', 'ED', 'RP'].includes(valueType) ? value.split('^') : value
}

/** MSH-9, whose third component came with 2.3.1 (HL7 v2.3.1 §2.24.1.9). */
function messageType(version: string, code: string, event: string, structure: string): FieldInput {
  return /^2\.[12]$|^2\.3$/.test(version) ? [code, event] : [code, event, structure]
}

/** The bytes of a message; empty fields at the end of a segment are left out. */
export function written(segments: readonly SegmentInput[]): Uint8Array {
  return write(build(segments.map(trimmed)))
}

function trimmed(segment: SegmentInput): SegmentInput {
  const last = segment.findLastIndex((field) => field !== '' && field !== undefined)
  return segment.slice(0, last + 1) as readonly FieldInput[] as SegmentInput
}

/** So many empty fields. */
export function blank(count: number): readonly string[] {
  return blanks[count] ?? Array.from({ length: count }, () => '')
}

const blanks = Array.from({ length: 50 }, (_, count) => Array.from({ length: count }, () => ''))

/** The header of a message that this system sends. MSH-11 is T: what a rehearsal says is never production. */
export function header(
  voice: Voice,
  type: readonly [code: string, event: string, structure: string],
  controlId: string,
  at: Instant,
): SegmentInput {
  const { party, peer, version, enhanced } = voice
  return [
    'MSH',
    undefined,
    undefined,
    party.application,
    party.facility,
    peer.application,
    peer.facility,
    timeOf(voice, at),
    '',
    messageType(version, ...type),
    controlId,
    'T',
    version,
    ...(enhanced ? ['', '', 'AL', 'NE'] : []),
  ]
}

/** PID as registration and orders carry it. `account`: PID-18; empty where the patient has none. */
export function pid(voice: Voice, person: Person, account = ''): SegmentInput {
  const { mrn, familyName, givenName, middleName, birthDate, sex, street, city, phone } = person
  return [
    'PID',
    '1',
    '',
    [mrn, '', '', voice.mrnAuthority, voice.mrnType],
    '',
    [familyName, givenName, middleName],
    '',
    birthDate,
    sex,
    '',
    '',
    [street, '', city, 'IL', '62700', 'USA'],
    '',
    phone,
    ...(account === '' ? [] : ['', '', '', '', account]),
  ]
}
