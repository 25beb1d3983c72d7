// How long ago, in the unit in which people say it.
import { counted } from '../../../site/counted.ts'

/** `1 minute`, `75 minutes`, `8 hours`, `3 days`; at least one minute. */
export function spanText(span_ms: number): string {
  const minutes = Math.max(1, Math.round(span_ms / 60_000))
  if (minutes < 90) return counted(minutes, 'minute')
  const hours = Math.round(minutes / 60)
  return hours < 36 ? counted(hours, 'hour') : counted(Math.round(hours / 24), 'day')
}
