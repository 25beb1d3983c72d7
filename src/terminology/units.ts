// Units of measure: what a spelling means in UCUM, whether two units can be compared, and how many of one are in the other.
// The one thing to know: what can be doubted is not converted. Arbitrary units, other conventions (FEU and DDU, a logarithm
// and its number, HbA1c in % and in mmol/mol) and moles without a molecular weight are refused, with the reason.
// (UCUM 2.2, ucum.org)
import { remembered } from './remembered.ts'
import { readSpelling } from './units/spelling.ts'
import { isArbitrary, isLaboratory, measureOf } from './units/ucum.ts'
import type { Unit, UnitReading } from './units/unit.ts'
import { wordsIn } from './units/words.ts'

export {
  type Conversion,
  commensurable,
  convertUnit,
  type Factor,
  factorFrom,
  factorOf,
  inverseOf,
  type Refusal,
  ratio,
  sameScale,
} from './units/convert.ts'
export { type Molar, molarOf } from './units/molar.ts'
export {
  type ConvertedParts,
  type ConvertedTogether,
  convertBy,
  convertTogether,
  type Together,
  type TogetherOptions,
  type TogetherRefusal,
} from './units/together.ts'
export type { Measure, Unit, UnitReading } from './units/unit.ts'

const longest = 60
/** What is written where there is no unit. */
const noUnit = /^(?:|n\/?a|none|null|no units?|unitless|not applicable|-+|\.|"")$/i

/**
 * Reads the spelling of a unit (OBX-6.1, a column of a catalog): UCUM as it stands where every part of it is something
 * that labs measure in, else by the spellings of labs. Never throws; the same spelling is read once.
 */
export const readUnit: (spelling: string) => Unit = remembered(readAfresh)

function readAfresh(given: string): Unit {
  const spelling = given.trim()
  if (noUnit.test(spelling)) return unread(given, 'none')
  if (spelling.length > longest) return unread(given, 'unknown')
  if (measureOf(spelling) && isLaboratory(spelling) && !isSpelledOtherwise(spelling))
    return unitOf(given, litres(spelling), 'ucum')
  const spelled = readSpelling(spelling)
  // `dm u`: with words behind it a unit that no laboratory measures in would not be known again.
  if (spelled?.ucum.includes('{') && !isLaboratory(spelled.ucum)) return unread(given, 'unknown')
  if (spelled && measureOf(spelled.ucum)) return unitOf(given, spelled.ucum, spelled.how, spelled.also)
  // UCUM's own names in brackets are nobody's abbreviation; elsewhere `EA` would be exaamperes and `PT` picotesla.
  return measureOf(spelling) && spelling.includes('[')
    ? unitOf(given, litres(spelling), 'ucum')
    : unread(given, 'unknown')
}

/**
 * Valid UCUM that labs mean otherwise: `m/uL` is no metres, `mg%` no hundredths, `103/uL` has lost the mark of its power,
 * a number alone is no unit; and `10^3` is written `10*3`.
 */
function isSpelledOtherwise(code: string): boolean {
  const bare = code.replace(/\{[^}]*\}/g, '')
  return /^m\/(?:[um]?[lL]|mm3)$|^10(?:3|4|5|6|9|12)\/|[^/(.]%|10\^/.test(bare) || /^(?!1$)\d+$/.test(code)
}

/** The litre with its capital letter, as the standard recommends. */
function litres(code: string): string {
  return code.replace(/(^|[./(])([dcmunpf]?)l(?=$|[./){\d])/g, '$1$2L')
}

function unitOf(given: string, ucum: string, how: UnitReading, also: readonly string[] = []): Unit {
  const measure = measureOf(ucum)
  return { given, ucum, known: true, how, arbitrary: isArbitrary(ucum), words: wordsIn(ucum), also, measure }
}

function unread(given: string, how: 'unknown' | 'none'): Unit {
  return { given, ucum: null, known: false, how, arbitrary: false, words: [], also: [], measure: null }
}
