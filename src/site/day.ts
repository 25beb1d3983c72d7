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

/** The day that is so many days later; earlier where the count is negative. */
export function dayAfter(day: string, days: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10)
}

/**
 * The first day that lies within some of the wanted periods and in none of the given ones, to the day before one of those
 * counts again; open where none does.
 * @param from the first day that matters
 */
export function firstGap(wanted: readonly Period[], given: readonly Period[], from: string): Period | undefined {
  // A gap begins on the first day, or where something wanted begins, or behind the end of something given.
  const begins = [
    from,
    ...wanted.map(({ effectiveFrom = '' }) => effectiveFrom),
    ...given.flatMap(({ effectiveTo }) => (effectiveTo ? [dayAfter(effectiveTo, 1)] : [])),
  ]
  const day = begins
    .filter((one) => one >= from)
    .sort()
    .find((one) => wanted.some((period) => includes(period, one)) && !given.some((period) => includes(period, one)))
  if (day === undefined) return undefined
  const [resumes] = given.flatMap(({ effectiveFrom = '' }) => (effectiveFrom > day ? [effectiveFrom] : [])).sort()
  return { effectiveFrom: day, ...(resumes === undefined ? {} : { effectiveTo: dayAfter(resumes, -1) }) }
}
