// A report of the future. The one thing to know: an hour is the sign of a zone or of summer time, so the distance is told.
import type { Rule } from '../../rule.ts'

const slack_ms = 10 * 60_000

export const timeFuture: Rule = {
  name: 'time-future',
  family: 'time',
  severity: 'high',
  isDoubt: true,
  finds: 'A report that was collected or resulted later than it arrived.',
  explanation:
    'A clock or a zone is wrong. Results of the future stand on top of every list and hide those that come after.',
  example: 'After the change to winter time every report is an hour ahead.',
  remedy: 'Set the clock, or the zone in the system’s file.',
  report({ times, arrivedAt, subject }, tell) {
    for (const [place, time] of [
      ['OBR-7 (collected)', times.collected],
      ['OBR-22 (reported)', times.reported],
    ] as const) {
      if (time === null || time <= arrivedAt + slack_ms) continue
      tell({ subject, variant: place, says: `${place} lies ${distance(time - arrivedAt)} after the message arrived.` })
    }
  },
}

function distance(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 90) return `about ${minutes < 45 ? `${minutes} minutes` : 'an hour'}`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `about ${hours} hours` : `${Math.round(hours / 24)} days`
}
