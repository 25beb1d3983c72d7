// Kinds of quantity, as far as they can be told apart from both sides: from a unit or a word of a local test, and from the
// property of a LOINC code. The one thing to know: LOINC has many properties that one unit cannot tell apart (all that are in
// %), so they are compared by class.
import { readUnit } from '../../terminology/units.ts'

/** Classes of properties that a unit tells apart. */
export type QuantityClass =
  | 'mass-volume'
  | 'moles-volume'
  | 'units-volume'
  | 'activity-volume'
  | 'number-volume'
  | 'log-volume'
  | 'number-area'
  | 'fraction'
  | 'ratio'
  | 'mass-mass'
  | 'rate'
  | 'time'
  | 'volume'
  | 'pressure'
  | 'entitic-volume'
  | 'entitic-mass'
  | 'titer'
  | 'presence'
  | 'text'
  | 'osmolality'
  | 'density'
  | 'acidity'
  | 'clearance'
  | 'velocity'
  | 'temperature'
  | 'median'
  | 'susceptibility'
  | 'other'

const ofProperty: Readonly<Record<string, QuantityClass>> = {
  MCnc: 'mass-volume',
  SCnc: 'moles-volume',
  ACnc: 'units-volume',
  CCnc: 'activity-volume',
  NCnc: 'number-volume',
  LnCnc: 'log-volume',
  LaCnc: 'log-volume',
  Naric: 'number-area',
  NFr: 'fraction',
  MFr: 'fraction',
  VFr: 'fraction',
  SFr: 'fraction',
  CFr: 'fraction',
  AFr: 'fraction',
  RelTime: 'ratio',
  RelACnc: 'fraction',
  RelCCnc: 'fraction',
  RelMCnc: 'fraction',
  RelRto: 'ratio',
  Ratio: 'ratio',
  MRto: 'mass-mass',
  SRto: 'mass-mass',
  NRto: 'ratio',
  CRto: 'ratio',
  VRto: 'ratio',
  MCnt: 'mass-mass',
  SCnt: 'mass-mass',
  CCnt: 'mass-mass',
  ACnt: 'mass-mass',
  NCnt: 'mass-mass',
  MRat: 'rate',
  SRat: 'rate',
  CRat: 'rate',
  ARat: 'rate',
  NRat: 'rate',
  VRat: 'clearance',
  ArVRat: 'clearance',
  Time: 'time',
  Vol: 'volume',
  PPres: 'pressure',
  Pres: 'pressure',
  EntVol: 'entitic-volume',
  EntMeanVol: 'entitic-volume',
  EntMass: 'entitic-mass',
  Titr: 'titer',
  PrThr: 'presence',
  ACncPrThr: 'presence',
  Prid: 'text',
  Type: 'text',
  Imp: 'text',
  Aper: 'text',
  Color: 'text',
  Find: 'text',
  Osmol: 'osmolality',
  Rden: 'density',
  LsCnc: 'acidity',
  Vel: 'velocity',
  Temp: 'temperature',
  MoM: 'median',
  Susc: 'susceptibility',
}

/** The class of a LOINC property; `fraction` and `ratio` of a component without one, as `X/100 leukocytes`. */
export function classOfProperty(
  property: string | null,
  component: string | null,
  unit?: string,
): QuantityClass | null {
  if (property !== null) {
    const known = ofProperty[property]
    if (property === 'Ratio' && unit === '%') return 'fraction'
    return known ?? 'other'
  }
  if (component !== null && /\/100 |actual\/normal|\/[^/]*\.total/i.test(component)) return 'fraction'
  if (component !== null && /\S\/\S/.test(component)) return 'ratio'
  return null
}

/** Units that stand alone. */
const whole: readonly (readonly [RegExp, readonly QuantityClass[]])[] = [
  [/^(n\/?a|none|null|-|\.)$/, ['presence', 'text', 'ratio', 'titer']],
  [/^\{?log/, ['log-volume']],
  [/^(%|percent|pct)/, ['fraction', 'ratio']],
  [/^(ratio|index|index_val)$/, ['ratio', 'fraction', 'mass-mass', 'units-volume']],
  [/^(titer|1:)/, ['titer']],
  [/^mom$|^m\.o\.m/, ['median']],
  [/^ph$/, ['acidity']],
  [/^units?$/, ['acidity', 'units-volume', 'activity-volume', 'density']],
  [/^(deg\.? ?[cf]|cel|c|°c|f|degf)$/, ['temperature']],
  [/^(mm ?hg|kpa|torr|cm ?h2o)$/, ['pressure']],
  [/^(fl|um3|cubic microns?)$/, ['entitic-volume']],
  [/^pg$/, ['entitic-mass']],
  [/^([um]?s|secs?|seconds?|mins?|minutes?|hrs?|hours?|h|d|days?)$/, ['time']],
  [/^([mdu]?l|cc)$/, ['volume']],
  [/^([agm]pl|bethesda|[ae]u|arb'?u)/, ['units-volume']],
]

const amounts: readonly (readonly [RegExp, Amount])[] = [
  [/^[mu]?osmo?l?s?$/, 'osmoles'],
  [/^[munpfk]?(g|gm|gram|grams)$/, 'mass'],
  [/^[munpf]?(mol|mole|moles|eq)$/, 'moles'],
  [/^([munpk]|10\*3 ?)?(iu|u|units?|kat|beth'?u|arb'?u|[ae]u|[agm]pl'?u?)$/, 'units'],
  [/^([mu]?l|cc)$/, 'volume'],
  [/^(mm|cm)$/, 'length'],
  [/^(#|no|number|count|k|m|mil|mill|thou|th|cells?|casts?|copies|cop|bodies|x?10\S*( \S+)?|)$/, 'number'],
]

type Amount = 'osmoles' | 'mass' | 'moles' | 'units' | 'volume' | 'length' | 'number'
type Per = 'volume' | 'mass' | 'moles' | 'time' | 'field' | 'number' | 'other'

const pers: readonly (readonly [RegExp, Per])[] = [
  [/^(hpf|lpf|field)/, 'field'],
  [/^([mudnpf]?l|cc|100 ?ml|cu ?mm|cmm|mm3|ul|ml)\b/, 'volume'],
  [/^(24 ?\.?h|tv|d\b|day|h\b|hr|min|s\b|sec|72|24hr)/, 'time'],
  [/^[munpk]?g\b/, 'mass'],
  [/^[munp]?mol/, 'moles'],
  [/^(10\S*|100 ?\S*|cell)/, 'number'],
]

const classesOf: Readonly<Partial<Record<`${Amount}/${Per}`, readonly QuantityClass[]>>> = {
  'osmoles/mass': ['osmolality'],
  'osmoles/volume': ['osmolality'],
  'mass/volume': ['mass-volume'],
  'moles/volume': ['moles-volume'],
  'units/volume': ['units-volume', 'activity-volume'],
  'number/volume': ['number-volume'],
  'number/field': ['number-area'],
  'number/number': ['fraction', 'ratio'],
  'mass/time': ['rate'],
  'moles/time': ['rate'],
  'units/time': ['rate'],
  'volume/time': ['clearance'],
  'length/time': ['velocity'],
  'mass/mass': ['mass-mass'],
  'mass/moles': ['mass-mass'],
  'moles/moles': ['mass-mass', 'fraction'],
  'moles/mass': ['mass-mass'],
  'units/mass': ['mass-mass'],
  'units/number': ['mass-mass'],
  'mass/number': ['entitic-mass'],
}

/** What a unit measures, as far as its spelling says; nothing where it is not known. Several units stand with | between. */
export function classesOfUnit(spelling: string): readonly QuantityClass[] {
  const found = new Set<QuantityClass>()
  for (const unit of spelling.split('|')) for (const one of classesOfSpelling(unit)) found.add(one)
  return [...found]
}

/** As it is written, else as UCUM where the spelling is one of a laboratory's that only terminology knows. */
function classesOfSpelling(spelling: string): readonly QuantityClass[] {
  const asWritten = classesOfOne(spelling)
  if (asWritten.length > 0 || spelling.trim() === '') return asWritten
  const { ucum } = readUnit(spelling)
  return ucum === null ? [] : classesOfOne(ucum)
}

function classesOfOne(spelling: string): readonly QuantityClass[] {
  const unit = spelling.trim().toLowerCase().replace(/µ|μ/g, 'u').replace(/\s+/g, ' ')
  if (unit === '') return []
  const annotated = unit.replace(/[[\]()]/g, '')
  const plain = annotated.replace(/\{[^}]*\}/g, '').trim()
  for (const form of [annotated.replace(/[{}]/g, ''), plain]) {
    const found = whole.find(([pattern]) => pattern.test(form))
    if (found) return found[1]
  }
  const [above = '', below] = plain.split('/')
  if (below === undefined) return []
  const amount = amounts.find(([pattern]) => pattern.test(above.trim()))?.[1]
  const per = pers.find(([pattern]) => pattern.test(below.trim()))?.[1]
  return (amount && per && classesOf[`${amount}/${per}`]) ?? []
}

/** Says whether a unit of UCUM or a laboratory's measures what a property is. */
export function describeClass(one: QuantityClass): string {
  return words[one] ?? one.replace('-', ' per ')
}

const words: Partial<Record<QuantityClass, string>> = {
  'mass-volume': 'mass by volume',
  'moles-volume': 'moles by volume',
  'units-volume': 'units by volume',
  'activity-volume': 'enzymatic activity by volume',
  'number-volume': 'a number by volume',
  'log-volume': 'the logarithm of a concentration',
  'number-area': 'a number by field',
  'mass-mass': 'a ratio of masses',
  rate: 'an amount by time',
  'entitic-volume': 'the volume of a cell',
  'entitic-mass': 'the mass in a cell',
  median: 'a multiple of the median',
  text: 'words',
  presence: 'presence',
}
