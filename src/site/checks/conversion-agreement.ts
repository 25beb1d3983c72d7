// Conversions against each other: whichever rows lead from a unit of one test to a unit of another, there and back or round
// over a third system, a number must come out the same. The one thing to know: each row ties two quantities together, so a
// row that closes a ring must say what the ring says already.
import { toNumber } from '../../terminology/decimal.ts'
import { readUnit } from '../../terminology/units.ts'
import { statedWay, unitsWay } from '../conversion.ts'
import { includes } from '../day.ts'
import type { MapPart } from '../parts.ts'
import type { Report } from '../problem.ts'
import type { MapRow } from '../shapes/site.ts'

/** `x = root * factor + offset`. */
type Line = { readonly factor: number; readonly offset: number }
type Tie = { readonly entry: MapPart['rows'][number]; readonly from: string; readonly to: string; readonly way: Line }
/** The LOINC name of what a row is about; empty where it is not known. */
type AnalyteOf = (row: MapRow) => string
type Quantities = Map<string, { readonly parent: string; readonly line: Line }>

const itself: Line = { factor: 1, offset: 0 }
/** Molecular weights are rounded, and rounded factors multiplied round the ring. */
const tolerance = 0.01

/** Tells each row, once, that contradicts the rows before it on some day. */
export function checkAgreement(
  { source, rows }: Pick<MapPart, 'source' | 'rows'>,
  analyteOf: AnalyteOf,
  report: Report,
): void {
  const ties = rows.flatMap((entry) => tieOf(entry, analyteOf) ?? [])
  const told = new Set<Tie>()
  for (const day of new Set(['0000-00-00', ...ties.map(({ entry }) => entry.row.effectiveFrom ?? '0000-00-00')])) {
    const known: Quantities = new Map()
    for (const tie of ties.filter(({ entry }) => includes(entry.row, day))) {
      const other = join(known, tie)
      if (!other || agree(other, tie.way) || told.has(tie)) continue
      told.add(tie)
      tell(tie, other, source.file, report)
    }
  }
}

function tell({ entry: { row, csv }, way }: Tie, other: Line, file: string, report: Report): void {
  const { unitFrom = '', unitTo = '' } = row.conversion ?? {}
  report.error('site-map-conversion', file, csv.at('unit_from'), {
    message: 'The conversion contradicts other rows.',
    given: `${row.fromSystem} ${row.fromCode} ${unitFrom} to ${row.toSystem} ${row.toCode} ${unitTo} by ${short(way)} here, and by ${short(other)} over the rows before it`,
    allowed: 'one factor between two units of one test, there and back and over every system',
    remedy: 'See which of the rows is wrong. A row that no longer counts ends with effective_to.',
  })
}

function short({ factor, offset }: Line): string {
  const by = String(Number(factor.toPrecision(4)))
  return offset === 0 ? by : `${by} and ${Number(offset.toPrecision(4))}`
}

function tieOf(entry: Tie['entry'], analyteOf: AnalyteOf): Tie | undefined {
  const { row } = entry
  if (!row.conversion || row.status !== 'approved') return undefined
  const way = statedWay(row.conversion) ?? unitsWay(row.conversion, analyteOf(row))
  if ('refused' in way) return undefined
  const { unitFrom, unitTo } = row.conversion
  return {
    entry,
    from: quantity(row, 'from', unitFrom),
    to: quantity(row, 'to', unitTo),
    way: { factor: toNumber(way.factor), offset: toNumber(way.offset) },
  }
}

function quantity(row: MapRow, side: 'from' | 'to', unit: string): string {
  return `${row[`${side}System`]} ${row[`${side}Code`]} ${readUnit(unit).ucum ?? unit}`
}

/** Ties two quantities together; where they are tied already, the way that leads from the one to the other. */
function join(known: Quantities, { from, to, way }: Tie): Line | undefined {
  const [one, other] = [rootOf(known, from), rootOf(known, to)]
  if (one.root === other.root) return after(inverse(one.line), other.line)
  // to = from * way, so the root of `to` is the root of `from` led over both.
  known.set(other.root, { parent: one.root, line: after(after(one.line, way), inverse(other.line)) })
  return undefined
}

/** The quantity by which a tied one is reckoned, and how it is. */
function rootOf(known: Quantities, name: string): { readonly root: string; readonly line: Line } {
  let [root, line] = [name, itself]
  for (let next = known.get(root); next; next = known.get(root)) {
    line = after(next.line, line)
    root = next.parent
  }
  return { root, line }
}

/** First the one, then the other. */
function after(first: Line, then: Line): Line {
  return { factor: first.factor * then.factor, offset: first.offset * then.factor + then.offset }
}

function inverse({ factor, offset }: Line): Line {
  return { factor: 1 / factor, offset: -offset / factor }
}

function agree(one: Line, other: Line): boolean {
  const offsets = Math.max(Math.abs(one.offset), Math.abs(other.offset))
  return (
    Math.abs(one.factor / other.factor - 1) <= tolerance && Math.abs(one.offset - other.offset) <= tolerance * offsets
  )
}
