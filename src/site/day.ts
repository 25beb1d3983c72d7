// Days as a site's files write them, 2026-08-31. The one thing to know: they compare as texts, and need no zone.

/** Whether a text is a day that exists. */
export function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []
  if (!day) return false
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day)
}

/** A stretch of days, both ends within it; an absent end is open. */
export type Period = { readonly effectiveFrom?: string; readonly effectiveTo?: string }

/** Whether a day lies within. An empty day, which is not known, lies within what is still open today. */
export function includes({ effectiveFrom = '', effectiveTo = '' }: Period, day: string): boolean {
  if (day === '') return effectiveTo === ''
  return effectiveFrom <= day && (effectiveTo === '' || day <= effectiveTo)
}

/** Whether some day lies within both. */
export function overlap(one: Period, other: Period): boolean {
  const starts = [one.effectiveFrom ?? '', other.effectiveFrom ?? '']
  return [one, other].every(
    ({ effectiveTo = '' }) => effectiveTo === '' || starts.every((start) => start <= effectiveTo),
  )
}
