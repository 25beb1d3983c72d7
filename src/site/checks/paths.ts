// Checks of single paths. The one thing to know: a path that parses may still name a field that no segment has; the
// dictionary knows, and Z segments are free.
import { segmentDefinition } from '../../hl7/index.ts'
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
  const last = lastField(place.segment)
  if (last === 0)
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

/** The number of the last field of a segment in any version; 0 where there is no such segment. */
function lastField(segment: string): number {
  const { length = 1 } = segmentDefinition(segment)?.fields ?? {}
  return Math.max(length - 1, beyond[segment] ?? 0)
}

/** Segments that the dictionary does not have, and fields newer than those that it has (up to HL7 v2.9). */
const beyond: Readonly<Record<string, number>> = {
  ...{
    ACC: 12,
    AUT: 30,
    DB1: 8,
    DEV: 12,
    DRG: 33,
    GOL: 22,
    IAM: 30,
    IN2: 72,
    IN3: 28,
    NTE: 9,
    OBX: 33,
    OH1: 7,
    OH2: 15,
  },
  ...{ ORC: 38, PDA: 9, PRB: 28, PRT: 26, QRD: 12, QRF: 10, RXA: 29, RXE: 45, SAC: 59, SPM: 35, UB1: 23, UB2: 17 },
}
