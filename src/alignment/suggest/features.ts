// What speaks for and against a candidate, as named numbers. The one thing to know: the names are those of the learned weights
// (weights.ts); a feature without a weight counts nothing.
import { type Candidate, isMark, type Wanted } from './profile.ts'
import { fitOf } from './specimen.ts'
import type { Resolved, Vocabulary } from './vocabulary.ts'

/** A word of the candidates that stands for a word of the label. */
export type QueryWord = Resolved & {
  /** Which word of the label it stands for: a word may stand for several of the candidates'. */
  readonly place: number
  readonly weight: number
}

/** What a test's label comes to in the words of the candidates. */
export type Query = {
  readonly wanted: Wanted
  readonly words: readonly QueryWord[]
  readonly byWord: ReadonlyMap<string, QueryWord>
  /** How many words of the label stand for words of the candidates. */
  readonly places: number
  /** Weight of all words of the label, with those that no candidate has. */
  readonly weight: number
  /** By place, the weight of the words that name a substance; nought for those that only mark it: free, direct, IgG. */
  readonly core: readonly number[]
  /** Weight of those and of the words that no candidate has. */
  readonly coreWeight: number
}

export function queryOf(wanted: Wanted, vocabulary: Vocabulary): Query {
  const resolved = vocabulary.resolve(wanted.words)
  const givens = [...new Set(resolved.map(({ given }) => given))]
  const words = resolved.map((one) => ({
    ...one,
    place: givens.indexOf(one.given),
    weight: vocabulary.weight(one.word),
  }))
  const heaviest = givens.map((_, place) =>
    Math.max(...words.filter((one) => one.place === place).map(({ weight }) => weight)),
  )
  const covered = new Set(givens.flatMap((given) => given.split(' ')))
  const unknown = wanted.words.filter((word) => !covered.has(word) && word.length > 1).length
  const core = givens.map((given, place) => (isMark(given) ? 0 : heaviest[place]!))
  return {
    wanted,
    words,
    byWord: new Map(words.map((one) => [one.word, one])),
    places: givens.length,
    weight: sum(heaviest) + unknown * vocabulary.unknownWeight,
    core,
    coreWeight: sum(core) + unknown,
  }
}

/** How the words of a label and of a candidate meet. */
export type WordMatch = {
  /** Share of the label's weight that the component has. */
  readonly label: number
  /** Share of the label's weight that the whole name has. */
  readonly labelInName: number
  /** Share that the whole name has of those words of the label that name a substance. */
  readonly core: number
  /** Share of the component's weight that the label has. */
  readonly component: number
  /** Weight of the component's words that the label does not have. */
  readonly extra: number
}

/** @param whole the weight of all words of the candidate's component */
export function matchWords(query: Query, { words, otherWords }: Candidate, whole: number): WordMatch {
  const inComponent = new Array<number>(query.places).fill(0)
  const inName = new Array<number>(query.places).fill(0)
  let had = 0
  for (const word of words) {
    const found = query.byWord.get(word)
    if (!found) continue
    const worth = found.quality * found.weight
    had += worth
    if (worth > inComponent[found.place]!) inComponent[found.place] = worth
    if (worth > inName[found.place]!) inName[found.place] = worth
  }
  if (otherWords.size > 0)
    for (const { word, place, quality, weight } of query.words)
      if (quality * weight > inName[place]! && otherWords.has(word)) inName[place] = quality * weight
  const label = query.weight === 0 ? 0 : sum(inComponent) / query.weight
  const labelInName = query.weight === 0 ? 0 : sum(inName) / query.weight
  const core =
    query.coreWeight === 0 ? labelInName : sum(inName.filter((_, at) => query.core[at]! > 0)) / query.coreWeight
  return { label, labelInName, core, component: whole === 0 ? 0 : had / whole, extra: whole - had }
}

function sum(list: readonly number[]): number {
  let total = 0
  for (const one of list) total += one
  return total
}

export type Emit = (name: string, value: number) => void

/** Everything that speaks for or against a candidate. */
export function features(query: Query, candidate: Candidate, words: WordMatch, emit: Emit): void {
  aboutWords(query, candidate, words, emit)
  aboutSpecimen(query.wanted, candidate, emit)
  aboutQuantity(query.wanted, candidate, emit)
  aboutMethod(query.wanted, candidate, emit)
  aboutRest(query.wanted, candidate, emit)
}

function aboutWords(query: Query, { marks, numbers }: Candidate, match: WordMatch, emit: Emit): void {
  emit('words: label', match.label)
  emit('words: name', match.labelInName)
  emit('words: component', match.component)
  if (match.label > 0.97 && match.component > 0.97) emit('words: same', 1)
  if (match.label > 0.97) emit('words: all of label', 1)
  emit('words: extra', match.extra)
  emit('words: missing', query.weight * (1 - match.labelInName))
  const said = query.wanted
  for (const mark of said.marks) if (!marks.includes(mark)) emit(`missing: ${mark}`, 1)
  for (const mark of marks) if (!said.marks.includes(mark)) emit(`extra: ${mark}`, 1)
  const differ = said.numbers.length > 0 && numbers.length > 0 && !said.numbers.some((one) => numbers.includes(one))
  if (differ) emit('words: numbers differ', 1)
}

function aboutSpecimen(
  { specimens, department, saysSpecimenInLabel }: Wanted,
  { system }: Candidate,
  emit: Emit,
): void {
  const fit = fitOf(system, specimens, department)
  emit('specimen: fit', fit)
  if (fit === 0) emit('specimen: differs', 1)
  if (saysSpecimenInLabel) emit('specimen: fit to label', fit)
  if (system === null) emit('specimen: not said', 1)
  if (specimens.at(-1) === 'Bld' && system !== null) emit(`blood: ${department}: ${system}`, 1)
}

function aboutQuantity({ unitClasses, saidClasses, hasUnit, department }: Wanted, { quantity }: Candidate, emit: Emit) {
  if (quantity === null) emit('quantity: not said', 1)
  else {
    if (unitClasses.length > 0) emit(unitClasses.includes(quantity) ? 'unit: agrees' : 'unit: differs', 1)
    if (saidClasses.length > 0) emit(saidClasses.includes(quantity) ? 'said: agrees' : 'said: differs', 1)
    if (unitClasses.length === 0 && saidClasses.length === 0) emit(`no unit: ${department}: ${quantity}`, 1)
    else if (unitClasses.length === 0) emit(`no unit: ${quantity}`, 1)
    else emit(`unit: ${quantity}`, 1)
  }
  if (hasUnit && unitClasses.length === 0) emit('unit: unknown', quantity === null ? 1 : 0)
}

function aboutMethod({ methods, department }: Wanted, { method }: Candidate, emit: Emit): void {
  if (method === null) {
    if (methods.length > 0) emit('method: not in name', 1)
    return
  }
  if (methods.some((one) => sameMethod(one, method))) emit('method: agrees', 1)
  else if (methods.length > 0) emit('method: differs', 1)
  else {
    emit(`method not said: ${kindOfMethod(method)}`, 1)
    emit(`method not said: ${department}: ${kindOfMethod(method)}`, 1)
  }
}

/** `Test strip` is meant by `Test strip.automated` as well. */
function sameMethod(said: string, method: string): boolean {
  return method === said || method.startsWith(`${said}.`) || method.startsWith(`${said}>`)
}

const commonMethods = new Set([
  'Automated count',
  'Manual count',
  'IA',
  'Coag',
  'Chromo',
  'Calculated',
  'Electrophoresis',
  'Test strip',
  'Microscopy.light',
  'Microscopy.light.HPF',
  'Microscopy.light.LPF',
  'Probe.amp.tar',
  'Culture',
  'MIC',
  'Screen',
])

function kindOfMethod(method: string): string {
  if (commonMethods.has(method)) return method
  return / stain/.test(method) ? 'stain' : 'other'
}

function aboutRest({ time }: Wanted, candidate: Candidate, emit: Emit): void {
  const candidateTime = candidate.time === 'Pt' ? null : candidate.time
  if (time !== null) emit(time === candidateTime ? 'time: agrees' : 'time: differs', 1)
  else if (candidateTime !== null) emit('time: not said', 1)
  if (candidate.isPanel) emit('is a panel', 1)
  if (candidate.isNarrative) emit('is a narrative', 1)
  if (candidate.isChallenge) emit('is after a challenge', 1)
  if (candidate.per !== null && !candidate.per.startsWith('leukocytes')) emit(`per: ${kindOfPer(candidate.per)}`, 1)
  if (candidate.isDiscouraged) emit('is discouraged', 1)
  emit('common', candidate.commonness)
  emit('age of code', ageOf(candidate.code))
}

function kindOfPer(per: string): string {
  return /^cells/.test(per) ? 'cells' : /normal/.test(per) ? 'normal' : /\.total$/.test(per) ? 'total' : 'other'
}

/** LOINC numbers its codes as they come, and what is common came first: from 1 (old) to 0 (new). */
function ageOf(code: string): number {
  const number = Number.parseInt(code, 10)
  return Number.isNaN(number) ? 0.5 : Math.max(0, 1 - Math.log10(Math.max(number, 100) / 100) / 3)
}
