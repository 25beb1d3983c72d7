// What a coded element calls its code. The one thing to know: LOINC counts wherever it stands, in the code or beside it.
import type { Segment } from '../../../hl7/index.ts'
import { coded } from '../mfn/fields.ts'
import type { Observed } from './observed.ts'
import { count } from './tally.ts'

/** Name, coding system and LOINC code of a coded element that was sent. */
export function named(
  observed: Pick<Observed, 'names' | 'systems' | 'loinc' | 'loincNames'>,
  segment: Segment,
  field: number,
): void {
  const { code, name, system, otherCode, otherName, otherSystem } = coded(segment, field)
  count(observed.names, name || otherName)
  count(observed.systems, code === '' ? otherSystem : system)
  for (const one of [
    { code, name, system },
    { code: otherCode, name: otherName, system: otherSystem },
  ]) {
    if (one.system !== 'LN' || one.code === '') continue
    count(observed.loinc, one.code)
    if (one.name !== '' && observed.loincNames.size < 60) observed.loincNames.set(one.code, one.name)
  }
}
