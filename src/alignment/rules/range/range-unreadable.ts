// A reference range that cannot be read. The one thing to know: a text that openly says that there is none can be read.
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
      const { rangesRead } = entry
      if (rangesRead.readable) continue
      const says = `${quoted(entry.ranges)} of ${entry.code}: ${rangesRead.why}, from character ${rangesRead.at + 1}.`
      tell({ ...aboutEntry(side, 'component', entry), says })
    }
  },
  shape({ end, subject, range, rangesRead }, tell) {
    if (end !== 'sent' || rangesRead.readable) return
    tell({ subject, variant: range, says: `OBX-7 is ${quoted(range)}: ${rangesRead.why}.` })
  },
}
