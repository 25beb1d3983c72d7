// A critical limit that lies within the normal range. The one thing to know: a normal value would be telephoned as critical,
// or the limit was typed with a wrong digit.
import { inUse, type ReadComponent } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutEntry } from '../tools.ts'
import { plainBands } from './bands.ts'

export const rangeCriticalInside: Rule = {
  name: 'range-critical-inside',
  family: 'range',
  severity: 'high',
  isDoubt: true,
  finds: 'A critical limit that lies within the reference range.',
  explanation:
    'Normal values are called as critical until nobody takes the calls seriously, or true critical values are not called.',
  example: 'Potassium is critical from 4.6 upward; 6.4 was meant.',
  remedy: 'Correct the limit with the laboratory director.',
  catalog(side, tell) {
    for (const entry of inUse(side.components)) {
      const says = inside(entry)
      if (says) tell({ ...aboutEntry(side, 'component', entry), says })
    }
  },
}

function inside(entry: ReadComponent): string | null {
  const { criticalLow, criticalHigh, code } = entry
  for (const band of plainBands(entry.rangesRead)) {
    if (criticalLow !== null && band.low !== null && criticalLow >= band.low)
      return `${code} is critical at or below ${criticalLow}, and ${band.text} is normal.`
    if (criticalHigh !== null && band.high !== null && criticalHigh <= band.high)
      return `${code} is critical at or above ${criticalHigh}, and ${band.text} is normal.`
  }
  if (criticalLow !== null && criticalHigh !== null && criticalLow >= criticalHigh)
    return `${code} is critical at or below ${criticalLow} and at or above ${criticalHigh}: every value is.`
  return null
}
