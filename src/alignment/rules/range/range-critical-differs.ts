// Critical limits that differ between the two sides. The one thing to know: the laboratory's limits are what it telephones by;
// the other side's decide what its screens show in red.
import type { Link } from '../../pair/pair.ts'
import type { ReadComponent } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutComponents, bothEnds } from '../tools.ts'
import { nearly } from './bands.ts'
import { comparedDecimals, limitInReceiversUnit } from './converted.ts'

export const rangeCriticalDiffers: Rule = {
  name: 'range-critical-differs',
  family: 'range',
  severity: 'high',
  isDoubt: true,
  finds: 'Critical limits that differ between the two sides.',
  explanation: 'A value that the laboratory calls as critical is not critical on the screen, or the other way round.',
  example: 'Glucose is critical at 50 in the LIS and at 40 in the EHR.',
  remedy: 'Take the laboratory’s limits on both sides, or let the EHR show the flag that comes with the result.',
  pair(pair, tell) {
    for (const link of bothEnds(pair.components)) {
      const { from, to } = link
      const says = [
        differ(link, 'low', from.criticalLow, to.criticalLow, to.cells.critical_low),
        differ(link, 'high', from.criticalHigh, to.criticalHigh, to.cells.critical_high),
      ].filter((text) => text !== '')
      if (says.length === 0) continue
      tell({ ...aboutComponents(pair, link), says: `${from.code} and ${to.code}: ${says.join('; ')}.` })
    }
  },
}

type Ended = Link<ReadComponent> & { readonly to: ReadComponent }

/** A limit that was converted is compared in the digits in which the receiver writes its own. */
function differ(link: Ended, end: string, one: number | null, other: number | null, written = ''): string {
  const arrives = limitInReceiversUnit(link, one)
  if (arrives === undefined || arrives === other) return ''
  const digits = Math.min(written.split('.')[1]?.length ?? 0, comparedDecimals(link))
  if (arrives !== one && nearly(arrives, other, 10 ** -digits)) return ''
  const shown = (limit: number | null, unit: string) => (limit === null ? 'none' : `${limit} ${unit}`.trim())
  return `critical ${end} ${shown(one, link.from.unit)} and ${shown(other, link.to.unit)}`
}
