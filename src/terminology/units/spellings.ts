// The words that labs write for units, each with what UCUM writes. The one thing to know: keys are in small letters without
// stops, and prefixes (m, u, n, k, ...) are added by rule, so every unit stands here once.

/** Units that take prefixes. */
const metric: Readonly<Record<string, string>> = {
  g: 'g gm gms gram grams gramm gramme grammes',
  L: 'l lt ltr ltrs liter liters litre litres',
  mol: 'mol mole moles mols',
  eq: 'eq eqv equiv equivalents equivalent val',
  osm: 'osm osmol osmole osmoles osmols',
  '[IU]': 'iu ie ui lu intunit intunits iunit iunits internationalunit internationalunits',
  U: 'u unit units enzymeunits enzymeunit e einheit einheiten',
  kat: 'kat katal katals',
  m: 'm meter meters metre metres',
  s: 's sec secs second seconds sek sekunden',
  Pa: 'pa pascal',
  J: 'j joule joules',
  cal: 'cal calorie calories',
  V: 'v volt',
  Hz: 'hz hertz',
  Bq: 'bq',
  Ci: 'ci',
}
const prefixes: Readonly<Record<string, string>> = {
  '': '',
  d: 'd',
  c: 'c',
  m: 'm',
  u: 'u',
  mc: 'u',
  n: 'n',
  p: 'p',
  f: 'f',
  a: 'a',
  k: 'k',
  deci: 'd',
  centi: 'c',
  milli: 'm',
  micro: 'u',
  nano: 'n',
  pico: 'p',
  femto: 'f',
  kilo: 'k',
}

/** Units and names that take none. */
const fixed: Readonly<Record<string, string>> = {
  '%': '% pct percent prozent',
  '%{vol}': 'vol% %vol volpercent',
  'g/dL': 'g% gm% gms%',
  'mg/dL': 'mg% mgs% mgm%',
  'ug/dL': 'ug% mcg%',
  'meq/dL': 'meq%',
  '10*-3': '‰ o/oo 0/00 0/oo permille promille',
  min: 'min mins minute minutes minuten',
  h: 'h hr hrs hour hours std stunde stunden',
  d: 'd day days dy dys tag tage',
  wk: 'wk wks week weeks woche wochen',
  mo: 'mo mos month months monat monate mon',
  a: 'y yr yrs year years jahr jahre yo',
  mL: 'cc ccm',
  uL: 'cmm cumm mm3 mmm3 mcl microl cubicmillimeter cubicmm mm^3 mm**3 mm*3',
  m2: 'm2 m^2 sqm qm squaremeter',
  cm2: 'cm^2 sqcm',
  um3: 'cuum cuumm cumicron cumicrons cubicmicron cubicmicrons cubicmicrometer cubicmicrometers',
  Cel: 'c degc °c celsius degreesc degreec degcelsius degreecelsius degreescelsius',
  '[degF]': 'f degf °f fahrenheit degreesf degreef degfahrenheit degreesfahrenheit',
  deg: 'deg degree degrees °',
  'mm[Hg]': 'mmhg torr',
  'cm[H2O]': 'cmh2o cmwater',
  '[pH]': 'ph phunit phunits',
  '[HPF]': 'hpf highpowerfield',
  '[LPF]': 'lpf lowpowerfield',
  '{field}': 'field fields fld feld gesichtsfeld',
  '[in_i]': 'in inch inches',
  '[ft_i]': 'ft foot feet',
  '[yd_i]': 'yd yard yards',
  '[mi_i]': 'mi mile miles',
  '[mi_i]/h': 'mph',
  '[lb_av]': 'lb lbs pound pounds',
  '[oz_av]': 'oz ounce ounces',
  '[tsp_us]': 'tsp teaspoon',
  '[tbs_us]': 'tbsp tablespoon',
  '[Ch]': 'french fr',
  '[psi]': 'psi',
  '[diop]': 'diopter diopters',
  Ao: 'angstrom',
  '[ppm]': 'ppm',
  '[ppb]': 'ppb',
  '[ppth]': 'ppth',
  '[pptr]': 'ppt',
  '{beats}/min': 'bpm',
  '{breaths}/min': 'brpm',
  'mol/mol': 'molarratio molratio',
  '[MET]': 'met mets',
  dyn: 'dyn',
  kU: 'kua',
  'k[IU]': 'iku',
  "[arb'U]": 'unit units au arbu arbunits arbunit arbitraryunit arbitraryunits arbitrary re ru relativeunits cu',
  "[beth'U]": 'bethesda bethesdaunit bethesdaunits bu beth be',
  "[APL'U]": 'apl aplu aplunit aplunits',
  "[GPL'U]": 'gpl gplu gplunit gplunits',
  "[MPL'U]": 'mpl mplu mplunit mplunits',
  "[todd'U]": 'todd toddu toddunit toddunits',
  "[dye'U]": 'dyeu dyeunit dyeunits',
  "[smgy'U]": 'somogyiunit somogyiunits',
  "{Ehrlich'U}": 'ehrlichunit ehrlichunits ehrlichu eu',
  "[tb'U]": 'tuberculinunits tuberculinunit',
  '[CFU]': 'cfu colonyformingunits',
  '[PFU]': 'pfu plaqueformingunits',
  '{clock_time}': 'uhr clocktime',
}

/** What else a spelling stands for elsewhere. Bare "units" may be anybody's: the reading that is never converted is taken. */
const doubtful: Readonly<Record<string, readonly string[]>> = {
  eu: ['[EU]'],
  units: ['U'],
  unit: ['U'],
}

/** Powers of ten by their names. Single letters count only before a volume. */
const powers: Readonly<Record<string, number>> = {
  k: 3,
  th: 3,
  thou: 3,
  thous: 3,
  thousand: 3,
  thousands: 3,
  tsd: 3,
  tausend: 3,
  m: 6,
  mil: 6,
  mill: 6,
  milln: 6,
  mln: 6,
  million: 6,
  millions: 6,
  mio: 6,
  g: 9,
  bil: 9,
  bill: 9,
  billion: 9,
  billions: 9,
  mrd: 9,
  t: 12,
  tril: 12,
  trill: 12,
  trillion: 12,
  mega: 6,
  giga: 9,
  tera: 12,
  mpt: 6,
  gpt: 9,
  tpt: 12,
}

/** Words that stand alone, for a number that has no unit: kept in braces. */
export const standalone: ReadonlySet<string> = new Set(
  (
    'absorbance absorbanceunits fraction date time dils dilution dilutions ntu ct ctvalue cpm dpm od odunit odunits odvalue odratio ' +
    'aru pru beats breaths colonies crystals casts parasites spots events repeats tscore zscore t-score z-score percentile ' +
    'specificgravity sg sd sds standarddeviation mutations muts risk reduction cycles tmstp timestamp yyyy mmddyy yyyymmdd elisa elisavalue elisaindex elisaunit ' +
    'eia units/volume relativeviscosity relativesaturation inhibitorunits logmar isr coi ai viruses organisms spermatozoa sperm ctc ' +
    'area slide collection ejaculate tube vial bottle bag patient person visit drop drops puff tablet capsule puffs mitoses mb vol'
  ).split(' '),
)

const units = new Map(
  Object.entries(metric).flatMap(([base, names]) =>
    names
      .split(' ')
      .flatMap((name) =>
        Object.entries(prefixes).map(([written, prefix]) => [`${written}${name}`, prefix + base] as const),
      ),
  ),
)
// Two-letter words that prefixes would make by accident and that mean something else; "pu" and "fu" are nobody's units.
for (const word of ['am', 'as', 'ae', 'de', 'ce', 'pe', 'fe', 'pu', 'fu', 'ds', 'cs', 'fs', 'pl', 'kl', 'ks', 'mval'])
  units.delete(word)
units.set('mval', 'meq')
units.set('pl', 'pL')
for (const [ucum, names] of Object.entries(fixed)) for (const name of names.split(' ')) units.set(name, ucum)
const powerByName = new Map(Object.entries(powers))

/** The UCUM of a word in whatever letters; undefined where no lab writes it so. */
export function unitNamed(word: string): string | undefined {
  return units.get(wordKey(word))
}

/** What else the word may stand for. */
export function doubtsOf(word: string): readonly string[] {
  return doubtful[wordKey(word)] ?? []
}

/** The power of ten that a word stands for. */
export function powerNamed(word: string): number | undefined {
  return powerByName.get(wordKey(word))
}

/** Small letters without blanks and stops; `%`, `/` and digits stay. */
export function wordKey(word: string): string {
  return word.toLowerCase().replace(/[\s._[\]]+/g, '')
}
