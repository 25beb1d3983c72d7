// A band whose lower limit lies above its upper one. The one thing to know: no value can be normal in it.

import type { Band } from '../../../terminology/ranges.ts'
import { inUse } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutEntry, quoted } from '../tools.ts'
import { plainBands } from './bands.ts'

export const rangeInverted: Rule = {
  name: 'range-inverted',
  family: 'range',
  severity: 'high',
  isDoubt: true,
  finds: 'A reference range whose limits stand the wrong way round.',
  explanation: 'Every value is out of range; flags are noise, and people stop reading them.',
  example: 'Magnesium has the range 2.6-1.6.',
  remedy: 'Turn the limits round at their source.',
  catalog(side, tell) {
    for (const entry of inUse(side.components))
      for (const band of plainBands(entry.rangesRead))
        if (isInverted(band))
          tell({
            ...aboutEntry(side, 'component', entry),
            variant: band.text,
            says: `${entry.code} has ${quoted(band.text)}.`,
          })
  },
  shape({ end, subject, range, rangesRead }, tell) {
    if (end !== 'sent') return
    if (plainBands(rangesRead).some(isInverted)) tell({ subject, variant: range, says: `OBX-7 is ${quoted(range)}.` })
  },
}

function isInverted({ low, high }: Band): boolean {
  return low !== null && high !== null && low > high
}
