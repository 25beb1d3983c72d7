// By when a step is due, in words. The one thing to know: a lab manager reads it beside the file, so it uses the same names.
import type { Timing, Within, Workflow } from '../site/shapes/workflow.ts'

const units = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
] as const

/** `8 h`, `30 min`, `1 d 12 h`. */
export function durationText(duration_ms: number): string {
  const parts: string[] = []
  let left = duration_ms
  for (const [size, unit] of units) {
    const count = Math.floor(left / size)
    if (count > 0) parts.push(`${count} ${unit}`)
    left -= count * size
  }
  return parts.length === 0 ? '0 s' : parts.slice(0, 2).join(' ')
}

/** `stat 2 h, any 8 h, in the hours of core`; `the next release of twice-a-week`; empty where no time is said. */
export function timingText(
  timing: Pick<Timing, 'within' | 'at_any_hour'> & Partial<Timing> & { readonly after?: string | undefined },
  { batches }: Pick<Workflow, 'batches'> | { readonly batches: object; readonly steps: readonly never[] },
): string {
  const { within, hours, release, at_any_hour, after } = timing
  const parts: string[] = []
  if (within !== undefined) parts.push(durations(within))
  if (hours !== undefined) parts.push(`counted in the hours of ${hours}`)
  if (release !== undefined && release in batches) parts.push(`the next release of ${release} that it can still reach`)
  if (at_any_hour.length > 0 && (hours !== undefined || release !== undefined))
    parts.push(`${at_any_hour.join(', ')} around the clock`)
  if (parts.length > 0 && after !== undefined) parts.push(`from ${after}`)
  return parts.join('; ')
}

function durations(within: Within): string {
  if (typeof within === 'number') return durationText(within)
  const given = Object.entries(within).flatMap(([name, one]) =>
    one === undefined ? [] : [`${name} ${durationText(one)}`],
  )
  return given.join(', ')
}
