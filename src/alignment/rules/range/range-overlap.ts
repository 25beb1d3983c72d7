// Two bands that hold for the same person and differ. The one thing to know: which of the two counts depends on who reads, the
// first in some systems and the last in others.

import type { Band } from '../../../terminology/ranges.ts'
import { inUse } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutEntry } from '../tools.ts'
import { plainBands, sameBand } from './bands.ts'

export const rangeOverlap: Rule = {
  name: 'range-overlap',
  family: 'range',
  severity: 'normal',
  isDoubt: true,
  finds: 'Two ranges of one component that hold for the same people and differ.',
  explanation: 'One system takes the first and the other the last: the same patient has two ranges.',
  example: 'Haemoglobin has a band from 12 years and another from 11 to 14 years.',
  remedy: 'Let each band end where the next begins.',
  catalog(side, tell) {
    for (const entry of inUse(side.components)) {
      const found = firstOverlap(plainBands(entry.rangesRead), entry.precision ?? 12)
      if (!found) continue
      const says = `${entry.code} has ${found.one.text} and ${found.other.text} for the same people.`
      tell({ ...aboutEntry(side, 'component', entry), says })
    }
  },
}

function firstOverlap(bands: readonly Band[], decimals: number): { one: Band; other: Band } | null {
  for (const [index, one] of bands.entries())
    for (const other of bands.slice(index + 1))
      if (meet(one, other) && !isNarrower(one, other) && !sameBand(one, other, decimals)) return { one, other }
  return null
}

function meet(one: Band, other: Band): boolean {
  const sexes = one.sex === '' || other.sex === '' || one.sex === other.sex
  return sexes && one.fromAge_days < other.toAge_days && other.fromAge_days < one.toAge_days
}

/** A band for a part of the people, before the one for all, is how exceptions are written. */
function isNarrower(one: Band, other: Band): boolean {
  const sameAges = one.fromAge_days === other.fromAge_days && one.toAge_days === other.toAge_days
  return one.sex !== '' && other.sex === '' && sameAges
}
