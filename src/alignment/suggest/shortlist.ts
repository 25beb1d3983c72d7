// The candidates that are worth a closer look, found by their words. The one thing to know: not all pairs are compared; a word
// that nearly every candidate has is not followed as long as the label has a better one.
import { matchWords, type Query, type WordMatch } from './features.ts'
import type { Candidate } from './profile.ts'
import { fitOf } from './specimen.ts'
import type { Vocabulary } from './vocabulary.ts'

export type Shortlisted = { readonly index: number; readonly words: WordMatch; readonly rough: number }

/** Lists longer than this are followed only where the label has nothing rarer. */
const longList = 1500

/** At most `most` candidates that share words with the label, the roughly best ones first. */
export function shortlist(
  query: Query,
  candidates: readonly Candidate[],
  vocabulary: Vocabulary,
  most: number,
): readonly Shortlisted[] {
  const { specimens, department, unitClasses } = query.wanted
  return reached(query, vocabulary)
    .map((index) => {
      const candidate = candidates[index]!
      const words = matchWords(query, candidate, vocabulary)
      const unit = candidate.quantity === null || unitClasses.length === 0 || unitClasses.includes(candidate.quantity)
      const rough =
        2 * words.labelInName +
        words.component +
        0.6 * fitOf(candidate.system, specimens, department) +
        (unit ? 0.3 : 0) +
        0.2 * candidate.commonness
      return { index, words, rough }
    })
    .sort((a, b) => b.rough - a.rough || a.index - b.index)
    .slice(0, most)
}

function reached(query: Query, vocabulary: Vocabulary): number[] {
  const lists = query.words.map(({ word }) => vocabulary.having(word)).sort((a, b) => a.length - b.length)
  const found = new Set<number>()
  for (const list of lists) {
    if (list.length > longList && found.size > 0) break
    for (const index of list) found.add(index)
  }
  return [...found]
}
