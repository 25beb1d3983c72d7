// What was learned, for people: a line a code, what is odd below it. The one thing to know: odd codes come first, because
// whoever looks at such a table has a minute.
import type { Learning } from './learn.ts'
import { type Observed, percentiles } from './observed.ts'
import { type Odd, oddOf } from './odd.ts'
import { counts, type Tally, usual } from './tally.ts'

/** One component as a line, and as JSON. */
export type LearnedComponent = {
  readonly code: string
  readonly name: string
  readonly loinc: string
  readonly count: number
  readonly types: Readonly<Record<string, number>>
  readonly units: Readonly<Record<string, number>>
  readonly ranges: Readonly<Record<string, number>>
  readonly flags: Readonly<Record<string, number>>
  readonly shapes: Readonly<Record<string, number>>
  readonly statuses: Readonly<Record<string, number>>
  readonly numbers: ReturnType<typeof percentiles>
  readonly odd: readonly Odd[]
}

/** All components: odd ones first, of those the most frequent. */
export function learnedComponents({ components }: Pick<Learning, 'components'>): readonly LearnedComponent[] {
  return [...components]
    .map(([code, observed]) => learned(code, observed))
    .sort(
      (a, b) => Number(b.odd.length > 0) - Number(a.odd.length > 0) || b.count - a.count || (a.code < b.code ? -1 : 1),
    )
}

function learned(code: string, observed: Observed): LearnedComponent {
  return {
    ...{ code, name: usual(observed.names), loinc: usual(observed.loinc), count: observed.count },
    types: asRecord(observed.types),
    units: asRecord(observed.units),
    ranges: asRecord(observed.ranges),
    flags: asRecord(observed.flags),
    shapes: asRecord(observed.shapes),
    statuses: asRecord(observed.statuses),
    numbers: percentiles(observed),
    odd: oddOf(observed),
  }
}

function asRecord(tally: Tally): Readonly<Record<string, number>> {
  return Object.fromEntries(counts(tally).map(({ text, count }) => [text, count]))
}

const widths = [16, 34, 6, 8, 22, 22, 14] as const
const heads = ['CODE', 'NAME', 'SEEN', 'TYPE', 'UNIT', 'RANGE', 'FLAGS'] as const

/** Lines of a table; what is odd stands below its code. */
export function learnedLines(components: readonly LearnedComponent[]): string[] {
  const rows = components.flatMap((one) => [
    line([
      one.code,
      one.name,
      String(one.count),
      brief(one.types),
      brief(one.units),
      brief(one.ranges),
      brief(one.flags),
    ]),
    ...one.odd.map(({ words, example }) => `    ! ${words}${example === '' ? '' : `; first in ${printable(example)}`}`),
  ])
  return [line(heads), ...rows]
}

function line(cells: readonly string[]): string {
  return cells
    .map((cell, index) => fitted(printable(cell), widths[index] ?? 10))
    .join(' ')
    .trimEnd()
}

function fitted(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width)
}

/** Nothing that moves a cursor. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?').slice(0, 60)
}

/** The most frequent, and how many others there are. */
function brief(found: Readonly<Record<string, number>>): string {
  const texts = Object.keys(found).filter((text) => text !== '(none)')
  const [first = ''] = texts
  return texts.length > 1 ? `${first} +${texts.length - 1}` : first
}
