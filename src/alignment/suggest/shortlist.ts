// The candidates that are worth a closer look, found by their words. The one thing to know: not all pairs are compared; a word
// that nearly every candidate has is not followed as long as the label has a better one.
import { matchWords, type Query, type WordMatch } from './features.ts'
import type { Candidate } from './profile.ts'
import { fitOf } from './specimen.ts'
import type { Vocabulary } from './vocabulary.ts'

export type Shortlisted = { readonly index: number; readonly words: WordMatch; readonly rough: number }

/** Lists longer than this are followed only where the label has nothing rarer. */
const longList = 1500

/** So many are compared word by word. */
const wordByWord = 160

/** At most `most` candidates that share words with the label, the roughly best ones first. */
export function shortlist(
  query: Query,
  candidates: readonly Candidate[],
  vocabulary: Vocabulary,
  most: number,
): readonly Shortlisted[] {
  return (
    reached(query, candidates, vocabulary)
      .map(({ index, rough: beside }) => {
        const words = matchWords(query, candidates[index]!, vocabulary.whole[index]!)
        return { index, words, rough: 2 * words.labelInName + words.component + beside }
      })
      // What shares only `direct` or `IgG` with the label is a test of something else.
      .filter(({ words }) => words.core > 0)
      .sort((a, b) => b.rough - a.rough || a.index - b.index)
      .slice(0, most)
  )
}

type Reached = { readonly index: number; readonly rough: number; readonly worth: number }

/** The candidates on the lists of the label's words: where there are many, those with the weightiest words and what fits. */
function reached(query: Query, candidates: readonly Candidate[], vocabulary: Vocabulary): Reached[] {
  const beside = besideWords(query)
  const factor = 2 / Math.max(query.weight, 0.01)
  const found: Reached[] = []
  for (const [index, weight] of weightsOf(query, vocabulary)) {
    const rough = beside(candidates[index]!)
    found.push({ index, rough, worth: factor * weight + rough })
  }
  if (found.length <= wordByWord) return found
  return found.sort((a, b) => b.worth - a.worth || a.index - b.index).slice(0, wordByWord)
}

function weightsOf({ words }: Query, vocabulary: Vocabulary): ReadonlyMap<number, number> {
  const lists = words
    .map(({ word, quality, weight }) => ({ list: vocabulary.having(word), weight: quality * weight }))
    .sort((a, b) => a.list.length - b.list.length)
  const found = new Map<number, number>()
  for (const { list, weight } of lists) {
    if (list.length > longList && found.size > 0) break
    for (const index of list) found.set(index, (found.get(index) ?? 0) + weight)
  }
  return found
}

/** What fits beside the words: specimen, unit, and how common the candidate is. */
function besideWords({ wanted }: Query): (candidate: Candidate) => number {
  const { specimens, department, unitClasses } = wanted
  const fits = new Map<string | null, number>()
  return ({ system, quantity, commonness }) => {
    let fit = fits.get(system)
    if (fit === undefined) {
      fit = 0.6 * fitOf(system, specimens, department)
      fits.set(system, fit)
    }
    const unit = quantity === null || unitClasses.length === 0 || unitClasses.includes(quantity)
    return fit + (unit ? 0.3 : 0) + 0.2 * commonness
  }
}
