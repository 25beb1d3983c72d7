// The catalog's delta limit: `8 in 72h`, `50% in 72h`, `4.0 in 7d`; without a time, against any earlier value. The one thing to
// know: what cannot be read limits nothing, and a rule tells that.

export type DeltaLimit = { readonly most: number; readonly isPercent: boolean; readonly within_ms: number }

const unit_ms: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000 }

const pattern = /^\s*(\d+(?:\.\d+)?)\s*(%?)(?:\s+in\s+(\d+(?:\.\d+)?)\s*([hd]))?\s*$/

/** Reads a delta limit; null where there is none, or it cannot be read. */
export function readDelta(text: string): DeltaLimit | null {
  const [, most, percent, count, unit] = pattern.exec(text) ?? []
  if (most === undefined) return null
  const within_ms = count === undefined ? Number.POSITIVE_INFINITY : Number(count) * unit_ms[unit!]!
  return { most: Number(most), isPercent: percent === '%', within_ms }
}
