// Ages between two bands for which there is none. The one thing to know: bands that begin at 18 years say openly that children
// have none; a hole between bands is a line that got lost.

import type { Band } from '../../../terminology/ranges.ts'
import { inUse } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutEntry } from '../tools.ts'
import { ageText, plainBands } from './bands.ts'

export const rangeGap: Rule = {
  name: 'range-gap',
  family: 'range',
  severity: 'normal',
  isDoubt: true,
  finds: 'Ranges by age that leave out ages between two bands.',
  explanation: 'A child of that age gets no range and no flag, or the one of an adult.',
  example: 'Leukocytes have bands from 30 days to 2 years and from 12 years, and none between.',
  remedy: 'Add the band that is missing.',
  catalog(side, tell) {
    for (const entry of inUse(side.components)) {
      const bands = plainBands(entry.rangesRead)
      for (const sex of bands.some((band) => band.sex !== '') ? ['M', 'F'] : ['']) {
        const gap = firstGap(bands.filter((band) => band.sex === '' || band.sex === sex))
        if (!gap) continue
        const who = sex === '' ? '' : sex === 'M' ? ' for men' : ' for women'
        const says = `${entry.code} has no range${who} from ${ageText(gap.from)} to ${ageText(gap.to)}.`
        tell({ ...aboutEntry(side, 'component', entry), says })
        break
      }
    }
  },
}

function firstGap(bands: readonly Band[]): { from: number; to: number } | null {
  const sorted = [...bands].sort((a, b) => a.fromAge_days - b.fromAge_days)
  let reached = sorted[0]?.fromAge_days ?? 0
  for (const { fromAge_days, toAge_days } of sorted) {
    if (fromAge_days > reached + 1) return { from: reached, to: fromAge_days }
    reached = Math.max(reached, toAge_days)
  }
  return null
}
