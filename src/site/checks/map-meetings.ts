// Rows of a map that meet under one code: the same again, another meaning, or another way with its values. The one thing to
// know: a row with the direction both is two rows, and the one that is read backwards meets those that lead back.
import { overlap } from '../day.ts'
import { compatible } from '../map-rows.ts'
import type { MapPart } from '../parts.ts'
import type { Report } from '../problem.ts'
import type { Conversion, MapRow } from '../shapes/site.ts'

type Entry = MapPart['rows'][number]

/** A row as it is read in one direction: what leads to what. */
type Reading = {
  readonly entry: Entry
  readonly system: string
  readonly code: string
  readonly toSystem: string
  readonly to: string
  readonly isForward: boolean
}

function readingsOf(entry: Entry): readonly Reading[] {
  const { fromSystem, fromCode, toSystem, toCode, direction } = entry.row
  const forwards = { entry, system: fromSystem, code: fromCode, toSystem, to: toCode, isForward: true }
  const backwards = { entry, system: toSystem, code: toCode, toSystem: fromSystem, to: fromCode, isForward: false }
  return direction === 'both' ? [forwards, backwards] : [forwards]
}

/** Tells approved rows that could both hold at once under one code. */
export function checkMeetings({ source }: MapPart, rows: readonly Entry[], report: Report): void {
  const before = new Map<string, Reading[]>()
  for (const entry of rows) {
    for (const reading of readingsOf(entry)) {
      const key = `${reading.system}|${reading.code}|${reading.toSystem}`
      const others = before.get(key) ?? []
      const meeting = others.filter((candidate) => meets(candidate.entry.row, entry.row))
      const other = meeting.find(({ to }) => to !== reading.to) ?? meeting[0]
      if (other) tell(source.file, reading, other, report)
      before.set(key, [...others, reading])
    }
  }
}

/** Contexts that say equally much and can hold at once, on some day, leave the choice open. */
function meets(one: MapRow, other: MapRow): boolean {
  const isEqual = Object.keys(one.context).length === Object.keys(other.context).length
  return isEqual && compatible(one.context, other.context) && overlap(one, other)
}

function tell(file: string, reading: Reading, other: Reading, report: Report): void {
  const areForward = reading.isForward && other.isForward
  if (reading.to !== other.to) tellMeanings(file, reading, other, areForward, report)
  else if (areForward || reading.isForward !== other.isForward) tellSame(file, reading, other, areForward, report)
}

function tellMeanings(file: string, reading: Reading, other: Reading, areForward: boolean, report: Report): void {
  const { entry, system, code, to, isForward } = reading
  const column = isForward ? 'to_code' : 'direction'
  report.error(areForward ? 'site-map-contradiction' : 'site-map-reverse', file, entry.csv.at(column), {
    given: `${system} ${code} is ${to} here and ${other.to} in line ${other.entry.row.line}`,
  })
}

/** The same codes: a row too many, unless the two would do another thing with the values. */
function tellSame(file: string, reading: Reading, other: Reading, areForward: boolean, report: Report): void {
  const { entry, system, code, to } = reading
  const [here, there] = [conversionWords(reading), conversionWords(other)]
  const line = other.entry.row.line
  if (here === there) {
    if (areForward)
      report.warning('site-map-repeated', file, entry.csv.at('from_code'), { given: `the row of line ${line}` })
    return
  }
  report.error('site-map-contradiction', file, entry.csv.at('from_code'), {
    message: 'Two approved rows of one code do another thing with its values.',
    given: `values of ${system} ${code} to ${to} ${here} here, and ${there} in line ${line}`,
    allowed: 'one row, or rows that are told apart by context',
    remedy:
      'Keep one of them. A test that is reported in several units has a row for each, with the context unit=mg/dL, and the step that maps OBX-3 gives context: { unit: OBX-6.1 }.',
  })
}

function conversionWords({ entry: { row }, isForward }: Reading): string {
  const { conversion } = row
  if (!conversion || conversion.signedBy === '') return 'go on as they are'
  const { unitFrom, unitTo } = conversion
  const [from, to] = isForward ? [unitFrom, unitTo] : [unitTo, unitFrom]
  return `are converted from ${from} to ${to}${decimalsWords(conversion, isForward)}`
}

/** The factor is compared with all the others elsewhere. */
function decimalsWords({ decimals }: Conversion, isForward: boolean): string {
  return decimals === undefined || !isForward ? '' : ` with ${decimals} decimals`
}
