// What a change of maps does to signatures: a signature is for one conversion, and not for what somebody made of it later. The
// one thing to know: a folder alone cannot say it; two states of it can, the one that was signed and the one that is to run.
import { newReport, type Problem, type Report } from './problem.ts'
import type { CodeMap, Conversion, MapRow } from './shapes/site.ts'

/** What a director signs with the row. */
const signedColumns = ['unitFrom', 'unitTo', 'factor', 'offset', 'decimals'] as const

/**
 * Conversions that are not the ones that were signed, and those that were signed and are not any more; each with its place in
 * the new state. A row that is gone or a draft now is told as a lost mapping.
 */
export function staleSignatures(before: readonly CodeMap[], after: readonly CodeMap[]): readonly Problem[] {
  const report = newReport()
  for (const { id, rows } of after) {
    const old = Map.groupBy(before.find((map) => map.id === id)?.rows ?? [], keyOf)
    const approved = rows.filter(({ status }) => status === 'approved')
    const stillSigned = new Set(approved.filter(isSigned).map(keyOf))
    for (const row of approved) {
      const were = (old.get(keyOf(row)) ?? []).filter(isSigned)
      if (were.length === 0) continue
      if (isSigned(row)) tellStale(row, were, report)
      else if (!stillSigned.has(keyOf(row))) tellGone(row, were[0]!, report)
    }
  }
  return report.problems
}

function keyOf({ fromSystem, fromCode, toSystem, toCode, context }: MapRow): string {
  const words = Object.entries(context).map(([key, value]) => `${key}=${value}`)
  return [fromSystem, fromCode, toSystem, toCode, ...words.sort()].join(' ')
}

function isSigned({ conversion }: MapRow): boolean {
  return conversion !== undefined && conversion.signedBy !== ''
}

function tellGone(row: MapRow, was: MapRow, report: Report): void {
  report.warning('site-signature-gone', row.file, start(row), {
    given: `${named(row)}: it was ${words(was)} (line ${was.line} before)`,
  })
}

/** Of several signatures under one code, one for each stretch of days, each stands for its own conversion. */
function tellStale(row: MapRow, were: readonly MapRow[], report: Report): void {
  const same = were.filter((was) => isSameSignature(was.conversion!, row.conversion!))
  const [was] = same
  if (!was || same.some((each) => isSameConversion(each, row))) return
  report.error('site-signature-stale', row.file, start(row), {
    given: `${named(row)}: ${words(row)} here, signed on ${row.conversion!.signedOn}; with the same signature it was ${words(was)} (line ${was.line} before)`,
  })
}

function named({ fromSystem, fromCode, toSystem, toCode }: MapRow): string {
  return `${fromSystem} ${fromCode} to ${toSystem} ${toCode}`
}

function start({ line }: MapRow): { readonly line: number; readonly column: number } {
  return { line, column: 1 }
}

function isSameSignature(one: Conversion, other: Conversion): boolean {
  return one.signedBy === other.signedBy && one.signedOn === other.signedOn
}

function isSameConversion(was: MapRow, row: MapRow): boolean {
  const isWider = was.direction === 'forward' && row.direction === 'both'
  return !isWider && signedColumns.every((column) => was.conversion?.[column] === row.conversion?.[column])
}

function words({ conversion, direction }: MapRow): string {
  const { unitFrom = '', unitTo = '', factor = '', offset = '', decimals } = conversion ?? {}
  const by = factor === '' ? 'without a factor' : `by ${factor}${offset === '' ? '' : ` and ${offset}`}`
  const places = decimals === undefined ? '' : ` with ${decimals} decimals`
  return `${unitFrom} to ${unitTo} ${by}${places}, direction ${direction}`
}
