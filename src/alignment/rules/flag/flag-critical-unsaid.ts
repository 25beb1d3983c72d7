// A component with critical limits and no critical flag. The one thing to know: the limit says that somebody is called; the
// flag is how the message says it.
import { inUse, meaningOf } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutEntry, some } from '../tools.ts'

export const flagCriticalUnsaid: Rule = {
  name: 'flag-critical-unsaid',
  family: 'flag',
  severity: 'high',
  isDoubt: true,
  finds: 'A component that has critical limits and whose flags have none that is critical on that side.',
  explanation: 'A critical value arrives with the flag of an ordinary high one: nobody downstream can tell it apart.',
  example: 'Lactate is critical from 4.0; its flags are N, L and H.',
  remedy: 'Add the critical flag in the system that reports, or take the limit out.',
  catalog(side, tell) {
    for (const entry of inUse(side.components)) {
      if (entry.flags.length === 0) continue
      const critical = entry.flags.map(meaningOf).filter((flag) => flag.critical)
      const has = (end: string) => critical.some((flag) => flag.side === end || flag.side === 'abnormal')
      const lacks = [
        ...(entry.criticalLow !== null && !has('low') ? [`low (at ${entry.criticalLow})`] : []),
        ...(entry.criticalHigh !== null && !has('high') ? [`high (at ${entry.criticalHigh})`] : []),
      ]
      if (lacks.length === 0) continue
      const says = `${entry.code} has no flag for critically ${lacks.join(' and ')}; its flags are ${some(entry.flags, 8)}.`
      tell({ ...aboutEntry(side, 'component', entry), says })
    }
  },
}
