// Conversions of values in the rows of a map: what they may be, and whether they are signed. The one thing to know: a
// conversion belongs to one test; a renamed unit, whose numbers stay, is a row of maps/units.csv.
import { toNumber } from '../../terminology/decimal.ts'
import { type Factor, type Refusal, readUnit } from '../../terminology/units.ts'
import { statedWay, unitsWay } from '../conversion.ts'
import type { CsvRow } from '../csv-file.ts'
import type { MapPart, SiteParts } from '../parts.ts'
import type { Report } from '../problem.ts'
import type { Conversion, MapRow } from '../shapes/site.ts'
import { quoted } from '../suggest.ts'
import { checkAgreement } from './conversion-agreement.ts'

const home = 'components'

export function checkConversions({ id, source, rows }: MapPart, parts: SiteParts, report: Report): void {
  for (const { row, csv } of rows) {
    if (!row.conversion) continue
    if (id !== home) {
      report.error('site-map-conversion', source.file, csv.at('unit_from'), {
        message: 'Values are converted test by test, in maps/components.csv.',
        given: `a conversion in maps/${id}.csv`,
        allowed: 'a conversion in the row of a component',
        remedy: 'Write it into the row of the component in maps/components.csv.',
      })
      continue
    }
    if (row.conversion.signedBy === '')
      report.warning('site-map-unsigned', source.file, csv.at('signed_by'), { given: words(row, row.conversion) })
    checkSignature(source.file, row, row.conversion, csv, report)
    checkUnits(source.file, row, row.conversion, csv, parts, report)
    checkFactor(source.file, row, row.conversion, csv, parts, report)
  }
  if (id === home) checkUnforeseen({ source, rows }, report)
  if (id === home) checkAgreement({ source, rows }, (row) => analyteOf(parts, row), report)
}

function words({ fromSystem, fromCode }: MapRow, { unitFrom, unitTo }: Conversion): string {
  return `${fromSystem} ${fromCode} from ${unitFrom} to ${unitTo}`
}

/** Beside rows for the units of a test, one for any unit lets pass the unit that nobody foresaw. */
function checkUnforeseen({ source, rows }: Pick<MapPart, 'source' | 'rows'>, report: Report): void {
  const codeOf = ({ fromSystem, fromCode, toSystem }: MapRow) => `${fromSystem} ${fromCode} ${toSystem}`
  const approved = rows.filter(({ row }) => row.status === 'approved')
  const byUnit = new Map(
    approved
      .filter(({ row }) => row.context.unit !== undefined && row.conversion?.signedBy)
      .map(({ row }) => [codeOf(row), row]),
  )
  for (const { row, csv } of approved) {
    const converted = byUnit.get(codeOf(row))
    if (!converted || row.context.unit !== undefined || row.conversion?.signedBy) continue
    report.warning('site-map-conversion', source.file, csv.at('context'), {
      message: 'The row takes any unit of a test whose other rows convert theirs.',
      given: `no unit in the context, beside ${quoted(`unit=${converted.context.unit}`)} in line ${converted.line}`,
      allowed: 'a row for each unit, with its context',
      remedy: 'Add the unit to the context; then a unit that no row knows goes by the policy of the flow (unmapped).',
    })
  }
}

/** A day of signature behind the last day of the row is a slip of the pen: the row never counted with it. */
function checkSignature(file: string, { effectiveTo }: MapRow, { signedOn }: Conversion, csv: CsvRow, report: Report) {
  if (signedOn === '' || effectiveTo === undefined || signedOn <= effectiveTo) return
  report.error('site-map-conversion', file, csv.at('signed_on'), {
    message: 'The conversion was signed after the row had ended.',
    given: `signed on ${signedOn}, and the row ends on ${effectiveTo}`,
    allowed: `${effectiveTo} or an earlier day`,
    remedy: 'Correct signed_on or effective_to.',
  })
}

/** The units of a conversion are those that the catalogs say the two systems use. */
function checkUnits(
  file: string,
  { fromSystem, fromCode, toSystem, toCode, context }: MapRow,
  { unitFrom, unitTo }: Conversion,
  csv: CsvRow,
  { catalogs }: SiteParts,
  report: Report,
): void {
  for (const [column, system, code, unit] of [
    ['unit_from', fromSystem, fromCode, unitFrom],
    ['unit_to', toSystem, toCode, unitTo],
  ] as const) {
    const catalog = catalogs.find((one) => one.system === system && one.kind === 'components')
    const stated = catalog?.source.rows.find(({ cells }) => cells.code === code)?.cells.unit
    // A row for another unit of a test that is reported in several says so itself.
    if (stated && stated !== unit && !(column === 'unit_from' && context.unit === unit))
      report.warning('site-map-conversion', file, csv.at(column), {
        message: `The catalog of ${system} has another unit for ${code}.`,
        given: quoted(unit),
        allowed: `${quoted(stated)}, the unit in catalogs/${system}-components.csv`,
        remedy: 'Correct the row or the catalog; once it is signed, values in another unit than unit_from are held.',
      })
  }
}

const refusals: Readonly<Record<Refusal, string>> = {
  'unknown-unit': 'a unit is not known',
  'not-commensurable': 'the units measure different things',
  arbitrary: 'units that a procedure defines (as IU) are never converted',
  'other-convention': 'the units follow different conventions',
  'not-proportional': 'no factor leads from the one to the other',
  'molecular-weight-needed': 'mass and moles meet by a molecular weight, and none is known for this LOINC code',
  'valence-needed': 'equivalents and moles meet by a valence, and none is known for this LOINC code',
}

/** Without a factor the units have to lead to each other by themselves; a factor must be the one that they have. */
function checkFactor(
  file: string,
  row: MapRow,
  conversion: Conversion,
  csv: CsvRow,
  parts: SiteParts,
  report: Report,
): void {
  const found = unitsWay(conversion, analyteOf(parts, row))
  const stated = statedWay(conversion)
  const { unitFrom, unitTo } = conversion
  if (stated) {
    if ('refused' in found) checkTaken(file, conversion, found.refused, csv, report)
    else checkStated(file, conversion, { stated, found }, csv, report)
    return
  }
  if (!('refused' in found)) return
  report.error('site-map-conversion', file, csv.at('unit_from'), {
    given: `${quoted(unitFrom)} to ${quoted(unitTo)} without a factor: ${refusals[found.refused]}`,
    allowed: 'units that convert into each other, or a factor',
  })
}

/** A factor that the units say nothing of is taken at its word; where they speak against it, or are unknown, that is told. */
function checkTaken(
  file: string,
  { unitFrom, unitTo, factor }: Conversion,
  refused: Refusal,
  csv: CsvRow,
  report: Report,
): void {
  const units = [readUnit(unitFrom), readUnit(unitTo)]
  const unknown = units.find(({ known }) => !known)
  if (unknown)
    report.warning('site-map-conversion', file, csv.at(unknown === units[0] ? 'unit_from' : 'unit_to'), {
      message: 'No unit is known of this name, so that the factor cannot be held to it.',
      given: quoted(unknown.given),
      allowed: 'a unit of UCUM, or a spelling that laboratories use',
      remedy: 'Correct the unit, or have the factor looked at by a second person.',
    })
  if ((refused !== 'not-commensurable' && refused !== 'not-proportional') || units.some(({ also }) => also.length > 0))
    return
  const isNever = refused === 'not-proportional'
  report[isNever ? 'error' : 'warning']('site-map-conversion', file, csv.at('factor'), {
    message: isNever ? 'No factor leads from the one unit to the other.' : 'The units measure different things.',
    given: `${factor} from ${quoted(unitFrom)} to ${quoted(unitTo)}`,
    allowed: 'units of which a number in the one is a number in the other by a factor',
    remedy: 'Correct the units. Where a unit is short for another (U for the international unit), write it in full.',
  })
}

/** A chain of a protein or a whole molecule: conventions differ by as much, and a slipped decimal point by more. */
const convention = 5

function checkStated(
  file: string,
  { unitFrom, unitTo, factor }: Conversion,
  { stated, found }: { stated: Factor; found: Factor },
  csv: CsvRow,
  report: Report,
): void {
  const [given, known] = [toNumber(stated.factor), toNumber(found.factor)]
  const times = Math.max(given / known, known / given)
  const offset = Math.abs(toNumber(stated.offset) - toNumber(found.offset))
  if (times <= 1.01 && offset <= 0.01 * Math.abs(toNumber(found.offset))) return
  const problem = {
    message: 'The factor is not the one that these units have.',
    given: `${factor} from ${quoted(unitFrom)} to ${quoted(unitTo)}`,
    allowed: `about ${Number(known.toPrecision(4))}, or no factor, so that the units decide`,
    remedy:
      'Correct the factor. Where the two systems count differently, as chains and whole molecules, say so in note.',
  }
  // Conventions lie in a molecular weight or behind one name, never between a gram and a milligram.
  const isPlain =
    readUnit(unitFrom).ucum !== readUnit(unitTo).ucum && !('refused' in unitsWay({ unitFrom, unitTo }, ''))
  if (times > convention || offset > 0 || isPlain) report.error('site-map-conversion', file, csv.at('factor'), problem)
  else report.warning('site-map-conversion', file, csv.at('factor'), problem)
}

/** The LOINC name of what a row is about, by either catalog; empty where none says it. */
function analyteOf(parts: SiteParts, { fromSystem, fromCode, toSystem, toCode }: MapRow): string {
  return loincName(parts, fromSystem, fromCode) || loincName(parts, toSystem, toCode)
}

function loincName({ catalogs }: SiteParts, system: string, code: string): string {
  const catalog = catalogs.find((one) => one.system === system && one.kind === 'components')
  return catalog?.source.rows.find(({ cells }) => cells.code === code)?.cells.loinc_name ?? ''
}
