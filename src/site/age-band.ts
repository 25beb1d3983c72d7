// The age in the context of a map's row: `18y-`, `0d-28d`. The one thing to know: the end is not within it, so that bands
// lie side by side; ages are in days, a month of 30.4375 and a year of 365.25, as in the ranges of a catalog.
import { age_days } from '../terminology/ranges.ts'

export type AgeBand = { readonly from_days: number; readonly to_days: number }

/** Reads `18y-` or `0d-28d`; undefined where it is neither, or ends before it begins. */
export function ageBandOf(text: string): AgeBand | undefined {
  const [, from, fromUnit = '', to, toUnit = ''] = /^(\d+)([dmy])-(?:(\d+)([dmy]))?$/.exec(text) ?? []
  if (from === undefined) return undefined
  const band = {
    from_days: age_days(from, fromUnit),
    to_days: to === undefined ? Number.POSITIVE_INFINITY : age_days(to, toUnit),
  }
  return band.from_days < band.to_days ? band : undefined
}

/** Whether some age lies within both; texts that are no bands meet where they are the same. */
export function agesMeet(one: string, other: string): boolean {
  const [a, b] = [ageBandOf(one), ageBandOf(other)]
  return a && b ? a.from_days < b.to_days && b.from_days < a.to_days : one === other
}

/** Age in days on a day, both as HL7 or ISO write them; undefined where one of them is no day. (HL7 v2.5.1 §2.A.21) */
export function ageOn(birth: string, day: string): number | undefined {
  const [born, at] = [dayNumber(birth), dayNumber(day)]
  return born === undefined || at === undefined || at < born ? undefined : at - born
}

function dayNumber(text: string): number | undefined {
  const [, year, month, day] = /^(\d{4})-?(\d\d)-?(\d\d)/.exec(text) ?? []
  return day === undefined ? undefined : Date.UTC(Number(year), Number(month) - 1, Number(day)) / 86_400_000
}
