// What speaks for and against a candidate, as named numbers. The one thing to know: the names are those of the learned weights
// (weights.ts); a feature without a weight counts nothing.
import type { Candidate, Wanted } from './profile.ts'
import { fitOf } from './specimen.ts'
import type { Resolved, Vocabulary } from './vocabulary.ts'

/** What a test's label comes to in the words of the candidates. */
export type Query = {
  readonly wanted: Wanted
  readonly words: readonly Resolved[]
  /** Weight of all words of the label, with those that no candidate has. */
  readonly weight: number
  readonly unknown: number
}

export function queryOf(wanted: Wanted, vocabulary: Vocabulary): Query {
  const words = vocabulary.resolve(wanted.words)
  const given = new Set(words.flatMap((one) => one.given.split(' ')))
  const unknown = wanted.words.filter((word) => !given.has(word) && word.length > 1).length
  const byGiven = new Map<string, number>()
  for (const { given: word, word: as } of words)
    byGiven.set(word, Math.max(byGiven.get(word) ?? 0, vocabulary.weight(as)))
  const weight = [...byGiven.values()].reduce((sum, one) => sum + one, 0) + unknown * vocabulary.unknownWeight
  return { wanted, words, weight, unknown }
}

/** How the words of a label and of a candidate meet. */
export type WordMatch = {
  /** Share of the label's weight that the component has. */
  readonly label: number
  /** Share of the label's weight that the whole name has. */
  readonly labelInName: number
  /** Share of the component's weight that the label has. */
  readonly component: number
  readonly matched: readonly Resolved[]
  /** Weight of the component's words that the label does not have. */
  readonly extra: number
}

export function matchWords(query: Query, candidate: Candidate, vocabulary: Vocabulary): WordMatch {
  const matched: Resolved[] = []
  const best = new Map<string, { inComponent: number; inName: number }>()
  for (const one of query.words) {
    const inComponent = candidate.words.includes(one.word)
    const inName = inComponent || candidate.otherWords.has(one.word)
    if (!inName) continue
    if (inComponent) matched.push(one)
    const worth = one.quality * vocabulary.weight(one.word)
    const before = best.get(one.given)
    best.set(one.given, {
      inComponent: Math.max(before?.inComponent ?? 0, inComponent ? worth : 0),
      inName: Math.max(before?.inName ?? 0, worth),
    })
  }
  let inComponent = 0
  let inName = 0
  for (const one of best.values()) {
    inComponent += one.inComponent
    inName += one.inName
  }
  const qualities = new Map(matched.map(({ word, quality }) => [word, quality]))
  let whole = 0
  let had = 0
  for (const word of candidate.words) {
    const weight = vocabulary.weight(word)
    whole += weight
    had += weight * (qualities.get(word) ?? 0)
  }
  return {
    label: query.weight === 0 ? 0 : inComponent / query.weight,
    labelInName: query.weight === 0 ? 0 : inName / query.weight,
    component: whole === 0 ? 0 : had / whole,
    extra: whole - had,
    matched,
  }
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

const distinct = [
  'igg',
  'igm',
  'iga',
  'ige',
  'ab',
  'ag',
  'rna',
  'dna',
  'free',
  'direct',
  'indirect',
  'total',
  'inhibitor',
]

function aboutWords(query: Query, { words }: Candidate, match: WordMatch, emit: Emit): void {
  emit('words: label', match.label)
  emit('words: name', match.labelInName)
  emit('words: component', match.component)
  if (match.label > 0.97 && match.component > 0.97) emit('words: same', 1)
  if (match.label > 0.97) emit('words: all of label', 1)
  emit('words: extra', match.extra)
  emit('words: missing', query.weight * (1 - match.labelInName))
  const said = query.wanted.words
  for (const word of distinct) {
    const [left, right] = [said.includes(word), words.includes(word)]
    if (left && !right) emit(`missing: ${word}`, 1)
    else if (right && !left) emit(`extra: ${word}`, 1)
  }
  if (numbersDiffer(said, words)) emit('words: numbers differ', 1)
}

/** Both name a number or letter, and not the same: factor VIII and factor IX. */
function numbersDiffer(left: readonly string[], right: readonly string[]): boolean {
  const numbers = (words: readonly string[]) => words.filter((word) => /^(\d+|[a-z]|[ivx]{2,})$/.test(word))
  const [a, b] = [numbers(left), numbers(right)]
  return a.length > 0 && b.length > 0 && !a.some((one) => b.includes(one))
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
  if (candidate.isDiscouraged) emit('is discouraged', 1)
  if (candidate.per !== null && !candidate.per.startsWith('leukocytes')) emit(`per: ${kindOfPer(candidate.per)}`, 1)
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
