// The candidates of a test with their scores, best first. The one thing to know: suggestions, learning and the bench all rank
// by this, so that what is measured is what is shown.
import type { Outlook } from './calibrate.ts'
import { type Emit, features, type Query, queryOf } from './features.ts'
import { type Feature, softmax, type Weights } from './learn.ts'
import { type Candidate, wantedOf } from './profile.ts'
import { type Shortlisted, shortlist } from './shortlist.ts'
import { fitOf } from './specimen.ts'
import type { LocalTest } from './suggestion.ts'
import { type Vocabulary, vocabularyOf } from './vocabulary.ts'

/** So many candidates are looked at closely. */
export const closeLooks = 80

/** Candidates, ready to be asked. */
export type Pool = { readonly candidates: readonly Candidate[]; readonly vocabulary: Vocabulary }

export function poolOf(candidates: readonly Candidate[]): Pool {
  return { candidates, vocabulary: vocabularyOf(candidates) }
}

export type Asked = { readonly query: Query; readonly list: readonly Shortlisted[] }

/** The candidates worth a close look for a test. @param without phrases of the lexicon that are not used for its label */
export function ask(pool: Pool, test: LocalTest, most = closeLooks, without?: ReadonlySet<string>): Asked {
  const query = queryOf(wantedOf(test, without), pool.vocabulary)
  return { query, list: shortlist(query, pool.candidates, pool.vocabulary, most) }
}

/** The features of one candidate, nought left out. */
export function featuresOf(pool: Pool, { query }: Asked, one: Shortlisted): Feature[] {
  const list: Feature[] = []
  const emit: Emit = (name, value) => {
    if (value !== 0) list.push([name, value])
  }
  features(query, pool.candidates[one.index]!, one.words, emit)
  return list
}

export type Ranked = { readonly one: Shortlisted; readonly candidate: Candidate; readonly outlook: Outlook }

/** Best first, each with its share among all that were looked at. */
export function rank(
  pool: Pool,
  asked: Asked,
  weights: Weights,
  bonus: (code: string) => number = () => 0,
): readonly Ranked[] {
  const { query, list } = asked
  const scores = list.map((one) => {
    const candidate = pool.candidates[one.index]!
    let score = bonus(candidate.code)
    features(query, candidate, one.words, (name, value) => {
      score += (weights[name] ?? 0) * value
    })
    return score
  })
  return byScore(pool, asked, scores, scoreOfNone(query, weights))
}

/** How good what is none of the candidates would be: half of the words, a specimen that may be. */
const half = 0.5

export function scoreOfNone(query: Query, weights: Weights): number {
  const like: Readonly<Record<string, number>> = {
    'words: label': half,
    'words: name': half,
    'words: component': half,
    'words: missing': query.weight * half,
    'words: extra': half,
    'specimen: fit': half,
  }
  return Object.entries(like).reduce((sum, [name, value]) => sum + (weights[name] ?? 0) * value, 0)
}

/** Marks without which a test is another: free of total, one class of antibody of the others. */
const strongMarks = new Set(['free', 'direct', 'indirect', 'igg', 'igm', 'iga', 'ige'])

/** As `rank`, with scores that are there already, and that of none of the candidates. */
export function byScore(
  pool: Pool,
  { query, list }: Asked,
  scores: readonly number[],
  none: number,
): readonly Ranked[] {
  const shares = softmax([...scores, none])
  const { specimens, department, unitClasses, marks } = query.wanted
  return list
    .map((one, index) => {
      const candidate = pool.candidates[one.index]!
      const { quantity, system, otherWords } = candidate
      const outlook: Outlook = {
        share: shares[index]!,
        label: one.words.labelInName,
        component: one.words.component,
        core: one.words.core,
        lacksMark: marks.some(
          (mark) => strongMarks.has(mark) && !candidate.marks.includes(mark) && !otherWords.has(mark),
        ),
        specimenFits: fitOf(system, specimens, department),
        unitDiffers: unitClasses.length > 0 && quantity !== null && !unitClasses.includes(quantity),
      }
      return { one, candidate, outlook }
    })
    .sort((a, b) => b.outlook.share - a.outlook.share || a.one.index - b.one.index)
}
