// Checks of single paths. The one thing to know: a path that parses may still name a field that no segment has; the
// dictionary knows, and Z segments are free.
import { placeOf } from '../place.ts'
import type { Position, Report } from '../problem.ts'
import { quoted } from '../suggest.ts'

/** A path to a field, in a dialect: without indexes. */
export function checkFieldPath(path: string, file: string, at: Position, report: Report): void {
  const place = placeOf(path)
  if (!place || place.field === 0 || place.index !== 0 || place.repetition !== 0)
    report.error('site-path', file, at, { given: quoted(path), allowed: 'a field such as ORC-2 or OBX-3.1' })
  else checkKnown(path, file, at, report)
}

/** Whether the standard has the field, where it knows the segment. */
export function checkKnown(path: string, file: string, at: Position, report: Report): void {
  const place = placeOf(path)
  if (!place || place.segment.startsWith('Z')) return
  const last = lastFields[place.segment]
  if (last === undefined)
    report.warning('site-field-unknown', file, at, {
      given: quoted(path),
      allowed: 'a segment of HL7 v2, or one that begins with Z',
    })
  else if (place.field > last)
    report.error('site-field-unknown', file, at, {
      given: quoted(path),
      allowed: `${place.segment}-1 to ${place.segment}-${last}`,
    })
}

/** The last field of each segment that orders, results and patients use, in the newest version that has it (HL7 v2.8.2). */
export const lastFields: Readonly<Record<string, number>> = {
  MSH: 25, SFT: 6, EVN: 7, PID: 40, PD1: 22, NK1: 41, PV1: 54, PV2: 50, GT1: 57, IN1: 55, IN2: 72, IN3: 28, AL1: 6,
  DG1: 26, MRG: 7, MSA: 8, ERR: 12, NTE: 9, ORC: 34, OBR: 53, OBX: 31, TQ1: 14, TQ2: 10, SPM: 35, SAC: 59, TCD: 9,
  CTD: 8, CTI: 3, FT1: 43, BLG: 4, DSC: 2, ROL: 14, PRT: 22, ACC: 12, UB1: 23, UB2: 17, PDA: 9, DB1: 8, DRG: 33,
  PR1: 25, AUT: 30, MFI: 6, MFE: 7, MFA: 8, OM1: 56, OM2: 10, OM3: 7, OM4: 18, OM5: 3, OM6: 2, OM7: 24, QRD: 12,
  QRF: 10, INV: 20, DEV: 12, IPC: 9, ARV: 7, UAC: 2,
} // biome-ignore format: one line a group
