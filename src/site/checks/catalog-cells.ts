// What stands in single cells of a catalog: yes and no, numbers, days, LOINC codes. The one thing to know: it judges form
// alone; whether units, ranges and flags agree with anything is a matter of src/alignment.
import { loincCodeProblem } from '../../terminology/loinc/code.ts'
import { readUnit } from '../../terminology/units.ts'
import type { CsvRow } from '../csv-file.ts'
import { isDay } from '../day.ts'
import type { CatalogPart } from '../parts.ts'
import type { Report } from '../problem.ts'
import { didYouMean, listed, quoted } from '../suggest.ts'

/** What a column may hold beside nothing. */
type Form = { readonly allowed: string; readonly fits: (text: string) => boolean; readonly words?: readonly string[] }

function oneOf(...words: readonly string[]): Form {
  return { allowed: words.join(' or '), fits: (text) => words.includes(text), words }
}

const yesOrNo = oneOf('yes', 'no')
const number: Form = { allowed: 'a decimal number, as 3.5', fits: (text) => /^[+-]?\d+(\.\d+)?$/.test(text) }
const whole: Form = { allowed: 'a whole number, as 2', fits: (text) => /^\d{1,2}$/.test(text) }
const day: Form = { allowed: 'a day as 2026-08-31', fits: isDay }
const count: Form = { allowed: 'a count', fits: (text) => /^\d+$/.test(text) }

const forms: Readonly<Record<string, Form>> = {
  kind: oneOf('test', 'panel'),
  result_mode: oneOf('snapshot', 'delta'),
  sensitive: yesOrNo,
  orderable: yesOrNo,
  required: yesOrNo,
  active: yesOrNo,
  precision: whole,
  critical_low: number,
  critical_high: number,
  possible_low: number,
  possible_high: number,
  effective_on: day,
  seen: count,
}

export function checkCells({ source }: CatalogPart, report: Report): void {
  const checked = source.columns.filter((column) => column in forms)
  const hasLoinc = source.columns.includes('loinc')
  const hasUnit = source.columns.includes('unit')
  for (const row of source.rows) {
    for (const column of checked) checkForm(source.file, row, column, report)
    if (hasLoinc) checkLoinc(source.file, row, report)
    if (hasUnit) checkUnit(source.file, row, report)
  }
}

function checkForm(file: string, { cells, at }: CsvRow, column: string, report: Report): void {
  const form = forms[column]!
  const given = cells[column] ?? ''
  if (given === '' || form.fits(given)) return
  report.error('site-csv-value', file, at(column), {
    message: `The cell ${column} has a value that is not allowed.`,
    given: form.words ? didYouMean(given, form.words) : quoted(given),
    allowed: form.allowed,
  })
}

/** A warning: messages carry such a unit all the same, and nothing is converted by it. */
function checkUnit(file: string, { cells, at }: CsvRow, report: Report): void {
  const given = cells.unit ?? ''
  const { known, how } = readUnit(given)
  if (!known && how !== 'none')
    report.warning('site-unit-unknown', file, at('unit'), {
      given: quoted(given),
      allowed: 'a unit of UCUM as mmol/L, or a usual spelling of one',
    })
}

function checkLoinc(file: string, { cells, at }: CsvRow, report: Report): void {
  const given = cells.loinc ?? ''
  const problem = given === '' ? null : loincCodeProblem(given)
  if (problem === null) return
  report.error('site-loinc-code', file, at('loinc'), {
    given: `${quoted(given)}: ${problem}`,
    allowed: listed(['a LOINC code as 2345-7', 'nothing']),
  })
}
