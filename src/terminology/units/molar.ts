// What a mole of an analyte weighs, and how many charges its ion has, so that mg/dL, mmol/L and mEq/L can meet. The one
// thing to know: the weight is that of what the laboratory reports, which need not be the molecule. Urea nitrogen counts
// the two nitrogens of urea, inorganic phosphate is reported as phosphorus, haemoglobin by its single chain.
// (LOINC component names; standard atomic weights, IUPAC 2021, abridged)

/** Grams per mole of the elements that laboratories meet. */
const elements: Readonly<Record<string, number>> = {
  H: 1.008,
  Li: 6.94,
  B: 10.81,
  C: 12.011,
  N: 14.007,
  O: 15.999,
  F: 18.998,
  Na: 22.99,
  Mg: 24.305,
  Al: 26.982,
  Si: 28.085,
  P: 30.974,
  S: 32.06,
  Cl: 35.45,
  K: 39.098,
  Ca: 40.078,
  Cr: 51.996,
  Mn: 54.938,
  Fe: 55.845,
  Co: 58.933,
  Ni: 58.693,
  Cu: 63.546,
  Zn: 65.38,
  As: 74.922,
  Se: 78.971,
  Br: 79.904,
  Mo: 95.95,
  Ag: 107.87,
  Cd: 112.41,
  I: 126.9,
  Pt: 195.08,
  Au: 196.97,
  Hg: 200.59,
  Tl: 204.38,
  Pb: 207.2,
}

/** Formula by component; several names of one analyte are divided by bars. */
const formulas: Readonly<Record<string, string>> = {
  'Glucose|Glucose^post fasting|Estimated average glucose|Fructose|Galactose': 'C6H12O6',
  Creatinine: 'C4H7N3O',
  Creatine: 'C4H9N3O2',
  'Urea nitrogen|BUN': 'N2',
  Urea: 'CH4N2O',
  'Urate|Uric acid': 'C5H4N4O3',
  'Cholesterol|Cholesterol in HDL|Cholesterol in LDL|Cholesterol in VLDL|Cholesterol non HDL|Cholesterol.in HDL|Cholesterol.in LDL|Cholesterol.non HDL':
    'C27H46O',
  'Triglyceride|Triglycerides|Fat': 'C57H104O6',
  'Bilirubin|Bilirubin.total|Bilirubin.direct|Bilirubin.indirect|Bilirubin.conjugated|Bilirubin.non-conjugated':
    'C33H36N4O6',
  'Calcium|Calcium.ionized': 'Ca',
  Magnesium: 'Mg',
  Sodium: 'Na',
  Potassium: 'K',
  Chloride: 'Cl',
  Lithium: 'Li',
  'Phosphate|Phosphorus|Phosphate.inorganic': 'P',
  'Iron|Iron binding capacity|Iron binding capacity.unsaturated': 'Fe',
  Copper: 'Cu',
  Zinc: 'Zn',
  Lead: 'Pb',
  Mercury: 'Hg',
  Arsenic: 'As',
  Cadmium: 'Cd',
  Selenium: 'Se',
  'Aluminum|Aluminium': 'Al',
  Chromium: 'Cr',
  Cobalt: 'Co',
  Manganese: 'Mn',
  Nickel: 'Ni',
  Iodine: 'I',
  'Lactate|Lactic acid': 'C3H6O3',
  Pyruvate: 'C3H4O3',
  Ammonia: 'NH3',
  'Beta hydroxybutyrate|Hydroxybutyrate.beta': 'C4H8O3',
  Citrate: 'C6H8O7',
  Oxalate: 'C2H2O4',
  Homocysteine: 'C4H9NO2S',
  Cystine: 'C6H12N2O4S2',
  Phenylalanine: 'C9H11NO2',
  Tyrosine: 'C9H11NO3',
  'Cortisol|Cortisol.free': 'C21H30O5',
  'Testosterone|Testosterone.free|Testosterone.bioavailable': 'C19H28O2',
  Estradiol: 'C18H24O2',
  Estriol: 'C18H24O3',
  Estrone: 'C18H22O2',
  Progesterone: 'C21H30O2',
  '17-Hydroxyprogesterone|Hydroxyprogesterone.17-alpha': 'C21H30O3',
  Aldosterone: 'C21H28O5',
  Androstenedione: 'C19H26O2',
  Dehydroepiandrosterone: 'C19H28O2',
  'Dehydroepiandrosterone sulfate|DHEA-S': 'C19H28O5S',
  'Thyroxine|Thyroxine free|Thyroxine.free': 'C15H11I4NO4',
  'Triiodothyronine|Triiodothyronine free|Triiodothyronine.free|Triiodothyronine.reverse': 'C15H12I3NO4',
  '25-Hydroxyvitamin D3|25-Hydroxyvitamin D|25-hydroxyvitamin D3+25-hydroxyvitamin D2|Calcidiol': 'C27H44O2',
  '1,25-Dihydroxyvitamin D|Calcitriol': 'C27H44O3',
  'Cobalamin (Vitamin B12)|Cobalamins|Vitamin B12|Cobalamin': 'C63H88CoN14O14P',
  Folate: 'C19H19N7O6',
  'Retinol|Vitamin A': 'C20H30O',
  'Alpha tocopherol|Vitamin E': 'C29H50O2',
  'Ascorbate|Vitamin C': 'C6H8O6',
  'Acetaminophen|Paracetamol': 'C8H9NO2',
  'Salicylates|Salicylate': 'C7H6O3',
  Ethanol: 'C2H6O',
  Methanol: 'CH4O',
  'Ethylene glycol': 'C2H6O2',
  Digoxin: 'C41H64O14',
  'Phenytoin|Phenytoin.free': 'C15H12N2O2',
  'Valproate|Valproate.free': 'C8H16O2',
  Carbamazepine: 'C15H12N2O',
  Phenobarbital: 'C12H12N2O3',
  Lamotrigine: 'C9H7Cl2N5',
  Topiramate: 'C12H21NO8S',
  Zonisamide: 'C8H8N2O3S',
  Gabapentin: 'C9H17NO2',
  Pregabalin: 'C8H17NO2',
  Lacosamide: 'C13H18N2O3',
  '10-Hydroxycarbazepine': 'C15H14N2O2',
  Everolimus: 'C53H83NO14',
  Amiodarone: 'C25H29I2NO3',
  Levetiracetam: 'C8H14N2O2',
  Theophylline: 'C7H8N4O2',
  Caffeine: 'C8H10N4O2',
  Methotrexate: 'C20H22N8O5',
  Tacrolimus: 'C44H69NO12',
  'Cyclosporine|Ciclosporin': 'C62H111N11O12',
  Sirolimus: 'C51H79NO13',
  Mycophenolate: 'C17H20O6',
  'Vancomycin|Vancomycin^trough|Vancomycin^peak': 'C66H75Cl2N9O24',
  Epinephrine: 'C9H13NO3',
  Norepinephrine: 'C8H11NO3',
  Dopamine: 'C8H11NO2',
  Metanephrine: 'C10H15NO3',
  Normetanephrine: 'C9H13NO3',
  Serotonin: 'C10H12N2O',
  '5-Hydroxyindoleacetate': 'C10H9NO3',
  Vanillylmandelate: 'C9H10O5',
  Homovanillate: 'C9H10O4',
  Gentamicin: 'C21H43N5O7',
  Tobramycin: 'C18H37N5O9',
  Amikacin: 'C22H43N5O13',
  Lidocaine: 'C14H22N2O',
  Primidone: 'C12H14N2O2',
  Procainamide: 'C13H21N3O',
  Quinidine: 'C20H24N2O2',
  Digitoxin: 'C41H64O13',
  Amitriptyline: 'C20H23N',
  Nortriptyline: 'C19H21N',
  Clozapine: 'C18H19ClN4',
  Haloperidol: 'C21H23ClFNO2',
  Urobilinogen: 'C33H44N4O6',
  '11-Deoxycortisol|Corticosterone': 'C21H30O4',
  Pregnenolone: 'C21H32O2',
  Bicarbonate: 'CHO3',
}

/** Weights of proteins and mixtures, by convention, in g/mol. */
const conventions: Readonly<Record<string, number>> = {
  'Albumin|Microalbumin': 66_500,
  /** One chain with its haem, as IFCC counts moles of haemoglobin. */
  'Hemoglobin|Haemoglobin': 16_114.5,
  Insulin: 5_807.6,
  'C peptide': 3_020.3,
  Transferrin: 79_570,
  'Parathyrin.intact|Parathyrin': 9_425,
  Corticotropin: 4_541,
}

/** Charges of the ion, without their sign. */
const charges: Readonly<Record<string, number>> = {
  'Sodium|Potassium|Chloride|Bicarbonate|Carbon dioxide|Carbon dioxide, total|Lithium|Anion gap|Anion gap 3|Anion gap 4|Base excess|Base deficit|Lactate|Lactic acid|Ammonia|Ammonium|Fluoride|Bromide|Beta hydroxybutyrate': 1,
  'Calcium|Calcium.ionized|Magnesium|Sulfate|Zinc|Oxalate': 2,
  Citrate: 3,
}

/** Weight and valence of an analyte; null where the table does not know them. */
export type Molar = { readonly molecularWeight: number | null; readonly valence: number | null }

const byComponent: ReadonlyMap<string, Molar> = table()

function table(): ReadonlyMap<string, Molar> {
  const weights = new Map([...each(formulas, (formula) => weightOf(formula)), ...each(conventions, (weight) => weight)])
  const valences = new Map(each(charges, (charge) => charge))
  const names = new Set([...weights.keys(), ...valences.keys()])
  return new Map(
    Array.from(names, (name) => [
      name,
      { molecularWeight: weights.get(name) ?? null, valence: valences.get(name) ?? null },
    ]),
  )
}

function each<Entry>(entries: Readonly<Record<string, Entry>>, value: (entry: Entry) => number): [string, number][] {
  return Object.entries(entries).flatMap(([names, entry]) =>
    names.split('|').map((name): [string, number] => [name.toLowerCase(), value(entry)]),
  )
}

/** Grams per mole of a formula such as `C6H12O6`. Throws an Error for an element that the table does not have. */
export function weightOf(formula: string): number {
  let sum = 0
  for (const [, element = '', count] of formula.matchAll(/([A-Z][a-z]?)(\d*)/g)) {
    const weight = elements[element]
    if (weight === undefined) throw new Error(`no atomic weight of ${element}`)
    sum += weight * Number(count || 1)
  }
  return Math.round(sum * 1000) / 1000
}

/** What a name of a part says of how it was bound or when it was drawn: the molecule is the same. */
const parts =
  /[\s.,]+(?:free|total|direct|indirect|bound|unconjugated|conjugated|ionized|reverse|bioavailable|peak|trough)$/i

/**
 * What is known of an analyte by its LOINC component (`Glucose`, `Cholesterol in HDL`; capitals do not matter). Also
 * tried without what follows a caret (`Glucose^1H post dose`), what stands in parentheses (`Thyroxine (T4) free`) and how
 * it was bound. Null where nothing is known: then mass and moles do not meet.
 */
export function molarOf(component: string): Molar {
  const name = component.trim().toLowerCase()
  const bare = name
    .replace(/\^.*$/, '')
    .replace(/\s*\([^)]*\)/g, '')
    .trim()
  const found = [name, bare, bare.replace(parts, '')].find((each) => byComponent.has(each))
  return (found === undefined ? undefined : byComponent.get(found)) ?? { molecularWeight: null, valence: null }
}
