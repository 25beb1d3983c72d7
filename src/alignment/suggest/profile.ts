// A test or a LOINC code as what can be compared: words of what is measured, specimen, class of quantity, method, time. The
// one thing to know: a local test may mean several specimens and quantities, a LOINC code has one of each or leaves it open.
import { axesOfName } from '../../terminology/loinc/axes-of-name.ts'
import type { LoincTerm } from '../../terminology/loinc/term.ts'
import { readRanges } from '../../terminology/ranges.ts'
import { readUnit } from '../../terminology/units.ts'
import { readValue } from '../../terminology/values.ts'
import { type Piece, piecesOf } from './lexicon.ts'
import { classesOfUnit, classOfProperty, type QuantityClass } from './quantity.ts'
import { type Department, departmentOf } from './specimen.ts'
import type { LocalTest } from './suggestion.ts'
import { partsOfMixedCase, wordsOf } from './words.ts'

/** A test that something is looked for. */
export type Wanted = {
  readonly test: LocalTest
  /** Words of what is measured, as LOINC has them. */
  readonly words: readonly string[]
  readonly marks: readonly string[]
  readonly numbers: readonly string[]
  /** What each piece of the label was taken for. */
  readonly pieces: readonly Piece[]
  /** Specimens said, from the least exact (the field of the catalog) to the most (a word of the label). */
  readonly specimens: readonly string[]
  readonly saysSpecimenInLabel: boolean
  /** What the panel says of the specimen, where the test itself says nothing; empty elsewhere. */
  readonly panelSpecimen: string
  readonly department: Department
  /** What the unit measures; empty where there is none or it is not known. */
  readonly unitClasses: readonly QuantityClass[]
  /** What words of the label, values and ranges say of the quantity. */
  readonly saidClasses: readonly QuantityClass[]
  /** The unit of the row, or those seen in its results and ranges. */
  readonly unit: string
  readonly hasUnit: boolean
  readonly methods: readonly string[]
  readonly time: string | null
}

/** Something that may be what is wanted. */
export type Candidate = {
  readonly code: string
  readonly name: string
  readonly words: readonly string[]
  /** Words among them that make another test of the same name: class of antibody, antigen, free, total. */
  readonly marks: readonly string[]
  /** Numbers and single letters among them: factor VIII, hepatitis B. */
  readonly numbers: readonly string[]
  /** Words of method, specimen and the rest of the name, which a label may use as well. */
  readonly otherWords: ReadonlySet<string>
  readonly system: string | null
  readonly quantity: QuantityClass | null
  readonly method: string | null
  readonly time: string | null
  /** What X is counted against in `X/100 leukocytes`. */
  readonly per: string | null
  readonly isPanel: boolean
  readonly isNarrative: boolean
  readonly isChallenge: boolean
  /** From 0 (rare) to 1 (reported daily). */
  readonly commonness: number
  readonly isDiscouraged: boolean
}

/** A local test, read. @param without phrases of the lexicon that are not used for its label */
export function wantedOf(test: LocalTest, without?: ReadonlySet<string>): Wanted {
  const pieces = piecesOf(wordsOfLabel(test.label), without)
  const fluid = systemsOf(test.fluid ?? '')
  const panel = fluid.length > 0 ? [] : systemsOf(test.panel ?? '').slice(0, 1)
  const method = piecesOf(wordsOf(test.method ?? '')).flatMap(({ tags }) => tags.methods)
  const tags = pieces.map((piece) => piece.tags)
  const kept = pieces.flatMap(({ words }) => words)
  // A label that is nothing but a specimen names what is measured: blood in urine, plasma cells in a fluid.
  const inLabel = kept.length > 0 ? tags.flatMap(({ systems }) => systems) : []
  const unit = test.unit?.trim() || unitsSeen(test)
  const words = unique([...(kept.length > 0 ? kept : pieces.map(({ given }) => given)), ...wordsOfUnit(unit)])
  return {
    test,
    pieces,
    words,
    ...marksOf(words),
    specimens: [...panel, ...fluid, ...inLabel],
    saysSpecimenInLabel: inLabel.length > 0,
    panelSpecimen: panel.length > 0 ? `panel ${test.panel}` : '',
    department: departmentOf(`${test.category ?? ''} ${test.panel ?? ''}`),
    unitClasses: classesOfUnit(unit),
    unit,
    hasUnit: unit !== '',
    saidClasses: unique([
      ...tags.flatMap(({ properties }) => properties.map((property) => classOfProperty(property, null) ?? 'other')),
      ...classesOfValues(test.values ?? [], test.ranges ?? ''),
    ]),
    methods: unique([
      ...tags.flatMap(({ methods }) => methods),
      ...method,
      ...methodsOfUnit(unit),
      ...methodsOf(words),
    ]),
    time: tags.flatMap(({ times }) => times)[0] ?? timeOfUnit(unit),
  }
}

function systemsOf(text: string): string[] {
  return piecesOf(wordsOf(text)).flatMap(({ tags }) => tags.systems)
}

/** Units that stand in results or ranges, where the row has none of its own: `70-99 mg/dL`. */
function unitsSeen({ values = [], ranges = '' }: LocalTest): string {
  const read = readRanges(ranges)
  const inRanges = read.readable ? read.bands.map((band) => band.unit) : []
  const inValues = values
    .map((text) => readValue({ text }))
    .map((value) => (value.kind === 'number' ? value.trailing : ''))
  return unique([...inRanges, ...inValues].filter((unit) => unit !== '' && readUnit(unit).known)).join('|')
}

const marked = new Set('igg igm iga ige ab ag rna dna free direct indirect total inhibitor'.split(' '))

/** Whether a word says which of several tests of one substance is meant, and no substance: free, direct, IgG. */
export function isMark(word: string): boolean {
  return marked.has(word)
}

function marksOf(words: readonly string[]): { marks: string[]; numbers: string[] } {
  return {
    marks: words.filter((word) => marked.has(word)),
    numbers: words.filter((word) => /^(\d+|[a-z]|[ivx]{2,})$/.test(word)),
  }
}

/** The words of a label. A letter U that others follow (`U Na`) is urine; elsewhere it may be a unit. */
function wordsOfLabel(label: string): string[] {
  const words = wordsOf(splitMixedCase(label))
  return words[0] === 'u' && words.length > 1 ? ['urine', ...words.slice(1)] : words
}

/** Words in mixed case are taken apart where the whole is no word of the lexicon. */
function splitMixedCase(label: string): string {
  return label.replace(/[A-Za-z]*[a-z][A-Z][A-Za-z]*|[A-Z]{2,}[a-z]{2,}\b/g, (word) => {
    const parts = partsOfMixedCase(word)
    return parts.length > 1 && piecesOf(wordsOf(word)).every(({ words, given }) => words.join(' ') === given)
      ? parts.join(' ')
      : word
  })
}

/** Words that stand in a unit and say what is measured: `ng/mL FEU`. */
function wordsOfUnit(unit: string): string[] {
  return unit
    .split('|')
    .flatMap((one) => wordsOf(one))
    .filter((word) => ['feu', 'ddu', 'gpl', 'mpl', 'apl'].includes(word))
}

/** `#/hpf` is counted under the microscope. */
function methodsOfUnit(unit: string): string[] {
  const [, field] = /\b(hpf|lpf)\b/i.exec(unit) ?? []
  return field ? [`Microscopy.light.${field.toUpperCase()}`] : []
}

/** Regions of an electrophoresis, `Alpha-1` or `gamma globulin`, are measured by no other method. */
function methodsOf(words: readonly string[]): string[] {
  return /^(?:alpha|beta|gamma)(?: [12])?(?: (?:globulin|region|fraction))?$/.test(words.join(' '))
    ? ['Electrophoresis']
    : []
}

function timeOfUnit(unit: string): string | null {
  const [, hours] = /\/\s*\(?(\d+)\s*\.?\s*h/i.exec(unit) ?? []
  return hours ? `${hours}H` : null
}

/** What results and ranges look like: `1:80` is a titre, `NEG` a presence. */
function classesOfValues(values: readonly string[], ranges: string): QuantityClass[] {
  const texts = [...values, ranges].map((text) => text.trim()).filter(Boolean)
  if (texts.length === 0) return []
  if (texts.some((text) => /^[<>]?=?\s*1\s*:\s*\d/.test(text))) return ['titer']
  const presence = /^(neg|pos|non[- ]?reactive|reactive|not detected|detected|absent|present|none|trace|[1-4]\+)/i
  return texts.filter((text) => presence.test(text)).length * 2 > texts.length ? ['presence'] : []
}

/** A LOINC code, read. */
export function candidateOf(term: LoincTerm): Candidate {
  const { name } = term
  const read = axesOfName(name)
  const axes = term.axes.component === null ? read : term.axes
  const [what = '', ...challenge] = (axes.component ?? name).split('^')
  const { numerator, per } = cutDenominator(what)
  const words = wordsOfWhat(numerator, axes.method)
  const system = axes.system
  return {
    code: term.code,
    name,
    words,
    ...marksOf(words),
    otherWords: new Set(
      [...wordsOfName(name), ...wordsOfName(term.synonyms), ...wordsOfMethod(axes.method)].filter(
        (word) => !words.includes(word),
      ),
    ),
    system,
    quantity: axes.scale === 'Nar' ? 'text' : classOfProperty(axes.property, what, term.units[0]),
    method: axes.method,
    time: axes.time,
    per,
    isPanel: axes.scale === '-' || / panel\b/i.test(name),
    isNarrative: axes.scale === 'Nar' || axes.scale === 'Doc',
    isChallenge: challenge.length > 0 || / (challenge|post|peak|trough)\b/i.test(name),
    commonness: term.rank === null ? 0 : Math.max(0, 1 - Math.log10(term.rank) / 5),
    isDiscouraged: term.status === 'DISCOURAGED',
  }
}

/** Where LOINC measures a `microscopic observation`, the stain says what is looked for. */
function wordsOfWhat(what: string, method: string | null): string[] {
  if (!/microscopic observation/i.test(what)) return wordsOfName(what)
  const rest = what.replace(/\.?microscopic observation/i, '').trim()
  return unique([...(rest === '' ? [] : wordsOfName(rest)), ...wordsOfName(method ?? 'microscopic')])
}

/** What labels call the result of a method: an electrophoresis gives fractions of protein. */
function wordsOfMethod(method: string | null): string[] {
  return method === 'Electrophoresis' ? ['protein', 'fraction'] : []
}

/** A test of another catalog, read as something that may be the counterpart. */
export function candidateOfTest(test: LocalTest): Candidate {
  const { words, specimens, department, unitClasses, saidClasses, methods, time } = wantedOf(test)
  return {
    code: test.id,
    name: test.label,
    words,
    ...marksOf(words),
    otherWords: new Set(),
    system: systemOfTest(specimens, department),
    quantity: unitClasses[0] ?? saidClasses[0] ?? null,
    method: methods[0] ?? null,
    time: time ?? 'Pt',
    per: null,
    isPanel: false,
    isNarrative: false,
    isChallenge: false,
    commonness: 0,
    isDiscouraged: false,
  }
}

/** What a catalog's blood most likely is. */
function systemOfTest(specimens: readonly string[], department: Department): string | null {
  const said = specimens.at(-1) ?? null
  if (said === 'Bld.whole') return 'Bld'
  return said === 'Bld' && department === 'chemistry' ? 'Ser/Plas' : said
}

/** `X/100 leukocytes` and `X/Y.total` are counted against something that a label does not say. */
function cutDenominator(component: string): { numerator: string; per: string | null } {
  const [, numerator, per] =
    /^(.+)\/100 (.+)$/.exec(component) ??
    /^(.+)\/([^/]+\.total)$/.exec(component) ??
    /^(.+?) (actual\/normal)$/i.exec(component) ??
    /^(.+)\/(1\.73 sq M).*$/.exec(component) ??
    []
  return numerator ? { numerator, per: per! } : { numerator: component, per: null }
}

/** Words of a name of LOINC's. Tags of the lexicon are not kept: the axes say them better. */
export function wordsOfName(name: string): string[] {
  const pieces = piecesOf(wordsOf(name))
  const kept = pieces.flatMap(({ words }) => words)
  return unique(kept.length > 0 ? kept : pieces.map(({ given }) => given))
}

export function unique<T>(list: readonly T[]): T[] {
  return [...new Set(list)]
}
