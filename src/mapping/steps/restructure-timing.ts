// Timing between the versions: the quantity/timing of ORC-7 and OBR-27 (TQ) and the TQ1 segment of 2.5. The one thing to
// know: a TQ whose parts cannot all move stays where it was, which 2.5 allows (HL7 v2.5.1 §4.5.1.7, §4.5.4, §2.A.81).
import { type Draft, fieldBytes, type Line, newLine, writeField } from '../draft.ts'
import { codes } from '../find-lines.ts'
import { exchange, trimmed } from '../parts.ts'
import { lose, type Run } from './step-run.ts'

const orc_timing = 7
const obr_timing = 27

/** TQ component: TQ1 field, where the text is the same but for the depth of its delimiters. */
const sameText: readonly (readonly [component: number, field: number])[] = [
  [1, 2], // quantity
  [4, 7], // start
  [5, 8], // end
  [6, 9], // priority
  [7, 10], // condition
  [8, 11], // text
  [9, 12], // conjunction
  [12, 14], // total occurrences
]
const interval = { component: 2, pattern: 3, explicit: 4 }
const duration = { component: 3, field: 6 }
const occurrence = { component: 11, field: 13 }
const order_sequencing = 10

/** Units of TQ.3 (HL7 v2.3 §4.4.3) as UCUM. */
const units: Readonly<Record<string, string>> = { S: 's', M: 'min', H: 'h', D: 'd', W: 'wk', L: 'mo' }

/** The lines of an order group with TQ1 behind ORC (orders) or behind OBR and its notes (results). */
export function timingToNew(draft: Draft, lines: Line[], isResult: boolean): Line[] {
  if (lines.some((line) => line.code === codes.TQ1)) return lines
  const orc = lines.find((line) => line.code === codes.ORC)
  const obr = lines.find((line) => line.code === codes.OBR)
  const [ofOrc, ofObr] = [timingOf(orc, orc_timing), timingOf(obr, obr_timing)]
  const timing = ofOrc || ofObr
  const made = timing === '' ? null : newTimings(draft, timing)
  if (!made) return lines
  if (orc && ofOrc === timing) writeField(draft, orc, orc_timing, '')
  if (obr && says(draft, timing, ofObr)) writeField(draft, obr, obr_timing, '')
  const at = isResult ? behindNotes(lines) : orc ? lines.indexOf(orc) + 1 : 0
  return lines.toSpliced(at, 0, ...made)
}

/** Whether one timing says everything that another says. */
function says(draft: Draft, timing: string, other: string): boolean {
  const mark = draft.delimiters.component
  if (timing === other || mark === '') return timing === other
  const parts = timing.split(mark)
  return other.split(mark).every((part, at) => part === '' || part === parts[at])
}

function timingOf(line: Line | undefined, field: number): string {
  return (line && fieldBytes(line, field)) ?? ''
}

function behindNotes(lines: readonly Line[]): number {
  let at = lines.findIndex((line) => line.code === codes.OBR) + 1
  while (lines[at]?.code === codes.NTE) at++
  return at
}

/** One TQ1 a repetition; null where a part has no place in TQ1. */
function newTimings(draft: Draft, timing: string): Line[] | null {
  const { repetition } = draft.delimiters
  const made = (repetition ? timing.split(repetition) : [timing]).map((text, at) => newTiming(draft, text, at + 1))
  return made.every((line) => line !== null) ? made : null
}

function newTiming(draft: Draft, text: string, setId: number): Line | null {
  const { component, subcomponent } = draft.delimiters
  const parts = component ? text.split(component) : [text]
  const part = (nth: number) => parts[nth - 1] ?? ''
  const fields: string[] = ['TQ1', String(setId), ...Array.from({ length: 13 }, () => '')]
  for (const [from, to] of sameText) fields[to] = exchange(part(from), subcomponent, component)
  const [pattern = '', explicit = '', ...more] = subcomponent ? part(interval.component).split(subcomponent) : [part(2)]
  fields[interval.pattern] = pattern
  fields[interval.explicit] = explicit
  const length = newDuration(part(duration.component), component)
  if (length === null || more.length > 0 || part(order_sequencing) !== '' || part(occurrence.component) !== '')
    return null
  fields[duration.field] = length
  return newLine(draft, fields)
}

function newDuration(text: string, component: string): string | null {
  if (text === '') return ''
  const [, unit = '', amount = ''] = /^([SMHDWL])(\d+)$/.exec(text) ?? []
  return unit === '' ? null : amount + component + units[unit]
}

/** The lines of an order group with TQ1 written into ORC-7 and OBR-27, and TQ1, TQ2 taken out unless they are kept. */
export function timingToOld(draft: Draft, run: Run, lines: Line[], keepsLeftover: boolean): Line[] {
  const timings = lines.filter((line) => line.code === codes.TQ1)
  if (timings.length === 0) return lines
  const old = timings.map((line) => oldTiming(draft, line)).join(draft.delimiters.repetition)
  const orc = lines.find((line) => line.code === codes.ORC)
  const obr = lines.find((line) => line.code === codes.OBR)
  if (orc && timingOf(orc, orc_timing) === '') writeField(draft, orc, orc_timing, old)
  if (obr && timingOf(obr, obr_timing) === '') writeField(draft, obr, obr_timing, old)
  const lost = [
    ...timings.flatMap((line) => withoutPlace(draft, line)),
    ...(lines.some((line) => line.code === codes.TQ2) ? ['TQ2'] : []),
  ]
  if (keepsLeftover && lost.length > 0) return lines
  for (const what of lost) lose(run, what)
  return lines.filter((line) => line.code !== codes.TQ1 && line.code !== codes.TQ2)
}

/** Relative time and occurrence duration have no place in an old TQ, nor has what repeats within one TQ1. */
function withoutPlace(draft: Draft, line: Line): string[] {
  const { repetition } = draft.delimiters
  const repeated = [interval.pattern, interval.explicit, ...sameText.map(([, field]) => field)].filter(
    (field) => repetition !== '' && timingOf(line, field).includes(repetition),
  )
  const other = [5, occurrence.field].filter((field) => timingOf(line, field) !== '')
  return [...other.map((field) => `TQ1-${field}`), ...repeated.map((field) => `TQ1-${field}[2]`)]
}

function oldTiming(draft: Draft, line: Line): string {
  const { component, subcomponent, repetition } = draft.delimiters
  const first = (field: number) =>
    repetition ? (timingOf(line, field).split(repetition, 1)[0] ?? '') : timingOf(line, field)
  const parts = Array.from({ length: 12 }, () => '')
  for (const [to, from] of sameText) parts[to - 1] = exchange(first(from), component, subcomponent)
  const pattern = [first(interval.pattern), first(interval.explicit)]
  parts[interval.component - 1] = trimmed(pattern.join(subcomponent), subcomponent)
  parts[duration.component - 1] = oldDuration(timingOf(line, duration.field), component, subcomponent)
  return trimmed(parts.join(component), component)
}

function oldDuration(text: string, component: string, subcomponent: string): string {
  const [amount = '', unit = ''] = component ? text.split(component) : [text]
  const letter = Object.keys(units).find((key) => units[key] === unit)
  return letter && /^\d+$/.test(amount) ? letter + amount : exchange(text, component, subcomponent)
}
