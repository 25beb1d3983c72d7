// The catalog of one system: what can be ordered there, what is reported, what is asked. The one thing to know: every entry
// keeps its cells as they were written and the place where they stand, so that a finding can name it and a file can be
// written back; texts that have a grammar (units, ranges, values) are read by src/terminology where they are needed.

/** Where an entry stands: a line of a site's file, or a segment of a catalog message. */
export type CatalogPlace = {
  /** Path from the site folder, as in `catalogs/lis-components.csv`; for what came otherwise, its name for people. */
  readonly file: string
  /** From 1; 0 where there is no line. */
  readonly line: number
}

/** Columns by name, as written. A column without a value may be absent. */
export type Cells = Readonly<Record<string, string>>

/** What every entry of a catalog has. */
export type CatalogEntry = {
  readonly code: string
  readonly name: string
  readonly codingSystem: string
  readonly active: boolean
  readonly place: CatalogPlace
  readonly cells: Cells
  /** What was really sent, where the catalog was learned from traffic. */
  readonly seen?: Seen
}

/** A specimen of a test: all that differ in `need` are collected; of those with one `need` any, the first is preferred. */
export type Collection = {
  /** From 0. */
  readonly need: number
  /** Code as that system writes it. */
  readonly specimen: string
  readonly specimenName: string
  readonly container: string
  /** For people; empty where the container names itself. */
  readonly containerName: string
  readonly additive: string
  /** Volumes with their unit: `3 mL`. */
  readonly containerVolume: string
  readonly volume: string
  readonly minimumVolume: string
}

/** A test that its results may call for: `DLDL:TRIG>400`. */
export type Reflex = { readonly test: string; readonly when: string }

/** A test or panel that can be ordered. */
export type Orderable = CatalogEntry & {
  readonly kind: 'test' | 'panel' | ''
  readonly loinc: string
  readonly loincName: string
  readonly synonyms: readonly string[]
  readonly procedureCodes: readonly string[]
  /** null: the laboratory has not said. */
  readonly isOrderable: boolean | null
  readonly components: readonly string[]
  readonly collections: readonly Collection[]
  readonly priorities: readonly string[]
  readonly department: string
  readonly resultMode: 'snapshot' | 'delta' | ''
  readonly isSensitive: boolean
  /** Codes of the questions that are asked with the order. */
  readonly questions: readonly string[]
  readonly reflexes: readonly Reflex[]
  readonly limitedCoverage: readonly string[]
  /** YYYY-MM-DD, or empty. */
  readonly effectiveOn: string
}

/** A coded answer. */
export type CodedAnswer = { readonly code: string; readonly name: string }

/** A result component. */
export type Component = CatalogEntry & {
  readonly loinc: string
  readonly loincName: string
  readonly synonyms: readonly string[]
  /** OBX-2; empty where it is not stated. */
  readonly valueType: string
  /** As that system writes it; terminology's readUnit reads it. */
  readonly unit: string
  /** Decimals; null where they are not stated. */
  readonly precision: number | null
  readonly specimens: readonly string[]
  readonly method: string
  /** As written; terminology's readRanges reads them. */
  readonly ranges: string
  /** At or below, at or above this a value is critical; null where there is no limit. */
  readonly criticalLow: number | null
  readonly criticalHigh: number | null
  /** Below, above this a value cannot be. */
  readonly possibleLow: number | null
  readonly possibleHigh: number | null
  /** As written: `8 in 72h`. */
  readonly deltaLimit: string
  readonly flags: readonly string[]
  readonly answers: readonly CodedAnswer[]
  readonly normalAnswers: readonly string[]
  readonly abnormalAnswers: readonly string[]
  readonly criticalAnswers: readonly string[]
}

/** A question that is asked at order entry. */
export type Question = CatalogEntry & {
  readonly loinc: string
  readonly loincName: string
  readonly valueType: string
  readonly unit: string
  readonly answers: readonly CodedAnswer[]
  /** null: the laboratory has not said. */
  readonly isRequired: boolean | null
  readonly hint: string
}

/** A text that was sent, and how often. */
export type Count = { readonly text: string; readonly count: number }

export type Percentiles = { readonly tenth: number; readonly median: number; readonly ninetieth: number }

/** What traffic showed of an entry, the most frequent first. `(none)` stands for a field without a value. */
export type Seen = {
  readonly count: number
  readonly names: readonly Count[]
  /** Codes of OBR-4 under which it came. */
  readonly tests: readonly Count[]
  readonly components: readonly Count[]
  readonly types: readonly Count[]
  readonly units: readonly Count[]
  readonly ranges: readonly Count[]
  readonly flags: readonly Count[]
  /** Kinds of value, never values. */
  readonly shapes: readonly Count[]
  readonly statuses: readonly Count[]
  readonly specimens: readonly Count[]
  readonly methods: readonly Count[]
  /** Of the numbers sent, where there were twenty or more. */
  readonly numbers: Percentiles | null
  /** What a person should look at, in words. */
  readonly odd: readonly string[]
}

/** Where a field had no value. */
export const nothingSent = '(none)'

/** What one system understands. Entries in the order of their source. */
export type Catalog = {
  readonly system: string
  readonly orderables: readonly Orderable[]
  readonly components: readonly Component[]
  readonly questions: readonly Question[]
}
