// Rows of maps of units: what they lead to what. The one thing to know: such a row changes the word and never the number, so
// that its two units must be one unit in two spellings; another unit is a signed conversion of a test.
import { factorOf, type Refusal, ratio, readUnit } from '../../terminology/units.ts'
import type { MapPart, SiteParts } from '../parts.ts'
import type { Report } from '../problem.ts'
import { didYouMean, quoted } from '../suggest.ts'

/** Maps by which a step translates OBX-6. */
function unitMaps({ flows }: SiteParts): ReadonlySet<string> {
  const steps = flows.flatMap(({ steps: all }) =>
    all.flatMap(({ value }) => ('for_each' in value ? value.steps : [value])),
  )
  return new Set(steps.flatMap((step) => ('map' in step && /^OBX\b.*-6(\.|$)/.test(step.map) ? [step.table] : [])))
}

export function checkUnitRows(map: MapPart, parts: SiteParts, report: Report): void {
  if (!unitMaps(parts).has(map.id)) return
  const { file } = map.source
  for (const { row, csv } of map.rows) {
    if (row.status !== 'approved') continue
    checkKnown(file, 'from_code', row.fromSystem, row.fromCode, csv.at('from_code'), parts, report)
    checkKnown(file, 'to_code', row.toSystem, row.toCode, csv.at('to_code'), parts, report)
    const how = difference(row.fromCode, row.toCode)
    if (how === null) continue
    report.warning('site-unit-renamed', file, csv.at('to_code'), {
      given: `${quoted(row.fromCode)} to ${quoted(row.toCode)}: ${how}`,
      allowed: `${quoted(row.fromCode)} in the spelling of ${row.toSystem}`,
    })
  }
}

/** Refusals that leave no doubt: no number means the same in both. Others depend on the test, as mEq/L does on the ion. */
const certain: Readonly<Partial<Record<Refusal, string>>> = {
  'not-commensurable': 'they measure different things',
  'molecular-weight-needed': 'one counts mass and the other moles',
  'not-proportional': 'no factor leads from the one to the other',
}

function difference(from: string, to: string): string | null {
  const [one, other] = [readUnit(from), readUnit(to)]
  if (!one.known || !other.known) return null
  const found = factorOf(one, other)
  if ('refused' in found) return certain[found.refused] ?? null
  const times = ratio(one, other)
  return times === null ? certain['not-proportional']! : times === 1 ? null : `1 ${from} is ${times} ${to}`
}

/** A unit that neither Labloop nor the catalog of its system knows is a slip of the pen as a rule. */
function checkKnown(
  file: string,
  column: string,
  system: string,
  code: string,
  at: ReturnType<MapPart['rows'][number]['csv']['at']>,
  { catalogs }: SiteParts,
  report: Report,
): void {
  const { known, how } = readUnit(code)
  const catalog = catalogs.find((one) => one.system === system && one.kind === 'components')
  if (known || how === 'none' || !catalog?.source.isWhole) return
  const used = new Set(catalog.source.rows.map(({ cells }) => cells.unit ?? '').filter((unit) => unit !== ''))
  if (used.has(code)) return
  report.warning('site-unit-unknown', file, at, {
    message: `The unit in ${column} is no unit that Labloop knows, and the catalog of ${system} does not have it.`,
    given: didYouMean(code, used),
    allowed: `a unit of catalogs/${system}-components.csv, or one of UCUM`,
  })
}
