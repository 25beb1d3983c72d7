// Segments from fields by number. The one thing to know: element n of what is made is field n, as src/hl7/build wants it, so
// that OM1 with its 57 fields is written as the few that say something.
import type { ComponentInput, FieldInput, SegmentInput } from '../../../hl7/index.ts'

export type Fields = Readonly<Record<number, FieldInput>>

export function segmentOf(name: string, fields: Fields): SegmentInput {
  const last = Math.max(0, ...Object.keys(fields).map(Number))
  return [name, ...Array.from({ length: last }, (_, index) => fields[index + 1])]
}

/** A coded element; trailing parts that say nothing are left out. */
export function coded(code: string, name: string, system: string): readonly ComponentInput[] {
  const parts = [code, name, system]
  while (parts.at(-1) === '') parts.pop()
  return parts
}

/** Repetitions; one alone stands as it is. */
export function listOf(fields: readonly FieldInput[]): FieldInput {
  return fields.length === 1 ? fields[0] : { repetitions: fields }
}

/** A numeric range (NR) as a component. */
export function numbersPart(low: string, high: string): ComponentInput {
  return high === '' ? [low] : [low, high]
}

/** `3 mL` as a composite quantity (CQ); text that is no quantity goes whole into its number. */
export function quantity(text: string): FieldInput {
  const [, number, unit = ''] = /^([\d.]+)\s*(.*)$/.exec(text.trim()) ?? []
  if (number === undefined) return text
  return unit === '' ? number : [number, [unit]]
}

/** The unit and the number of `3 mL`, apart. */
export function partsOf(text: string): { readonly number: string; readonly unit: string } {
  const [, number = '', unit = ''] = /^([\d.]+)\s*(.*)$/.exec(text.trim()) ?? []
  return { number, unit }
}

/** A number without needless digits. */
export function plainNumber(number: number): string {
  return String(Number(number.toFixed(4)))
}
