// What Labloop knows of a LOINC code: its names, its six axes, the units that it is reported in. The one thing to know: an
// axis that is not known is null, never empty, and null never contradicts anything. (LOINC Users' Guide, "Major parts of a
// LOINC term")

/** The six parts of a fully specified name. Null where neither a column nor the name says it. */
export type LoincAxes = {
  /** What is measured: `Glucose`, `Hepatitis B virus surface Ag`, `Glucose^2H post 75 g glucose PO`. */
  readonly component: string | null
  /** Kind of quantity, as LOINC abbreviates it: `MCnc`, `SCnc`, `PrThr`, `NFr`. */
  readonly property: string | null
  /** `Pt` for a moment, `24H` for what was gathered over a day. */
  readonly time: string | null
  /** What it is measured in: `Ser/Plas`, `Bld`, `Urine`, `XXX` for any specimen. */
  readonly system: string | null
  /** `Qn`, `Ord`, `Nom`, `Nar`, `OrdQn`, `Doc`. */
  readonly scale: string | null
  /** `Automated count`, `IA`, `Probe.amp.tar`; null where the code leaves it open. */
  readonly method: string | null
}

export type LoincAxis = keyof LoincAxes

export const loincAxes: readonly LoincAxis[] = ['component', 'property', 'time', 'system', 'scale', 'method']

/** STATUS of Loinc.csv. */
export type LoincStatus = 'ACTIVE' | 'TRIAL' | 'DISCOURAGED' | 'DEPRECATED'

/** One LOINC code. */
export type LoincTerm = {
  readonly code: string
  /** Long common name. */
  readonly name: string
  readonly shortName: string | null
  readonly axes: LoincAxes
  readonly status: LoincStatus | null
  /** CLASS, as in `CHEM` or `HEM/BC`. */
  readonly class: string | null
  /** ORDER_OBS: whether it names what is ordered, what is reported, or both. */
  readonly use: 'Order' | 'Observation' | 'Both' | 'Subset' | null
  /** Units in which it is usual, in UCUM. */
  readonly units: readonly string[]
  /** COMMON_TEST_RANK: 1 is reported most; null where the list does not say. */
  readonly rank: number | null
  /** RELATEDNAMES2: synonyms with semicolons between, empty where there are none. */
  readonly synonyms: string
}

/** A table of LOINC codes, however it came to be. */
export type LoincTable = {
  /** What people call it: a file's name, or `built in`. */
  readonly title: string
  find(code: string): LoincTerm | undefined
  readonly all: readonly LoincTerm[]
}

/** Makes a table of terms; of two with one code the first counts. */
export function loincTable(title: string, terms: readonly LoincTerm[]): LoincTable {
  const byCode = new Map<string, LoincTerm>()
  for (const term of terms) if (!byCode.has(term.code)) byCode.set(term.code, term)
  return { title, all: [...byCode.values()], find: (code) => byCode.get(code) }
}
