// A reference range that cannot be read. The one thing to know: a text that openly says that there is none can be read.

import type { Ranges } from '../../../terminology/ranges.ts'
import { readUnit } from '../../../terminology/units.ts'
import { inUse } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutEntry, quoted } from '../tools.ts'

export const rangeUnreadable: Rule = {
  name: 'range-unreadable',
  family: 'range',
  severity: 'normal',
  isDoubt: true,
  finds: 'A reference range that nobody can read as limits or as words.',
  explanation: 'No flag can be checked against it, and a clinician reads into it what he expects.',
  example: 'MCH has the range "27.0--33.0-".',
  remedy: 'Correct the range at its source.',
  catalog(side, tell) {
    for (const entry of inUse(side.components)) {
      const why = unreadable(entry.rangesRead)
      if (why)
        tell({
          ...aboutEntry(side, 'component', entry),
          variant: entry.ranges,
          says: `${quoted(entry.ranges)} of ${entry.code}: ${why}.`,
        })
    }
  },
  shape({ end, subject, range, rangesRead }, tell) {
    const why = end === 'sent' ? unreadable(rangesRead) : null
    if (why) tell({ subject, variant: range, says: `OBX-7 is ${quoted(range)}: ${why}.` })
  },
}

/** Why a range cannot be read, or null; a unit in it that nobody knows is a sign of limits that were typed wrongly. */
function unreadable(ranges: Ranges): string | null {
  if (!ranges.readable) return `${ranges.why}, from character ${ranges.at + 1}`
  const odd = ranges.bands.find(({ unit }) => unit !== '' && readUnit(unit).how === 'unknown')
  return odd ? `${quoted(odd.unit)} in it is neither a limit nor a unit` : null
}
