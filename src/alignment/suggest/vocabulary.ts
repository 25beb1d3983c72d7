// The words of all candidates with how much each says, and the lists of candidates that have them. The one thing to know: a
// word of a label that no candidate has is looked for as a beginning, a compound or a misspelling of one that some have.
import { lexiconEntry, lexiconWords } from './lexicon.ts'
import type { Candidate } from './profile.ts'

/** A word of a label as one of the vocabulary, and how sure that is, from 0 to 1. */
export type Resolved = { readonly given: string; readonly word: string; readonly quality: number }

export type Vocabulary = {
  /** How much a word says: the fewer candidates have it, the more. */
  weight(word: string): number
  /** Indexes of the candidates that have a word among those of their component. */
  having(word: string): readonly number[]
  /** The weight of all words of each candidate's component. */
  readonly whole: Float64Array
  /** The words of a label as words of the vocabulary. A word that is nowhere near any stays out. */
  resolve(words: readonly string[]): readonly Resolved[]
  /** The weight of a word that no candidate has. */
  readonly unknownWeight: number
}

export function vocabularyOf(candidates: readonly Candidate[]): Vocabulary {
  const lists = new Map<string, number[]>()
  const other = new Map<string, number>()
  candidates.forEach(({ words, otherWords }, index) => {
    for (const word of words) push(lists, word, index)
    for (const word of otherWords) other.set(word, (other.get(word) ?? 0) + 1)
  })
  const count = Math.max(candidates.length, 2)
  const weights = new Map<string, number>()
  for (const word of new Set([...lists.keys(), ...other.keys()])) {
    const having = lists.get(word)?.length ?? other.get(word)!
    weights.set(word, Math.log(1 + count / having) / Math.log(1 + count))
  }
  const near = nearestOf([...new Set([...lists.keys(), ...lexiconWords()])])
  const found = new Map<string, readonly Resolved[]>()
  const one = (word: string): readonly Resolved[] => {
    if (weights.has(word)) return [{ given: word, word, quality: 1 }]
    const before = found.get(word)
    if (before) return before
    const resolved = near(word).flatMap((one) => (weights.has(one.word) ? [one] : throughLexicon(one, weights)))
    found.set(word, resolved)
    return resolved
  }
  const whole = Float64Array.from(candidates, ({ words }) =>
    words.reduce((sum, word) => sum + (weights.get(word) ?? 1), 0),
  )
  return {
    whole,
    weight: (word) => weights.get(word) ?? 1,
    having: (word) => lists.get(word) ?? [],
    resolve: (words) => joinedOrEach(words, (word) => lists.has(word), one),
    unknownWeight: 0.35,
  }
}

/** A word that was meant for one of the lexicon, as what the lexicon says. */
function throughLexicon(one: Resolved, known: ReadonlyMap<string, number>): Resolved[] {
  const words = lexiconEntry(one.word)?.words ?? []
  return words.filter((word) => known.has(word)).map((word) => ({ ...one, word }))
}

function push(lists: Map<string, number[]>, word: string, index: number): void {
  const list = lists.get(word)
  if (list) list.push(index)
  else lists.set(word, [index])
}

/** Two neighbours that are one word elsewhere (`auto antibody`), else each by itself. */
function joinedOrEach(
  words: readonly string[],
  has: (word: string) => boolean,
  one: (word: string) => readonly Resolved[],
): Resolved[] {
  const result: Resolved[] = []
  for (let at = 0; at < words.length; at++) {
    const [first, second] = [words[at]!, words[at + 1]]
    const joined = second === undefined ? '' : first + second
    if (second !== undefined && joined.length > 5 && has(joined) && !(has(first) && has(second))) {
      result.push({ given: `${first} ${second}`, word: joined, quality: 0.95 })
      at++
    } else result.push(...one(first))
  }
  return result
}

const shortestBeginning = 4
const shortestMisspelt = 5

/** Beginnings, compounds and misspellings. Words are sorted, so that a beginning is found by its place. */
function nearestOf(words: readonly string[]): (word: string) => readonly Resolved[] {
  const sorted = [...words].filter((word) => word.length > 2).sort((a, b) => (a < b ? -1 : 1))
  const known = new Set(sorted)
  const byFirst = new Map<string, string[]>()
  for (const word of sorted) {
    const list = byFirst.get(word[0]!)
    if (list) list.push(word)
    else byFirst.set(word[0]!, [word])
  }
  return (word) => beginnings(word, sorted) ?? compound(word, known) ?? misspelt(word, byFirst.get(word[0]!) ?? [])
}

/** Catalogs cut names off: `triglycer` is triglyceride. */
function beginnings(word: string, sorted: readonly string[]): readonly Resolved[] | null {
  if (word.length < shortestBeginning) return null
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < word) low = middle + 1
    else high = middle
  }
  const found: Resolved[] = []
  for (let at = low; at < sorted.length && sorted[at]!.startsWith(word) && found.length < 8; at++)
    found.push({ given: word, word: sorted[at]!, quality: 0.9 })
  return found.length > 0 && found.length < 8 ? found : null
}

/** `glutamyltransferase` is glutamyl transferase. */
function compound(word: string, known: ReadonlySet<string>): readonly Resolved[] | null {
  for (let cut = 4; cut <= word.length - 4; cut++) {
    const [first, second] = [word.slice(0, cut), word.slice(cut)]
    if (known.has(first) && known.has(second))
      return [first, second].map((part) => ({ given: word, word: part, quality: 0.95 }))
  }
  return null
}

function misspelt(word: string, list: readonly string[]): readonly Resolved[] {
  if (word.length < shortestMisspelt || /\d/.test(word)) return []
  const bound = word.length < 8 ? 1 : word.length < 12 ? 2 : 3
  let best: string | null = null
  let bestDistance = bound + 1
  for (const other of list) {
    if (Math.abs(other.length - word.length) > bound || /\d/.test(other)) continue
    const found = distance(word, other, bestDistance)
    if (found < bestDistance) [best, bestDistance] = [other, found]
  }
  return best === null ? [] : [{ given: word, word: best, quality: 1 - 0.12 * bestDistance }]
}

/** Edits from one word to another, where swapping two neighbours is one; at least `bound` where it is not below. */
function distance(a: string, b: string, bound: number): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1)
      row.push(cost)
      if (cost < least) least = cost
    }
    if (least >= bound) return bound
    before = last
    last = row
  }
  return last[b.length]!
}
